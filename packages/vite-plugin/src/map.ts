import type { TextInsertion } from '@altwright/core/page'

/** A source map of one source, without its text. https://tc39.es/ecma426/ */
export interface InsertionMap {
  readonly version: 3
  readonly sources: string[]
  readonly names: string[]
  readonly mappings: string
}

/**
 * The map of a source that texts were put into. It has a place wherever a token may begin: at each word, at each mark, and at the
 * white space after one. Made for this alone, it takes a fraction of what an editor of any kind of change takes.
 *
 * @param edits
 *   In the order of their places.
 */
export function mapOfInsertions(file: string, source: string, edits: readonly TextInsertion[]): InsertionMap {
  let out = Buffer.allocUnsafe(2 * source.length + mostOfPlace)
  let end = 0
  let next = 0
  let lineStart = 0
  /** How far the rest of the line stands to the right of where it stood. */
  let moved = 0
  /** Where the last place was: its column in what is made, and in the source; and how many lines of the source were left since. */
  let made = 0
  let column = 0
  let lines = 0
  let isFirst = true
  let before = mark
  let nextEdit = edits[0]?.at
  for (let at = 0; at < source.length; at++) {
    for (; nextEdit === at; nextEdit = edits[++next]?.at) {
      const rows = (edits[next] as TextInsertion).text.split('\n')
      const last = rows.at(-1) as string
      for (const _ of rows.slice(1)) {
        if (end + mostOfPlace > out.length) out = withRoom(out)
        out[end++] = semicolon
        made = 0
        isFirst = true
      }
      moved = rows.length === 1 ? moved + last.length : last.length - (at - lineStart)
      before = mark
    }
    const unit = source.charCodeAt(at)
    const kind = unit < kinds.length ? (kinds[unit] as number) : word
    const last = before
    before = kind
    if (kind === word ? last === word : kind === space && last !== mark) continue
    if (end + mostOfPlace > out.length) out = withRoom(out)
    if (kind === newLine) {
      out[end++] = semicolon
      made = 0
      isFirst = true
      lines += 1
      lineStart = at + 1
      moved = 0
      before = mark
      continue
    }
    if (!isFirst) out[end++] = comma
    isFirst = false
    const from = at - lineStart
    const step = from - column
    if (lines === 0 && step < digits.length / 4 && from + moved - made === step) {
      // Most places: as far from the last one in what is made as in the source, and near.
      const digit = digits[2 * step] as number
      out[end] = digit
      out[end + 1] = zero
      out[end + 2] = zero
      out[end + 3] = digit
      end += 4
    } else {
      end = writeNumber(out, end, from + moved - made)
      out[end++] = zero
      end = writeNumber(out, end, lines)
      end = writeNumber(out, end, step)
    }
    made = from + moved
    column = from
    lines = 0
  }
  return { version: 3, sources: [file], names: [], mappings: out.toString('latin1', 0, end) }
}

/** Bytes of a place at most: a comma, a file's zero, and three numbers of up to 32 bits. */
const mostOfPlace = 2 + 3 * 7

function withRoom(full: Buffer): Buffer<ArrayBuffer> {
  const roomier = Buffer.allocUnsafe(2 * full.length)
  full.copy(roomier)
  return roomier
}

const [comma, semicolon] = [0x2c, 0x3b]
const [mark, word, space, newLine] = [0, 1, 2, 3]

/** What each unit of ASCII is; all others are taken for letters. */
const kinds = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit)
  if (/[\w$]/.test(character)) return word
  if (character === '\n') return newLine
  return /\s/.test(character) ? space : mark
})

const digits = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const zero = digits[0] as number

/** Writes a base64 VLQ; answers where it ends. https://tc39.es/ecma426/#sec-base64-vlq */
function writeNumber(out: Buffer, at: number, value: number): number {
  let end = at
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  while (rest > 31) {
    out[end++] = digits[(rest & 31) | 32] as number
    rest >>>= 5
  }
  out[end++] = digits[rest] as number
  return end
}
