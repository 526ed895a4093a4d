import type { Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { describePage } from './describe-page.ts'
import { wholeText } from './page-text.ts'
import type { PageInHand } from './read-pages.ts'
import { isReadOnly } from './replace-file.ts'
import type { Writer } from './writer-thread.ts'

/**
 * Writes the alts that a page lacks into its file, unless it is a dry run. What keeps it from that is recorded in the run.
 */
export async function fixPage(
  run: Run,
  inHand: PageInHand,
  settings: Pick<Settings, 'emptyMarkdownAlt'>,
  { dryRun, write }: { readonly dryRun: boolean; readonly write: Writer['write'] },
): Promise<void> {
  const { file, page } = inHand
  const { document, path } = file
  if (page.encoding !== 'utf-8') {
    run.fail(document, `It is written in ${page.encoding}, not in UTF-8; left alone.`)
    return
  }
  const { source, edits } = await describePage(run, inHand, settings)
  run.changed(document, wholeText(page), wholeText({ ...page, text: source }))
  if (source === page.text) return
  if (isReadOnly(path)) {
    run.fail(document, 'It is read-only; left alone.')
    return
  }
  if (dryRun) return
  // Half a surrogate pair does not survive in UTF-8; the page is worth more than the alt.
  if (!edits.every(({ text }) => text.isWellFormed())) {
    run.fail(document, 'Its new text cannot be encoded; left alone.')
    return
  }
  await write({ document, path, page, edits }, (problem) => run.fail(document, problem))
}
