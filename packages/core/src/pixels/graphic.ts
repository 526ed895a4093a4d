import type { Unreadable } from '../captioner.ts'
import { flatnessOf } from './flatness.ts'
import type { PixelLimits } from './limits.ts'
import { decodePicture } from './picture.ts'
import { type Rgb, resample } from './resample.ts'
import { squared } from './squared.ts'

/** An image as a model for graphics sees it, and what tells whether it should look. */
export interface Graphic {
  readonly status: 'read'
  /** `side × side`, padded to a square with the colour of its border: a stretched glyph is another glyph. */
  readonly padded: Rgb
  /** `side × side`, stretched. */
  readonly stretched: Rgb
  /** See {@link flatnessOf}; measured before anything is enlarged, which would blur its colours. */
  readonly flatness: number
}

/** Decodes an image for a model for graphics; `side` in pixels. Never throws for bad bytes. */
export async function readGraphic(
  bytes: Uint8Array,
  { side, ...limits }: PixelLimits & { readonly side: number },
): Promise<Graphic | Unreadable> {
  const picture = await decodePicture(bytes, { width: side, height: side, keepShape: true, ...limits })
  if (picture.status === 'unreadable') return picture
  const { width, height } = picture
  const small = resample(picture, Math.min(width, side), Math.min(height, side))
  const stretched = resample(picture, side, side)
  return {
    status: 'read',
    padded: width === height ? stretched : squared(picture, side),
    stretched,
    flatness: flatnessOf(small.rgb),
  }
}
