/** FNV-1a over UTF-16 units, 32 bits; it tells apart, and hides nothing. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function digest(text: string): string {
  return hex(fnv(text, 0x811c9dc5))
}

/** The same twice as long, from two beginnings: for what a whole site has very many of. What texts begin with is read once. */
export function longDigests(beginning: string): (rest: string) => string {
  const one = fnv(beginning, 0x811c9dc5)
  const other = fnv(beginning, 0x9e3779b9)
  return (rest) => hex(fnv(rest, one)) + hex(fnv(rest, other))
}

const hexOf16Bits = (bits: number): string => bits.toString(16).padStart(4, '0')

/** In two halves, because a number of 16 bits is always a small integer to the engine. */
function hex(hash: number): string {
  return hexOf16Bits(hash >>> 16) + hexOf16Bits(hash & 0xffff)
}

function fnv(text: string, basis: number): number {
  let hash = basis
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
