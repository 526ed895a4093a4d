import type { TextInsertion } from '@altwright/core'

/** What a run inserted into one file, kept before the file is written. */
export interface UndoEntry {
  /** The file's path relative to the root, with `/`. */
  readonly document: string
  /** Content hashes of the file as it was, and as the run left it. */
  readonly before: string
  readonly after: string
  readonly insertions: readonly Inserted[]
}

/** A text that was inserted, with what tells it from others once the file has changed. */
export interface Inserted {
  /** Where it stands in the file as the run left it, in UTF-16 units after a byte order mark. */
  readonly at: number
  readonly text: string
  /** The beginning of the tag or the Markdown image that it stands in. */
  readonly lead: string
  /** What follows it, up to the end of the tag, at most 80 characters. */
  readonly trail: string
}

/** The insertions as they stand in the new text. */
export function insertedInto(text: string, edits: readonly TextInsertion[]): Inserted[] {
  let shift = 0
  return edits.map((edit) => {
    const at = edit.at + shift
    shift += edit.text.length
    // A tag's name, or two characters: what is further away is not looked through.
    const before = text.slice(Math.max(0, at - 40), at)
    const rest = text.slice(at + edit.text.length, at + edit.text.length + 80)
    return {
      at,
      text: edit.text,
      lead: before.slice(Math.max(0, before.lastIndexOf('<'), before.lastIndexOf('!['))),
      trail: /^[^>)]*[>)]?/.exec(rest)?.[0] ?? '',
    }
  })
}
