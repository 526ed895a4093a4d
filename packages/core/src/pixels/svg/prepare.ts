import sharp from 'sharp'
import { type Unreadable, unreadable } from '../../captioner.ts'
import { decodeText, type ImageFormat, sniff } from '../sniff.ts'
import { cleanSvg } from './clean.ts'
import { drawingCost } from './cost.ts'
import { localName, parseSvg, type SvgElement, unprefix } from './parse.ts'
import { drawingSize, naturalSize, type Size, setSize } from './size.ts'
import { serialiseSvg } from './write.ts'

/** An SVG that is safe to draw. */
export interface SafeSvg {
  readonly status: 'safe'
  /** As a browser would show it, in CSS pixels; `undefined` when the file does not say. */
  readonly natural: Size | undefined
  /** The file, cleaned, drawn with at least `target` pixels on its short side. */
  xml(target: number): string
}

const maxBytes = 2 * 1024 * 1024
const maxCost = 200_000
/** Pixels of all the raster images inside. */
const maxEmbeddedPixels = 32_000_000

const problems = {
  malformed: unreadable('not-an-image', 'The SVG is not well-formed.'),
  unfinished: unreadable('truncated', 'The SVG is cut off.'),
  'too-complex': unreadable('too-large', 'The SVG has more elements, or deeper ones, than can be drawn.'),
}

/**
 * Reads, bounds and cleans an SVG. The renderer, librsvg, neither runs scripts nor fetches anything from a buffer;
 * this holds even if that should change, and keeps bombs away from it.
 */
export async function prepareSvg(bytes: Uint8Array): Promise<SafeSvg | Unreadable> {
  if (bytes.length > maxBytes) return unreadable('too-large', 'The SVG is larger than 2 MiB.')
  const parsed = parseSvg(decodeText(bytes) ?? '')
  if (parsed.status !== 'parsed') return problems[parsed.status]
  const { root } = parsed
  if (localName(root.name) !== 'svg') return problems.malformed
  unprefix(root)
  const images = cleanSvg(root)
  if (drawingCost(root, maxCost) >= maxCost)
    return unreadable('too-large', 'The SVG repeats its parts more often than can be drawn.')
  if ((await embeddedPixels(images)) > maxEmbeddedPixels)
    return unreadable('too-large', 'The images inside the SVG have more pixels than the limit allows.')
  const natural = naturalSize(root)
  return { status: 'safe', natural, xml: (target) => sized(root, natural, target) }
}

function sized(root: SvgElement, natural: Size | undefined, target: number): string {
  const copy = { ...root, attributes: new Map(root.attributes) }
  if (!copy.attributes.has('xmlns')) copy.attributes.set('xmlns', 'http://www.w3.org/2000/svg')
  if (natural !== undefined) setSize(copy, natural, drawingSize(natural, target))
  else for (const size of ['width', 'height', 'viewBox']) copy.attributes.delete(size)
  return serialiseSvg(copy)
}

const embeddable: ReadonlySet<ImageFormat> = new Set(['png', 'jpeg', 'gif', 'webp'])

async function embeddedPixels(images: readonly string[]): Promise<number> {
  let pixels = 0
  for (const image of images) {
    const bytes = Buffer.from(image.slice(image.indexOf(',') + 1), 'base64')
    // What is no raster image after all is not handed to a decoder that would guess; the renderer leaves it out.
    const found = sniff(bytes)
    if (found.kind !== 'image' || !embeddable.has(found.format)) continue
    const { width, height } = await sharp(bytes, { limitInputPixels: false })
      .metadata()
      .catch(() => ({ width: 0, height: 0 }))
    pixels += width * height
  }
  return pixels
}
