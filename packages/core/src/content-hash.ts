import { hash } from 'node:crypto'

/** `sha256-` and the hexadecimal digest of a file's bytes; a text counts as its UTF-8. */
export function contentHash(content: Uint8Array | string): string {
  return `sha256-${hash('sha256', content)}`
}
