import { describeHtml, type Run } from '@altwright/core'
import { decodePage, encodePage } from '../../pages/page-text.ts'
import { type PageInHand, readPages } from '../../pages/read-pages.ts'
import { replaceFile } from '../../pages/replace-file.ts'
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
  const { root, publicDirs, mark } = settings
  const work = () =>
    readPages(run, found, { root, publicDirs, signal: terminal.signal }, (page) =>
      fixPage(run, page, { mark, dryRun }),
    )
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

async function fixPage(
  run: Run,
  { file, page, load }: PageInHand,
  { mark, dryRun }: { readonly mark: boolean; readonly dryRun: boolean },
): Promise<void> {
  const { document, path } = file
  if (page.encoding !== 'utf-8') {
    run.fail(document, `It is written in ${page.encoding}, not in UTF-8; left alone.`)
    return
  }
  const { source } = await describeHtml(run, { document, source: page.text, load, mark })
  if (source === page.text || dryRun) return
  const bytes = encodePage({ ...page, text: source })
  // A text with half a surrogate pair does not survive; the page is worth more than the alt.
  if (decodePage(bytes).text !== source) {
    run.fail(document, 'Its new text cannot be encoded; left alone.')
    return
  }
  try {
    await replaceFile(path, bytes)
  } catch (error) {
    run.fail(document, `It cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`)
  }
}
