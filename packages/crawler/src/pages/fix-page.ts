import type { Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { contentHash, fileProblem } from '@altwright/core/page'
import { insertedInto } from '../undo/entry.ts'
import type { UndoLog } from '../undo/records.ts'
import { describePage } from './describe-page.ts'
import { encodePage, wholeText } from './page-text.ts'
import type { PageInHand } from './read-pages.ts'
import { isReadOnly, replaceFile } from './replace-file.ts'

/**
 * Writes the alts that a page lacks into its file, unless it is a dry run. What keeps it from that is recorded in the run; how
 * to undo it, in the log.
 */
export async function fixPage(
  run: Run,
  inHand: PageInHand,
  settings: Pick<Settings, 'emptyMarkdownAlt'>,
  { dryRun, undo }: { readonly dryRun: boolean; readonly undo: UndoLog | undefined },
): Promise<void> {
  const { file, page, bytes } = inHand
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
  if (!source.isWellFormed()) {
    run.fail(document, 'Its new text cannot be encoded; left alone.')
    return
  }
  const after = encodePage({ ...page, text: source })
  try {
    await undo?.add({
      document,
      before: contentHash(bytes),
      after: contentHash(after),
      insertions: insertedInto(source, edits),
    })
  } catch (error) {
    run.fail(
      document,
      `What undoes it cannot be kept in .altwright/undo (${fileProblem(error)}); left alone.`,
    )
    return
  }
  try {
    await replaceFile(path, after)
  } catch (error) {
    run.fail(document, `It cannot be written (${fileProblem(error)}).`)
  }
}
