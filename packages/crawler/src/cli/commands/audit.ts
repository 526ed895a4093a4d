import { describePage } from '../../pages/describe-page.ts'
import { wholeText } from '../../pages/page-text.ts'
import { readPages } from '../../pages/read-pages.ts'
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
  const { settings, found, run, progress } = await openPageRun('audit', paths, { ...flags, locked }, terminal)
  const work = () =>
    readPages(run, found, { ...settings, signal: terminal.signal }, async (inHand) => {
      const { file, page } = inHand
      const { document } = file
      const { source } = await describePage(run, inHand, settings)
      // A patch is UTF-8, and would not fit any other page.
      if (page.encoding === 'utf-8')
        run.changed(document, wholeText(page), wholeText({ ...page, text: source }))
    })
  return runToEnd({
    run,
    work,
    settings,
    flags,
    terminal,
    progress,
    saves: false,
    writes: 'suggested',
    next: `Nothing was written. \`altwright fix ${paths.map(shellWord).join(' ')}\` writes the suggested texts.`,
  })
}
