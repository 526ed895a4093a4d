import type { ImageFacts } from '../image/facts.ts'
import { fileStem } from './hints.ts'

/** The character that an emoji image stands for, by the code points in its file name (`1f1eb-1f1f7.svg`). */
export function emojiOf(facts: ImageFacts): string | undefined {
  const stem = fileStem(facts.source.url ?? '')
    .toLowerCase()
    .replace(/^(?:emoji_?)?u?/, '')
  if (!/^[\da-f]{2,6}(?:[-_][\da-f]{2,6}){0,9}$/.test(stem)) return undefined
  const points = stem.split(/[-_]/).map((code) => Number.parseInt(code, 16))
  if (points.some((point) => point > 0x10ffff)) return undefined
  const character = String.fromCodePoint(...points)
  return /^(?:\p{RI}{2}|[#*\d]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:\p{Emoji}|\p{M}|\u200d|\ufe0f)*)$/u.test(
    character,
  )
    ? character
    : undefined
}
