/** FNV-1a over UTF-16 units, 32 bits; it tells apart, and hides nothing. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function digest(text: string): string {
  return hex(fnv(text, 0x811c9dc5))
}

/** The same twice as long, from two beginnings: for what a whole site has very many of. */
export function longDigest(text: string): string {
  return hex(fnv(text, 0x811c9dc5)) + hex(fnv(text, 0x9e3779b9))
}

function hex(hash: number): string {
  return hash.toString(16).padStart(8, '0')
}

function fnv(text: string, basis: number): number {
  let hash = basis
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
