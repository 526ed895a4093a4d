/** A file of one pixel is smaller than this, in bytes; larger ones are not measured, so that a build stays fast. */
const mostBytes = 512

/** Whether a file of so many bytes may hold a picture of a single pixel. */
export function isDotSized(length: number): boolean {
  return length <= mostBytes
}

/**
 * Whether a picture may be a single pixel, by its first bytes: false only where it is surely larger. Most small pictures are
 * icons, and what measures a picture takes long to load.
 */
export function mayBeDot(bytes: Uint8Array): boolean {
  if (!isDotSized(bytes.length)) return false
  const { buffer, byteOffset, byteLength } = bytes
  const view = new DataView(buffer, byteOffset, byteLength)
  const start = byteLength < 24 ? 0 : view.getUint32(0)
  if (start === png) return isOne(view.getUint32(16)) && isOne(view.getUint32(20))
  if (start === gif) return isOne(view.getUint16(6, true)) && isOne(view.getUint16(8, true))
  return start === 0 || bytes[0] !== 0x3c || mayBeDotInSvg(Buffer.from(buffer, byteOffset, byteLength))
}

const png = 0x89504e47
const gif = 0x47494638

function isOne(pixels: number): boolean {
  return pixels <= 1
}

/** A root element says a size of more than one pixel in a way that cannot be read otherwise, or it may be one. */
function mayBeDotInSvg(file: Buffer): boolean {
  const [, root = ''] = /^(?:<\?xml[^<>]*>\s*)?<svg\b([^<>&]*)>/.exec(file.toString('latin1')) ?? []
  // With both kinds of quotes, what looks like an attribute may stand in another one.
  if (root.includes('"') && root.includes("'")) return true
  const width = sizeIn(root, 'width') ?? 0
  const height = sizeIn(root, 'height') ?? 0
  if (width > 0 && height > 0) return width < 2 && height < 2
  if (/\s(?:width|height)\s*=/.test(root)) return true
  const [, across, down] =
    /\sviewBox\s*=\s*["'][\d.-]+[\s,]+[\d.-]+[\s,]+(\d+)(?:\.\d*)?[\s,]+(\d+)(?:\.\d*)?["']/.exec(root) ?? []
  return across === undefined || (Number(across) < 2 && Number(down) < 2)
}

function sizeIn(root: string, name: 'width' | 'height'): number | undefined {
  const [, size] = new RegExp(`\\s${name}\\s*=\\s*["'](\\d+)(?:\\.\\d*)?(?:px)?["']`).exec(root) ?? []
  return size === undefined ? undefined : Number(size)
}
