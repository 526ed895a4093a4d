import { collapse } from './element.ts'

/** A part of a page whose text is apart from that around it. */
export interface Block {
  /** Empty at the top. */
  readonly tag: string
}

/** Text of a page in the order of the document, by the block that it stands in. */
export interface TextPiece {
  readonly value: string
  readonly block: Block
}

/**
 * Text before and after in the same block, white space collapsed, at most 200 characters each.
 *
 * @param position
 *   How many pieces come before.
 */
export function around(
  position: number,
  block: Block,
  texts: readonly TextPiece[],
): { before: string; after: string } {
  let before = ''
  for (let index = position - 1; index >= 0 && before.length < 200; index--) {
    const piece = texts[index]
    if (piece === undefined || piece.block !== block) break
    before = `${piece.value.slice(-400)} ${before}`
  }
  let after = ''
  for (let index = position; index < texts.length && after.length < 200; index++) {
    const piece = texts[index]
    if (piece === undefined || piece.block !== block) break
    after = `${after} ${piece.value.slice(0, 400)}`
  }
  return { before: collapse(before).slice(-200), after: collapse(after).slice(0, 200) }
}
