import { type Colour, commonest } from './colours.ts'

/** How many of the commonest colours, at 4 bits a channel, a graphic is taken to be drawn in. */
const inks = 6
/** How far, of 255, a pixel may lie from a blend of two of them. */
const near = 14

/**
 * How much of a picture is drawn in few colours, 0 to 1: the share of its pixels in, or on the straight way between, two of
 * its six commonest colours. Icons and logos are near 1, blurred and small ones too, because their edges are blends;
 * photos are far below.
 *
 * @param rgb `[pixels, 3]`, 8 bits each
 */
export function flatnessOf(rgb: Uint8Array): number {
  const colours = commonest(rgb, inks)
  // A lone colour is a way to itself.
  const ways = colours.flatMap((from, i) => colours.slice(i).map((to) => blend(from, to)))
  let within = 0
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const r = rgb[i] as number
    const g = rgb[i + 1] as number
    const b = rgb[i + 2] as number
    if (ways.some((way) => isOn(r, g, b, way))) within++
  }
  return within / Math.max(1, Math.floor(rgb.length / 3))
}

/** A straight way from one colour to another, ready to measure how far colours lie from it. */
interface Blend {
  readonly from: Colour
  readonly way: Colour
  readonly squaredLength: number
}

function blend(from: Colour, to: Colour): Blend {
  const way: Colour = [to[0] - from[0], to[1] - from[1], to[2] - from[2]]
  return { from, way, squaredLength: Math.max(1, way[0] ** 2 + way[1] ** 2 + way[2] ** 2) }
}

function isOn(r: number, g: number, b: number, { from, way, squaredLength }: Blend): boolean {
  const x = r - from[0]
  const y = g - from[1]
  const z = b - from[2]
  const at = Math.max(0, Math.min(1, (x * way[0] + y * way[1] + z * way[2]) / squaredLength))
  return (x - at * way[0]) ** 2 + (y - at * way[1]) ** 2 + (z - at * way[2]) ** 2 < near ** 2
}
