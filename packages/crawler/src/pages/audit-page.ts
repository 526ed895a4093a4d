import type { Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { describePage } from './describe-page.ts'
import { wholeText } from './page-text.ts'
import type { PageInHand } from './read-pages.ts'

/** Has the run describe a page, and writes nothing. */
export async function auditPage(
  run: Run,
  inHand: PageInHand,
  settings: Pick<Settings, 'emptyMarkdownAlt'>,
): Promise<void> {
  const { file, page } = inHand
  const { document } = file
  const { source } = await describePage(run, inHand, settings)
  // A patch is UTF-8, and would not fit any other page.
  if (page.encoding === 'utf-8') run.changed(document, wholeText(page), wholeText({ ...page, text: source }))
}
