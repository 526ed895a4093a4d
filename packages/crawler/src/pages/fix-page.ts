import type { Run, TextInsertion } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { describePage } from './describe-page.ts'
import { wholeText } from './page-text.ts'
import type { PageInHand } from './read-pages.ts'

/**
 * Answers the alts that a page lacks, to be written into its file; nothing in a dry run. What keeps them from being written is
 * recorded in the run.
 */
export async function fixPage(
  run: Run,
  inHand: PageInHand,
  settings: Pick<Settings, 'emptyMarkdownAlt'>,
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly TextInsertion[]> {
  const { file, page, isReadOnly } = inHand
  const { document } = file
  if (page.encoding !== 'utf-8') {
    run.fail(document, `It is written in ${page.encoding}, not in UTF-8; left alone.`)
    return []
  }
  const { source, edits } = await describePage(run, inHand, settings)
  run.changed(document, wholeText(page), wholeText({ ...page, text: source }))
  if (source === page.text) return []
  if (isReadOnly()) {
    run.fail(document, 'It is read-only; left alone.')
    return []
  }
  if (dryRun) return []
  // Half a surrogate pair does not survive in UTF-8; the page is worth more than the alt.
  if (!edits.every(({ text }) => text.isWellFormed())) {
    run.fail(document, 'Its new text cannot be encoded; left alone.')
    return []
  }
  return edits
}
