import { isAscii } from 'node:buffer'
import type { TextInsertion } from '@altwright/core/page'
import { decodeUtf8 } from './page-text.ts'

/**
 * As `insertTexts`, into the bytes of a page in UTF-8: all other bytes are as they were.
 *
 * @param edits
 *   In the order of their places, in UTF-16 units after a byte order mark.
 */
export function insertBytes(bytes: Uint8Array, edits: readonly TextInsertion[]): Uint8Array {
  const places = isAscii(bytes) ? edits.map(({ at }) => at) : bytePlaces(bytes, edits)
  const parts: Uint8Array[] = []
  let done = 0
  for (const [index, place] of places.entries()) {
    parts.push(bytes.subarray(done, place), Buffer.from((edits[index] as TextInsertion).text))
    done = place
  }
  return Buffer.concat([...parts, bytes.subarray(done)])
}

/** Where in the bytes the places of the text are. */
function bytePlaces(bytes: Uint8Array, edits: readonly TextInsertion[]): number[] {
  const { text, byteOrderMark } = decodeUtf8(bytes)
  let units = 0
  let place = byteOrderMark ? 3 : 0
  return edits.map(({ at }) => {
    place += Buffer.byteLength(text.slice(units, at))
    units = at
    return place
  })
}
