import type { OpenImage } from './open.ts'

/** Beyond this many pixels over all frames an animation is judged by its first one. */
const maxAnimationPixels = 200_000_000
const side = 16

/** The page that stands for the image: the first, or a later one where an animation starts empty. */
export async function representativePage(image: OpenImage): Promise<number> {
  if (image.pages < 2 || image.format === 'tiff') return 0
  if (image.width * image.height * image.pages > maxAnimationPixels) return 0
  for (const page of [0, Math.floor(image.pages / 2), image.pages - 1]) {
    if (!(await isEmpty(image, page))) return page
  }
  return 0
}

/** One colour all over, or nothing visible. */
async function isEmpty(image: OpenImage, page: number): Promise<boolean> {
  const pixels = await image
    .pipeline(side, page)
    .ensureAlpha()
    .toColourspace('srgb')
    .resize(side, side, { fit: 'fill', kernel: 'nearest' })
    .raw({ depth: 'uchar' })
    .toBuffer()
  const words = new Uint32Array(pixels.buffer.slice(pixels.byteOffset, pixels.byteOffset + pixels.byteLength))
  return words.every((word) => word === words[0]) || pixels.every((value, i) => (i & 3) !== 3 || value === 0)
}
