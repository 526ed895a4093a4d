/** Pixels of three channels, 8 bits each, row by row. */
export interface Rgb {
  readonly rgb: Uint8Array
  readonly width: number
  readonly height: number
}

/** How far the cubic kernel reaches, in source pixels at no reduction. */
const reach = 2
const precision = 2 ** 22

/**
 * Bicubic resampling, antialiased when it shrinks, to the bit as Pillow does it, because that is what BLIP was trained
 * and evaluated with: fixed-point weights, rows first, rounding to 8 bits between the passes.
 * https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c
 */
export function resample(image: Rgb, width: number, height: number): Rgb {
  return resampleColumns(resampleRows(image, width), height)
}

function resampleRows(image: Rgb, width: number): Rgb {
  if (image.width === width) return image
  const taps = kernelTaps(image.width, width)
  const { rgb, height } = image
  const out = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const row = y * image.width * 3
    for (let x = 0; x < width; x++) {
      const { from, weights } = taps[x] as Taps
      let r = precision / 2
      let g = r
      let b = r
      for (let i = 0, at = row + from * 3; i < weights.length; i++, at += 3) {
        const weight = weights[i] as number
        r += weight * (rgb[at] as number)
        g += weight * (rgb[at + 1] as number)
        b += weight * (rgb[at + 2] as number)
      }
      const to = (y * width + x) * 3
      out[to] = clip(r)
      out[to + 1] = clip(g)
      out[to + 2] = clip(b)
    }
  }
  return { rgb: out, width, height }
}

function resampleColumns(image: Rgb, height: number): Rgb {
  if (image.height === height) return image
  const taps = kernelTaps(image.height, height)
  const stride = image.width * 3
  const out = new Uint8Array(stride * height)
  const sums = new Float64Array(stride)
  for (let y = 0; y < height; y++) {
    const { from, weights } = taps[y] as Taps
    sums.fill(precision / 2)
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i] as number
      const row = (from + i) * stride
      for (let x = 0; x < stride; x++) sums[x] = (sums[x] as number) + weight * (image.rgb[row + x] as number)
    }
    for (let x = 0; x < stride; x++) out[y * stride + x] = clip(sums[x] as number)
  }
  return { rgb: out, width: image.width, height }
}

interface Taps {
  readonly from: number
  readonly weights: Float64Array
}

/** For each output pixel the input pixels that it sums, with weights scaled by {@link precision} and rounded. */
function kernelTaps(input: number, output: number): Taps[] {
  const scale = input / output
  const filterScale = Math.max(1, scale)
  const support = reach * filterScale
  return Array.from({ length: output }, (_, i) => {
    const centre = (i + 0.5) * scale
    const from = Math.max(0, Math.trunc(centre - support + 0.5))
    const to = Math.min(input, Math.trunc(centre + support + 0.5))
    const weights = Float64Array.from({ length: to - from }, (_, j) =>
      cubic((j + from - centre + 0.5) / filterScale),
    )
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { from, weights: weights.map((weight) => roundAway((weight / sum) * precision)) }
  })
}

/** Keys' kernel with a = -½. */
function cubic(distance: number): number {
  const x = Math.abs(distance)
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1
  return x < 2 ? -0.5 * (((x - 5) * x + 8) * x - 4) : 0
}

function roundAway(value: number): number {
  return Math.trunc(value + (value < 0 ? -0.5 : 0.5))
}

function clip(sum: number): number {
  const value = Math.floor(sum / precision)
  return Math.max(0, Math.min(255, value))
}
