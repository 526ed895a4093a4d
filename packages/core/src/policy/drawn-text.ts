import type { Judgement } from './judge/judgement.ts'
import { cut } from './wording.ts'

/**
 * What the text inside an SVG file decides about an image that would be described: a few words are what the picture says, and
 * many labels make it a diagram. `undefined` where there is none to speak of.
 *
 * @param source
 *   The file.
 */
export function judgeDrawnText(source: string): Judgement | undefined {
  const texts = textsIn(source)
  const words = texts.join(' ')
  if (!/\p{L}{3}/u.test(words)) return undefined
  if (texts.length > mostTexts) {
    const reason = `Its file holds ${texts.length} texts, as a chart or a diagram does.`
    return { verdict: 'review', rule: 'complex-image', reason, draft: false }
  }
  const reason = `Its file holds the text “${cut(words)}”.`
  return { verdict: 'review', rule: 'text-image', reason, proposal: words, draft: false }
}

/** More pieces of text than this are labels. */
const mostTexts = 3

function textsIn(source: string): string[] {
  if (!source.includes('<text') || source.length > 1_000_000) return []
  return [...source.matchAll(/<text\b[^>]*>(.*?)<\/text\s*>/gs)]
    .map(([, content = '']) =>
      content
        .replace(/<(?:title|desc)\b.*?<\/(?:title|desc)\s*>/gs, ' ')
        .replace(/<[^>]*>/g, ' ')
        .replace(/&(#x[\da-f]+|#\d+|amp|lt|gt|quot|apos);/gi, (_, code: string) => decoded(code))
        .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
        .trim(),
    )
    .filter((text) => text !== '')
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decoded(code: string): string {
  const point = /^#x/i.test(code) ? Number.parseInt(code.slice(2), 16) : Number(code.slice(1))
  if (!code.startsWith('#')) return named[code.toLowerCase()] ?? ''
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ''
}
