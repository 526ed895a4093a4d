/** The formats that can be read. */
export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'tiff' | 'svg' | 'bmp' | 'ico'

export type Sniffed =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  | { readonly kind: 'unsupported'; readonly name: string }
  | { readonly kind: 'text'; readonly name: 'HTML' | 'JSON' | 'text' }
  | { readonly kind: 'unknown' }

/** Says what bytes are by their first ones, as browsers do. https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm */
export function sniff(bytes: Uint8Array): Sniffed {
  const latin = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))
  const starts = (...signature: number[]): boolean => signature.every((byte, i) => bytes[i] === byte)
  if (starts(0xff, 0xd8, 0xff)) return image('jpeg')
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return image('png')
  if (/^GIF8[79]a/.test(latin(0, 6))) return image('gif')
  if (latin(0, 4) === 'RIFF' && latin(8, 12) === 'WEBP') return image('webp')
  if (starts(0x49, 0x49, 0x2a, 0) || starts(0x4d, 0x4d, 0, 0x2a)) return image('tiff')
  if (starts(0, 0, 1, 0) && bytes.length >= 22 && bytes[4] !== 0) return image('ico')
  if (latin(0, 2) === 'BM' && bytes.length >= 26 && bytes[14] !== undefined && bytes[14] >= 12)
    return image('bmp')
  if (latin(4, 8) === 'ftyp') return sniffBoxes(bytes)
  if (starts(0xff, 0x0a) || latin(4, 8) === 'JXL ') return { kind: 'unsupported', name: 'JPEG XL' }
  if (latin(4, 8) === 'jP  ') return { kind: 'unsupported', name: 'JPEG 2000' }
  if (latin(0, 5) === '%PDF-') return { kind: 'unsupported', name: 'PDF' }
  if (latin(0, 4) === '8BPS') return { kind: 'unsupported', name: 'Photoshop' }
  if (starts(0x1f, 0x8b)) return { kind: 'unsupported', name: 'gzip' }
  return sniffText(bytes)
}

/** The brands of an ISO base media file: an AVIF may call itself `mif1` first. https://www.iso.org/standard/83102.html */
function sniffBoxes(bytes: Uint8Array): Sniffed {
  const length = Math.min(
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0),
    256,
    bytes.length,
  )
  const brands = new Set<string>()
  for (let at = 8; at + 4 <= length; at += at === 8 ? 8 : 4)
    brands.add(String.fromCharCode(...bytes.subarray(at, at + 4)))
  if (brands.has('avif') || brands.has('avis')) return image('avif')
  if (['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'].some((brand) => brands.has(brand)))
    return { kind: 'unsupported', name: 'HEIC' }
  return { kind: 'unsupported', name: 'video' }
}

function sniffText(bytes: Uint8Array): Sniffed {
  const text = decodeText(bytes.subarray(0, 64 * 1024))
  if (text === undefined) return { kind: 'unknown' }
  // Comments, processing instructions and a doctype may come before the root element.
  const rest = text.replace(/^(?:\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)+/, '')
  const doctype = /^<!doctype\s+([\w:-]+)/i.exec(rest)?.[1]?.toLowerCase()
  if (doctype === 'svg' || doctype?.endsWith(':svg') === true || /^<(?:[\w-]+:)?svg[\s/>]/.test(rest))
    return image('svg')
  if (doctype === 'html' || /^<(?:html|head|body|script|!--|div|p|title|meta)\b/i.test(rest))
    return { kind: 'text', name: 'HTML' }
  if (/^[{[]/.test(rest)) return { kind: 'text', name: 'JSON' }
  return { kind: 'text', name: 'text' }
}

/** Text of a file by its byte order mark or its XML declaration, UTF-8 otherwise; `undefined` when it is not text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const head = String.fromCharCode(...bytes.subarray(0, 200))
  const control = [...head].some((char) => char < '\t' || (char > '\r' && char < ' ' && char !== '\u001b'))
  if (control) return undefined
  const label = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1]
  try {
    return new TextDecoder(label ?? 'utf-8').decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

function image(format: ImageFormat): Sniffed {
  return { kind: 'image', format }
}
