import sniffEncoding from 'html-encoding-sniffer'

/**
 * The text of a page by its encoding: a byte order mark, the `Content-Type`, a `meta` element; where nobody says, UTF-8 if
 * the bytes are, else what browsers take such pages for.
 */
export function decodePage(bytes: Uint8Array, contentType: string): string {
  const label = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1]
  const named = sniffEncoding(bytes, {
    ...(label === undefined ? {} : { transportLayerEncodingLabel: label }),
    defaultEncoding: 'x-user-defined',
  })
  const encoding = named === 'x-user-defined' ? (isUtf8(bytes) ? 'utf-8' : 'windows-1252') : named
  try {
    return new TextDecoder(encoding).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
