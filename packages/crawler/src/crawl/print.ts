import { createHash } from 'node:crypto'
import type { ImageFacts } from '@altwright/core'

/** The same for pages whose text is the same to the letter, and whose links and pictures are at the same addresses. */
export function printOf(
  texts: readonly string[],
  images: readonly ImageFacts[],
  links: readonly string[],
): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length} `).update(text)
  hash.update(JSON.stringify([images.map(({ source }) => source), links]))
  return hash.digest('base64url').slice(0, 22)
}
