import { isAscii, isUtf8 } from 'node:buffer'

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
  if (named === 'utf-8' && isUtf8(bytes)) {
    return { ...decodeUtf8(bytes), encoding: 'utf-8' }
  }
  const encoding = named === 'utf-8' ? 'windows-1252' : named
  return { text: new TextDecoder(encoding).decode(bytes), encoding, byteOrderMark: false }
}

/** The text of a page that is known to be UTF-8. */
export function decodeUtf8(bytes: Uint8Array): Omit<PageText, 'encoding'> {
  // Most pages are ASCII, and each character of theirs is a byte.
  const text = bufferOf(bytes).toString(isAscii(bytes) ? 'latin1' : 'utf8')
  const byteOrderMark = text.startsWith(mark)
  return { text: byteOrderMark ? text.slice(1) : text, byteOrderMark }
}

/** The text with the byte order mark that its file starts with: in UTF-8 the whole of a file that was decoded from it. */
export function wholeText(page: PageText): string {
  return page.byteOrderMark ? mark + page.text : page.text
}

function namedEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = bufferOf(bytes).toString('latin1', 0, 1024)
  const label = /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1] ?? 'utf-8'
  if (/^utf-?8$/i.test(label)) return 'utf-8'
  try {
    const { encoding } = new TextDecoder(label)
    // A page that could be read this far is not UTF-16, whatever it says.
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding
  } catch {
    return 'utf-8'
  }
}

/** The same memory. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
