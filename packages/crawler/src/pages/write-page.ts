import { contentHash, fileProblem } from '@altwright/core/page'
import type { Inserted } from '../undo/entry.ts'
import type { UndoLog } from '../undo/records.ts'
import { replaceFile } from './replace-file.ts'

/** A page on its way into its file. */
export interface NewPage {
  readonly document: string
  readonly path: string
  /** The file as it was read, and as it is to be. */
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly insertions: readonly Inserted[]
}

/**
 * Writes a page, once what undoes it is kept in the log. Answers why it was left alone; `undefined` where it was written.
 *
 * @param undo
 *   `undefined`: nothing is kept.
 */
export async function writePage(
  { document, path, before, after, insertions }: NewPage,
  undo: UndoLog | undefined,
): Promise<string | undefined> {
  try {
    await undo?.add({ document, before: contentHash(before), after: contentHash(after), insertions })
  } catch (error) {
    return `What undoes it cannot be kept in .altwright/undo (${fileProblem(error)}); left alone.`
  }
  try {
    await replaceFile(path, after)
    return undefined
  } catch (error) {
    return `It cannot be written (${fileProblem(error)}).`
  }
}
