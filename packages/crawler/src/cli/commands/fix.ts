import { fixPage } from '../../pages/fix-page.ts'
import { readPages } from '../../pages/read-pages.ts'
import { forgetOldRecords, openUndoLog } from '../../undo/records.ts'
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
  const { settings, found, run, progress } = await openPageRun('fix', paths, flags, terminal)
  const dryRun = flags.dryRun === true
  const undo = openUndoLog(settings.root, new Date().toISOString())
  const work = async () => {
    await readPages(run, found, { ...settings, signal: terminal.signal }, (page) =>
      fixPage(run, page, settings, { dryRun, undo }),
    )
    await forgetOldRecords(settings.root)
  }
  return runToEnd({
    run,
    work,
    settings,
    flags,
    terminal,
    progress,
    saves: !dryRun,
    writes: dryRun ? 'would write' : 'written',
    next: dryRun ? 'Nothing was written; leave out --dry-run to write.' : undefined,
  })
}
