import { contentHash, fileProblem, insertTexts, type TextInsertion } from '@altwright/core/page'
import { insertedInto } from '../undo/entry.ts'
import type { UndoLog } from '../undo/records.ts'
import { type PageText, wholeText } from './page-text.ts'
import { replaceFile } from './replace-file.ts'

/** A page on its way into its file. */
export interface NewPage {
  readonly document: string
  readonly path: string
  /** As it was read. */
  readonly page: PageText
  readonly edits: readonly TextInsertion[]
}

/**
 * Writes a page, once what undoes it is kept in the log. Answers why it was left alone; `undefined` where it was written.
 *
 * @param undo
 *   `undefined`: nothing is kept.
 */
export async function writePage(
  { document, path, page, edits }: NewPage,
  undo: UndoLog | undefined,
): Promise<string | undefined> {
  const text = insertTexts(page.text, edits)
  const after = wholeText({ ...page, text })
  try {
    await undo?.add({
      document,
      before: contentHash(wholeText(page)),
      after: contentHash(after),
      insertions: insertedInto(text, edits),
    })
  } catch (error) {
    return `What undoes it cannot be kept in .altwright/undo (${fileProblem(error)}); left alone.`
  }
  try {
    replaceFile(path, after)
    return undefined
  } catch (error) {
    return `It cannot be written (${fileProblem(error)}).`
  }
}
