/** A page as text, and how to turn it into bytes again. */
export interface PageText {
  /** Without a byte order mark. */
  readonly text: string
  /** `utf-8` where the bytes are valid UTF-8 and the page does not say otherwise. */
  readonly encoding: string
  readonly byteOrderMark: boolean
}

const mark = '\uFEFF'

/**
 * Decodes a page as browsers do: a byte order mark, then UTF-8 unless it names another encoding or is not
 * valid, then what it names, else windows-1252.
 */
export function decodePage(bytes: Uint8Array): PageText {
  const named = namedEncoding(bytes)
  const utf8 = named === 'utf-8' ? decode(bytes, 'utf-8', true) : undefined
  if (utf8 !== undefined) {
    const byteOrderMark = utf8.startsWith(mark)
    return { text: byteOrderMark ? utf8.slice(1) : utf8, encoding: 'utf-8', byteOrderMark }
  }
  const encoding = named === 'utf-8' ? 'windows-1252' : named
  return { text: decode(bytes, encoding, false) ?? '', encoding, byteOrderMark: false }
}

/** The bytes of a page that was decoded from UTF-8. */
export function encodePage(page: PageText): Uint8Array {
  return new TextEncoder().encode(wholeText(page))
}

/** The text with the byte order mark that its file starts with. */
export function wholeText(page: PageText): string {
  return page.byteOrderMark ? mark + page.text : page.text
}

function namedEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
  const label = /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1]
  try {
    const { encoding } = new TextDecoder(label ?? 'utf-8')
    // A page that could be read this far is not UTF-16, whatever it says.
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding
  } catch {
    return 'utf-8'
  }
}

function decode(bytes: Uint8Array, encoding: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal, ignoreBOM: encoding === 'utf-8' }).decode(bytes)
  } catch {
    return undefined
  }
}
