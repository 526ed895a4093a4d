/** Embeddings, overrides and isolates, which turn the writing of what stands beside them. https://trojansource.codes */
const turning = /[\u202A-\u202E\u2066-\u2069]/g

/**
 * Text that any format can hold: no control characters but tab and line feed, no half of a surrogate pair, nothing that
 * turns the writing of its surroundings. What cannot be shown leaves a mark.
 */
export function printable(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/(?![\t\n])\p{Cc}/gu, '\uFFFD')
    .replace(/[\p{Surrogate}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(turning, '\uFFFD')
}

/** The same on one line. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim()
}

/** Cut at so many characters, between characters. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const kept = text.slice(0, Math.max(0, most - 1))
  return `${kept.replace(/[\uD800-\uDBFF]$/, '')}…`
}
