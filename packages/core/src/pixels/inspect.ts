import type { Unreadable } from '../captioner.ts'
import type { PixelLimits } from './limits.ts'
import { openImage } from './open.ts'
import type { ImageFormat } from './sniff.ts'

/** What the header of an image says. */
export interface InspectedImage {
  readonly status: 'readable'
  readonly format: ImageFormat
  /** As shown, after EXIF rotation, in pixels; for an SVG in CSS pixels. */
  readonly width: number
  readonly height: number
  /** Whether there is a transparency channel; an SVG always has one. */
  readonly hasAlpha: boolean
  /** Frames of an animation; 1 otherwise. */
  readonly pages: number
}

/**
 * Reads an image's format and size without decoding its pixels. A file that is cut off after its header still passes.
 * Bad bytes are an answer, never an exception.
 */
export async function inspectImage(
  bytes: Uint8Array,
  options: PixelLimits = {},
): Promise<InspectedImage | Unreadable> {
  const image = await openImage(bytes, options)
  if (image.status === 'unreadable') return image
  const { format, width, height, hasAlpha, pages } = image
  return { status: 'readable', format, width, height, hasAlpha, pages }
}
