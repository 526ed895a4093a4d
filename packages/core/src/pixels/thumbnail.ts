import type { Unreadable } from '../captioner.ts'
import { representativePage } from './frame.ts'
import type { PixelLimits } from './limits.ts'
import { openImage } from './open.ts'
import { decodeProblem } from './problem.ts'

export interface ThumbnailOptions extends PixelLimits {
  /** The longest side at most, in pixels. A smaller raster image keeps its size; a vector image is drawn at this one. */
  readonly size: number
}

export interface Thumbnail {
  readonly status: 'read'
  /** A WebP file; transparency is kept. */
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

/** A small WebP picture of an image, for reports. Bad bytes are an answer, never an exception. */
export async function thumbnail(
  bytes: Uint8Array,
  { size, ...limits }: ThumbnailOptions,
): Promise<Thumbnail | Unreadable> {
  const image = await openImage(bytes, limits)
  if (image.status === 'unreadable') return image
  try {
    const { data, info } = await image
      .pipeline(size, await representativePage(image))
      .resize(size, size, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 78, effort: 3 })
      .toBuffer({ resolveWithObject: true })
    return { status: 'read', bytes: data, width: info.width, height: info.height }
  } catch (error) {
    return decodeProblem(error)
  }
}
