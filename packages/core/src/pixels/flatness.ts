import type { Unreadable } from '../captioner.ts'
import type { PixelLimits } from './limits.ts'
import { readPicture } from './picture.ts'

/**
 * How much of an image is flat colour, 0 to 1: the share of its pixels in the four commonest colours, with 4 bits a
 * channel. Icons and logos are near 1, photos far below. Measured at 96 × 96 pixels unless told otherwise.
 */
export async function flatness(
  bytes: Uint8Array,
  options: PixelLimits & { readonly size?: number | undefined } = {},
): Promise<number | Unreadable> {
  const size = options.size ?? 96
  const picture = await readPicture(bytes, { ...options, width: size, height: size })
  return picture.status === 'unreadable' ? picture : flatnessOf(picture.rgb)
}

/** The same for RGB pixels at hand. */
export function flatnessOf(rgb: Uint8Array): number {
  const counts = new Uint32Array(4096)
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const bin =
      (((rgb[i] as number) >> 4) << 8) | (((rgb[i + 1] as number) >> 4) << 4) | ((rgb[i + 2] as number) >> 4)
    counts[bin] = (counts[bin] as number) + 1
  }
  const commonest = counts.sort().subarray(-4)
  return commonest.reduce((sum, count) => sum + count, 0) / Math.max(1, rgb.length / 3)
}
