import sharp, { type Sharp, type SharpOptions } from 'sharp'
import { type Unreadable, unreadable } from '../captioner.ts'
import { type Bitmap, decodeDib } from './dib.ts'
import { readIcon } from './ico.ts'
import { type PixelLimits, type ResolvedLimits, resolveLimits } from './limits.ts'
import { decodeProblem } from './problem.ts'
import { type ImageFormat, sniff } from './sniff.ts'
import { prepareSvg } from './svg/prepare.ts'
import { drawingSize } from './svg/size.ts'

/** An image whose header was read and is within the limits. Its pixels are not decoded yet. */
export interface OpenImage {
  readonly status: 'open'
  readonly format: ImageFormat
  /** As shown, after rotation, in pixels; for an SVG in CSS pixels. */
  readonly width: number
  readonly height: number
  readonly hasAlpha: boolean
  /** Frames of an animation, pages of a TIFF; 1 otherwise. */
  readonly pages: number
  /** A vector image has no pixels of its own: it is drawn at the size that is asked for. */
  readonly vector: boolean
  /**
   * Starts a pipeline at one page, turned as its EXIF orientation says. It decodes when it is awaited, and may fail then.
   *
   * @param target pixels that are wanted on the short side: an SVG is drawn that large
   */
  pipeline(target: number, page?: number): Sharp
}

/** Drawing a vector image may not take longer, in seconds. */
const drawingSeconds = 15

/** Says what the bytes are and checks them against the limits, without decoding pixels. Never throws for bad bytes. */
export async function openImage(
  bytes: Uint8Array,
  options: PixelLimits = {},
): Promise<OpenImage | Unreadable> {
  const limits = resolveLimits(options)
  if (bytes.length === 0) return unreadable('empty', 'The file is empty.')
  if (bytes.length > limits.maxBytes)
    return unreadable(
      'too-large',
      `The file has ${bytes.length} bytes, more than the limit of ${limits.maxBytes}.`,
    )
  const found = sniff(bytes)
  if (found.kind === 'text')
    return unreadable(
      'not-an-image',
      found.name === 'text' ? 'The file is text.' : `The file is ${found.name}, not an image.`,
    )
  if (found.kind === 'unknown')
    return unreadable('not-an-image', 'The file is no image format that browsers know.')
  if (found.kind === 'unsupported')
    return unreadable('unsupported-format', `${found.name} images cannot be read.`)
  try {
    if (found.format === 'svg') return await openSvg(bytes)
    if (found.format === 'ico') return await openIcon(bytes, limits)
    if (found.format === 'bmp') return openBmp(bytes, limits)
    return await openRaster(bytes, found.format, limits)
  } catch (error) {
    return decodeProblem(error)
  }
}

async function openRaster(
  bytes: Uint8Array,
  format: ImageFormat,
  { maxPixels }: ResolvedLimits,
): Promise<OpenImage | Unreadable> {
  const options: SharpOptions = { failOn: 'truncated', limitInputPixels: maxPixels, autoOrient: true }
  const metadata = await sharp(bytes, { ...options, limitInputPixels: false }).metadata()
  const height = metadata.pageHeight ?? metadata.height
  if (metadata.width * height > maxPixels) {
    return unreadable(
      'too-large',
      `The image has ${metadata.width} × ${height} pixels, more than the limit of ${maxPixels}.`,
    )
  }
  const turned = (metadata.orientation ?? 1) >= 5
  return {
    status: 'open',
    format,
    width: turned ? height : metadata.width,
    height: turned ? metadata.width : height,
    hasAlpha: metadata.hasAlpha,
    pages: metadata.pages ?? 1,
    vector: false,
    pipeline: (_, page = 0) => sharp(bytes, page === 0 ? options : { ...options, page }),
  }
}

async function openSvg(bytes: Uint8Array): Promise<OpenImage | Unreadable> {
  const svg = await prepareSvg(bytes)
  if (svg.status === 'unreadable') return svg
  const options: SharpOptions = { limitInputPixels: 0x3fff * 0x3fff }
  // Without a size of its own the renderer measures the drawing.
  const size = svg.natural ?? (await sharp(Buffer.from(svg.xml(1)), options).metadata())
  if (!(size.width > 0 && size.height > 0)) return unreadable('empty', 'The SVG has no size.')
  return {
    status: 'open',
    format: 'svg',
    width: Math.max(1, Math.round(size.width)),
    height: Math.max(1, Math.round(size.height)),
    hasAlpha: true,
    pages: 1,
    vector: true,
    pipeline(target) {
      // A file without a size cannot be told one; it is scaled as a whole instead.
      const scale = svg.natural === undefined ? drawingSize(size, target).width / size.width : 1
      const density = Math.min(100_000, Math.max(1, 72 * scale))
      return sharp(Buffer.from(svg.xml(target)), { ...options, density }).timeout({ seconds: drawingSeconds })
    },
  }
}

async function openIcon(bytes: Uint8Array, limits: ResolvedLimits): Promise<OpenImage | Unreadable> {
  const picture = readIcon(bytes, limits.maxPixels)
  if (picture.status === 'unreadable') return picture
  if (picture.status === 'bitmap') return openBitmap(picture.bitmap, 'ico')
  const png = await openRaster(picture.bytes, 'png', limits)
  return png.status === 'open' ? { ...png, format: 'ico' } : png
}

function openBmp(bytes: Uint8Array, { maxPixels }: ResolvedLimits): OpenImage | Unreadable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (
    bytes.length >= 26 &&
    Math.abs(view.getInt32(18, true)) * Math.abs(view.getInt32(22, true)) > maxPixels
  ) {
    return unreadable('too-large', `The image has more pixels than the limit of ${maxPixels}.`)
  }
  const bitmap = decodeDib(bytes, 14, view.getUint32(10, true), false, maxPixels)
  if (bitmap === 'truncated') return unreadable('truncated', 'The bitmap is cut off.')
  return bitmap === undefined
    ? unreadable('unsupported-format', 'This kind of bitmap cannot be read.')
    : openBitmap(bitmap, 'bmp')
}

function openBitmap({ data, width, height }: Bitmap, format: ImageFormat): OpenImage {
  const pipeline = (): Sharp => sharp(data, { raw: { width, height, channels: 4 } })
  return {
    status: 'open',
    format,
    width,
    height,
    hasAlpha: data.some((value, i) => (i & 3) === 3 && value < 255),
    pages: 1,
    vector: false,
    pipeline,
  }
}
