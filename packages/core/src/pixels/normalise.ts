import type { Unreadable } from '../captioner.ts'
import { type Picture, type PictureOptions, readPicture } from './picture.ts'

/** How a model wants its input: `(value / 255 - mean) / std` for each of red, green, blue. */
export interface ReadPixelsOptions extends PictureOptions {
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
}

export interface Pixels {
  readonly status: 'read'
  /** `[3, height, width]` */
  readonly data: Float32Array
  readonly width: number
  readonly height: number
}

/** Decodes an image into a model's input, `[3, height, width]`. Never throws for bad bytes. See {@link readPicture}. */
export async function readPixels(
  bytes: Uint8Array,
  options: ReadPixelsOptions,
): Promise<Pixels | Unreadable> {
  const picture = await readPicture(bytes, options)
  if (picture.status === 'unreadable') return picture
  return {
    status: 'read',
    data: normalise(picture, options.mean, options.std),
    width: picture.width,
    height: picture.height,
  }
}

/** Separates the channels and normalises them, by a table of 256 values each. */
export function normalise(
  { rgb, width, height }: Picture,
  mean: readonly [number, number, number],
  std: readonly [number, number, number],
): Float32Array {
  const pixels = width * height
  const data = new Float32Array(3 * pixels)
  for (let c = 0; c < 3; c++) {
    const table = Float32Array.from(
      { length: 256 },
      (_, value) => (value / 255 - (mean[c] as number)) / (std[c] as number),
    )
    for (let i = 0; i < pixels; i++) data[c * pixels + i] = table[rgb[3 * i + c] as number] as number
  }
  return data
}
