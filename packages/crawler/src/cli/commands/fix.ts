import { sharePages } from '../../pages/share-pages.ts'
import { forgetOldRecords, undoRecord } from '../../undo/records.ts'
import { runToEnd } from '../conclude.ts'
import type { PageFlags } from '../flags.ts'
import { openPageRun } from '../page-run.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface FixFlags extends PageFlags {
  readonly dryRun?: boolean
}

/** Writes alts into HTML files; with `--dry-run` says what it would write. */
export async function fixCommand(
  paths: readonly string[],
  flags: FixFlags,
  terminal: Terminal,
): Promise<number> {
  const { settings, work, found, run, progress } = await openPageRun('fix', paths, flags, terminal)
  const { dryRun } = work
  const record = undoRecord(settings.root, new Date().toISOString())
  return runToEnd({
    run,
    work: async () => {
      await sharePages(run, { found, work, record, signal: terminal.signal })
      await forgetOldRecords(settings.root)
    },
    settings,
    flags,
    terminal,
    progress,
    saves: !dryRun,
    writes: dryRun ? 'would write' : 'written',
    next: dryRun ? 'Nothing was written; leave out --dry-run to write.' : undefined,
  })
}
