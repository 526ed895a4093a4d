import type { Unreadable } from '../captioner.ts'
import { commonestShare } from './colours.ts'
import { openImage } from './open.ts'
import { readPicture } from './picture.ts'

/** Cells a side of the luminance grid, and of each chroma grid. */
const lumaSide = 16
const chromaSide = 4
/** Pixels a side that flatness is measured at, a multiple of both grids. */
const side = 96

/** Above this share of flat colour a picture is taken for a graphic; see docs/lockfile.md for the measurement. */
const flattest = 0.5
/** Below this standard deviation of luminance, 0 to 255, there is too little to compare. */
const dullest = 24

/**
 * What a photo looks like, small enough for a line of the lockfile: `1600x900 ` and base64 of a 16 × 16 luminance grid and
 * two 4 × 4 chroma grids (BT.601, 8 bits). `undefined` for what must not be compared by its looks: vector
 * images, animations, flat or dull graphics, in which a small difference may be all that matters.
 */
export async function fingerprint(bytes: Uint8Array): Promise<string | undefined | Unreadable> {
  const image = await openImage(bytes)
  if (image.status === 'unreadable') return image
  if (image.vector || image.pages > 1 || image.format === 'ico') return undefined
  if (Math.min(image.width, image.height) < lumaSide) return undefined
  const picture = await readPicture(bytes, { width: side, height: side })
  if (picture.status === 'unreadable') return picture
  if (commonestShare(picture.rgb) > flattest) return undefined
  const luma = grid(picture.rgb, lumaSide, [0.299, 0.587, 0.114], 0)
  if (deviation(luma) < dullest) return undefined
  const blue = grid(picture.rgb, chromaSide, [-0.168736, -0.331264, 0.5], 128)
  const red = grid(picture.rgb, chromaSide, [0.5, -0.418688, -0.081312], 128)
  const cells = Buffer.from([...luma, ...blue, ...red])
  return `${image.width}x${image.height} ${cells.toString('base64')}`
}

/** Means of a weighted sum of red, green and blue over equal squares. */
function grid(
  rgb: Uint8Array,
  cells: number,
  weights: readonly [number, number, number],
  offset: number,
): Uint8Array {
  const step = side / cells
  return Uint8Array.from({ length: cells * cells }, (_, cell) => {
    const left = (cell % cells) * step
    const top = Math.floor(cell / cells) * step
    let sum = 0
    for (let y = top; y < top + step; y++) {
      for (let x = left; x < left + step; x++) {
        const at = 3 * (y * side + x)
        for (let channel = 0; channel < 3; channel++)
          sum += (weights[channel] as number) * (rgb[at + channel] as number)
      }
    }
    return Math.max(0, Math.min(255, Math.round(sum / (step * step) + offset)))
  })
}

function deviation(values: Uint8Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}
