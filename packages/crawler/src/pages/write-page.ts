import { contentHash, fileProblem, type TextInsertion } from '@altwright/core/page'
import { insertedInto } from '../undo/entry.ts'
import type { UndoLog } from '../undo/records.ts'
import { isAsRead, type ReadFile } from './file-reader.ts'
import type { PageFile } from './find-pages.ts'
import { insertBytes } from './insert-bytes.ts'
import { decodeUtf8 } from './page-text.ts'
import { replaceFile } from './replace-file.ts'

/** A page on its way into its file. */
export interface NewPage {
  readonly file: PageFile
  /** As it was read; UTF-8. */
  readonly read: ReadFile
  readonly edits: readonly TextInsertion[]
}

/**
 * Writes a page, once what undoes it is kept in the log. Answers why it was left alone; `undefined` where it was written.
 *
 * @param undo
 *   `undefined`: nothing is kept.
 */
export async function writePage(
  { file: { document, path }, read, edits }: NewPage,
  undo: UndoLog | undefined,
): Promise<string | undefined> {
  const { bytes } = read
  const after = insertBytes(bytes, edits)
  try {
    if (!isAsRead(path, read)) return 'Somebody else has changed it meanwhile; left alone.'
  } catch (error) {
    return `It cannot be written (${fileProblem(error)}).`
  }
  try {
    await undo?.add({
      document,
      before: contentHash(bytes),
      after: contentHash(after),
      insertions: insertedInto(decodeUtf8(after).text, edits),
    })
  } catch (error) {
    return notKept(error)
  }
  try {
    replaceFile(path, after)
    return undefined
  } catch (error) {
    return `It cannot be written (${fileProblem(error)}).`
  }
}

/** Why a page is left alone of which nothing could be undone. */
export function notKept(error: unknown): string {
  return `What undoes it cannot be kept in .altwright/undo (${fileProblem(error)}); left alone.`
}
