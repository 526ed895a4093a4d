import { type Unreadable, unreadable } from '../captioner.ts'
import { type Bitmap, decodeDib } from './dib.ts'

/** The largest picture of an icon: a PNG file, or a bitmap. */
export type IconPicture =
  | { readonly status: 'png'; readonly bytes: Uint8Array }
  | { readonly status: 'bitmap'; readonly bitmap: Bitmap }

/** Picks the largest, deepest picture of a `.ico` file. https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10) */
export function readIcon(bytes: Uint8Array, maxPixels: number): IconPicture | Unreadable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint16(4, true)
  if (bytes.length < 6 + 16 * count) return unreadable('truncated', 'The icon is cut off.')
  const entries = Array.from({ length: count }, (_, i) => {
    const at = 6 + 16 * i
    return {
      side: (view.getUint8(at) || 256) * (view.getUint8(at + 1) || 256),
      depth: view.getUint16(at + 6, true),
      length: view.getUint32(at + 8, true),
      offset: view.getUint32(at + 12, true),
    }
  }).sort((a, b) => b.side - a.side || b.depth - a.depth)
  const best = entries[0]
  if (best === undefined) return unreadable('empty', 'The icon holds no picture.')
  const picture = bytes.subarray(best.offset, best.offset + best.length)
  if (picture.length < best.length) return unreadable('truncated', 'The icon is cut off.')
  if (picture[0] === 0x89 && picture[1] === 0x50) return { status: 'png', bytes: picture }
  const bitmap = decodeDib(picture, 0, undefined, true, maxPixels)
  if (bitmap === 'truncated') return unreadable('truncated', 'The icon is cut off.')
  return bitmap === undefined
    ? unreadable('unsupported-format', 'The icon holds a kind of bitmap that cannot be read.')
    : { status: 'bitmap', bitmap }
}
