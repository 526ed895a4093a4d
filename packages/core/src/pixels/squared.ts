import { commonest } from './colours.ts'
import { type Rgb, resample } from './resample.ts'

/** Fits a picture into a square of `side` pixels, in its middle, on the commonest colour of its border. */
export function squared(picture: Rgb, side: number): Rgb {
  const scale = side / Math.max(picture.width, picture.height)
  const fitted = resample(
    picture,
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  )
  const { rgb, width, height } = fitted
  const colour = (commonest(border(fitted), 1)[0] ?? [255, 255, 255]).map(Math.round)
  const out = Uint8Array.from({ length: side * side * 3 }, (_, i) => colour[i % 3] as number)
  const left = Math.floor((side - width) / 2)
  const top = Math.floor((side - height) / 2)
  for (let y = 0; y < height; y++) {
    out.set(rgb.subarray(y * width * 3, (y + 1) * width * 3), ((y + top) * side + left) * 3)
  }
  return { rgb: out, width: side, height: side }
}

/** The pixels of the four edges. */
function border({ rgb, width, height }: Rgb): Uint8Array {
  const row = width * 3
  const sides = new Uint8Array(height * 6)
  for (let y = 0; y < height; y++) {
    sides.set(rgb.subarray(y * row, y * row + 3), y * 6)
    sides.set(rgb.subarray((y + 1) * row - 3, (y + 1) * row), y * 6 + 3)
  }
  return Buffer.concat([rgb.subarray(0, row), rgb.subarray((height - 1) * row), sides])
}
