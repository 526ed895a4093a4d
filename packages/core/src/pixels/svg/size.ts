import type { SvgElement } from './parse.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** In characters; a longer one is not worth a regular expression's time. */
const longestNumber = 64

/** CSS pixels per unit. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 9.6 / 2.54,
  q: 2.4 / 2.54,
  em: 16,
  rem: 16,
  ex: 8,
}

/** The size at which a browser would show the image, in CSS pixels, or `undefined` when the file does not say. */
export function naturalSize({ attributes }: SvgElement): Size | undefined {
  const width = length(attributes.get('width'))
  const height = length(attributes.get('height'))
  const box = viewBox(attributes.get('viewBox'))
  if (width !== undefined && height !== undefined) return { width, height }
  if (box === undefined) return undefined
  if (width !== undefined) return { width, height: (width * box.height) / box.width }
  if (height !== undefined) return { width: (height * box.width) / box.height, height }
  return box
}

/** Makes the drawing fill `width` by `height` pixels, by its own view box or the one that its size implies. */
export function setSize(root: SvgElement, natural: Size, { width, height }: Size): void {
  if (viewBox(root.attributes.get('viewBox')) === undefined)
    root.attributes.set('viewBox', `0 0 ${natural.width} ${natural.height}`)
  root.attributes.set('width', String(width))
  root.attributes.set('height', String(height))
}

/**
 * Pixels to draw at, so that the short side has `target` of them and no small icon is enlarged later;
 * the long side stays within four times that.
 */
export function drawingSize({ width, height }: Size, target: number): Size {
  const scale = Math.min(target / Math.min(width, height), (4 * target) / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

function length(value: string | undefined): number | undefined {
  if (value === undefined || value.length > longestNumber) return undefined
  const match = /^\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(value)
  const unit = units[(match?.[2] ?? '?').toLowerCase()]
  const size = unit === undefined ? 0 : Number(match?.[1]) * unit
  return Number.isFinite(size) && size > 0 ? size : undefined
}

function viewBox(value: string | undefined): Size | undefined {
  if (value === undefined || value.length > 4 * longestNumber) return undefined
  const numbers = value
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  const [, , width, height] = numbers
  if (
    numbers.length !== 4 ||
    !numbers.every(Number.isFinite) ||
    width === undefined ||
    height === undefined ||
    width <= 0 ||
    height <= 0
  )
    return undefined
  return { width, height }
}
