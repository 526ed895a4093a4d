import type { Sharp } from 'sharp'
import type { Unreadable } from '../captioner.ts'
import { representativePage } from './frame.ts'
import type { PixelLimits } from './limits.ts'
import { type OpenImage, openImage } from './open.ts'
import { decodeProblem } from './problem.ts'
import { resample } from './resample.ts'

/** An image as a model sees it: opaque sRGB at a fixed size. */
export interface Picture {
  readonly status: 'read'
  /** Red, green, blue, 8 bits each, row by row. */
  readonly rgb: Uint8Array
  readonly width: number
  readonly height: number
}

export interface PictureOptions extends PixelLimits {
  /** In pixels. The picture is stretched to fit, as BLIP was trained. */
  readonly width: number
  readonly height: number
}

/**
 * Decodes an image to `width × height` opaque sRGB pixels: turned as EXIF says, transparency on white (on black where
 * the visible part is light), bicubic with antialiasing as Pillow
 * does it. Never throws for bad bytes.
 */
export async function readPicture(
  bytes: Uint8Array,
  { width, height, ...limits }: PictureOptions,
): Promise<Picture | Unreadable> {
  const picture = await decodePicture(bytes, { width, height, keepShape: false, ...limits })
  if (picture.status === 'unreadable') return picture
  return { status: 'read', rgb: resample(picture, width, height).rgb, width, height }
}

/**
 * The same at the image's own size, or at a smaller one where it is much larger than `width × height`.
 *
 * @param options `keepShape`: a smaller one has the same ratio of its sides
 */
export async function decodePicture(
  bytes: Uint8Array,
  { width, height, keepShape, ...limits }: PictureOptions & { readonly keepShape: boolean },
): Promise<Picture | Unreadable> {
  const image = await openImage(bytes, limits)
  if (image.status === 'unreadable') return image
  try {
    const page = await representativePage(image)
    const target = Math.max(width, height)
    const background = image.hasAlpha ? await chooseBackground(image, page) : undefined
    const opaque =
      background === undefined
        ? image.pipeline(target, page)
        : image.pipeline(target, page).flatten({ background })
    const size = decodedSize(image, { width, height, keepShape })
    const sized =
      size === undefined ? opaque : opaque.resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    const { data, info } = await toRgb(sized).toBuffer({ resolveWithObject: true })
    return {
      status: 'read',
      rgb: threeChannels(data, info.channels),
      width: info.width,
      height: info.height,
    }
  } catch (error) {
    return decodeProblem(error)
  }
}

/**
 * A side more than eight times too long is first brought to four times: the decoder can then leave out work. `undefined`:
 * the image's own.
 */
function decodedSize(
  image: OpenImage,
  wanted: { readonly width: number; readonly height: number; readonly keepShape: boolean },
): { width: number; height: number } | undefined {
  const { width, height, keepShape } = wanted
  if (image.vector || (image.width <= 8 * width && image.height <= 8 * height)) return undefined
  if (keepShape) {
    const scale = (4 * Math.max(width, height)) / Math.max(image.width, image.height)
    const side = (has: number): number => Math.max(1, Math.round(has * scale))
    return { width: side(image.width), height: side(image.height) }
  }
  const side = (has: number, wants: number): number => (has > 8 * wants ? 4 * wants : has)
  return { width: side(image.width, width), height: side(image.height, height) }
}

function toRgb(pipeline: Sharp): Sharp {
  return pipeline.removeAlpha().toColourspace('srgb').raw({ depth: 'uchar' })
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data
  const pixels = data.length / channels
  const rgb = new Uint8Array(pixels * 3)
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = data[channels * i + (channels > 2 ? c : 0)] as number
  }
  return rgb
}

/** Above this mean luminance, 0 to 1, the visible part would vanish on white. */
const light = 0.75
/** A picture that fills its frame is no glyph: transparent corners do not decide its background. */
const fills = 0.85
const sampleSide = 64

type Background = '#ffffff' | '#000000'

async function chooseBackground(image: OpenImage, page: number): Promise<Background> {
  const pixels = await image
    .pipeline(sampleSide, page)
    .ensureAlpha()
    .toColourspace('srgb')
    .resize(sampleSide, sampleSide, { fit: 'fill', kernel: 'nearest' })
    .raw({ depth: 'uchar' })
    .toBuffer()
  const { coverage, luminance } = visiblePart(pixels)
  return coverage < fills && luminance > light ? '#000000' : '#ffffff'
}

/** The share of the frame that RGBA pixels cover, and the mean luminance (Rec. 709) of what is visible, both 0 to 1. */
function visiblePart(rgba: Uint8Array): { coverage: number; luminance: number } {
  let alpha = 0
  let light = 0
  for (let i = 0; i < rgba.length; i += 4) {
    const a = rgba[i + 3] as number
    alpha += a
    light +=
      a * (0.2126 * (rgba[i] as number) + 0.7152 * (rgba[i + 1] as number) + 0.0722 * (rgba[i + 2] as number))
  }
  return { coverage: alpha / (255 * (rgba.length / 4)), luminance: alpha === 0 ? 0 : light / alpha / 255 }
}
