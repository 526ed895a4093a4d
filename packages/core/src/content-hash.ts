import { hash } from 'node:crypto'

/** `sha256-` and the hexadecimal digest of an image's bytes. */
export function contentHash(bytes: Uint8Array): string {
  return `sha256-${hash('sha256', bytes)}`
}
