import { sharePages } from '../../pages/share-pages.ts'
import { shellWord } from '../../pages/shell-word.ts'
import { runToEnd } from '../conclude.ts'
import type { PageFlags } from '../flags.ts'
import { openPageRun } from '../page-run.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface AuditFlags extends PageFlags {
  readonly caption?: boolean
}

/** Judges and recalls; nothing is written but the reports that were asked for. */
export async function auditCommand(
  paths: readonly string[],
  flags: AuditFlags,
  terminal: Terminal,
): Promise<number> {
  const locked = flags.locked ?? flags.caption !== true
  const { settings, work, found, run, progress } = await openPageRun(
    'audit',
    paths,
    { ...flags, locked },
    terminal,
  )
  return runToEnd({
    run,
    work: () => sharePages(run, { found, work, signal: terminal.signal }),
    settings,
    flags,
    terminal,
    progress,
    saves: false,
    writes: 'suggested',
    next: `Nothing was written. \`altwright fix ${paths.map(shellWord).join(' ')}\` writes the suggested texts.`,
  })
}
