import { describeHtml } from '@altwright/core'
import { readPages } from '../../pages/read-pages.ts'
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
    readPages(run, found, { ...settings, signal: terminal.signal }, async ({ file, page, load }) => {
      await describeHtml(run, { document: file.document, source: page.text, load })
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
    next: `Nothing was written. \`altwright fix ${paths.join(' ')}\` writes the suggested texts.`,
  })
}
