/** A picture that shows nothing: what it is instead. */
export type Plain = 'solid' | 'gradient' | 'divider' | 'stripes' | 'pattern'

/** Differences of a channel, of 255, that compression and scaling leave behind. */
const noise = 6
/** The share of values that may be further off: the odd artefact. */
const strays = 0.001
/** JPEG leaves more of them beside an edge. */
const ringing = 0.02
/** A line differs from both its sides by more than that. */
const contrast = 24
/** A thicker line between two equal sides may be a flag, such as Austria's. */
const thinnest = 0.15
/** What repeats so often is no flag, no barcode and no drawing of a grid. */
const leastRepeats = 6

/**
 * Tells a solid colour, a gradient, a dividing line, even stripes and a tiled pattern from a picture of something; a rule knows them
 * better than a model does. Unsure is `undefined`.
 *
 * @param rgb `[side, side, 3]`, 8 bits each
 */
export function plainness(rgb: Uint8Array, side: number): Plain | undefined {
  if (isSolid(rgb)) return 'solid'
  if (isGradient(rgb, side)) return 'gradient'
  for (const along of ['rows', 'columns'] as const) {
    const values = line(rgb, side, along)
    if (values === undefined) continue
    if (isDivider(values)) return 'divider'
    if (isEven(values)) return 'stripes'
  }
  if (isTiled(rgb, side)) return 'pattern'
  return undefined
}

function isSolid(rgb: Uint8Array): boolean {
  const middle = [0, 1, 2].map((c) => median(rgb, c))
  let far = 0
  for (let i = 0; i < rgb.length; i++) {
    if (Math.abs((rgb[i] as number) - (middle[i % 3] as number)) > noise) far++
  }
  return far <= strays * rgb.length
}

function median(rgb: Uint8Array, channel: number): number {
  const counts = new Uint32Array(256)
  for (let i = channel; i < rgb.length; i += 3)
    counts[rgb[i] as number] = (counts[rgb[i] as number] as number) + 1
  let left = rgb.length / 6
  for (let value = 0; value < 256; value++) {
    left -= counts[value] as number
    if (left <= 0) return value
  }
  return 255
}

/** No pixel differs much from its neighbours, so there is no edge anywhere. */
function isGradient(rgb: Uint8Array, side: number): boolean {
  let far = 0
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const here = 3 * (y * side + x)
      for (let c = 0; c < 3; c++) {
        const value = rgb[here + c] as number
        if (x + 1 < side && Math.abs(value - (rgb[here + 3 + c] as number)) > noise) far++
        if (y + 1 < side && Math.abs(value - (rgb[here + 3 * side + c] as number)) > noise) far++
      }
    }
  }
  return far <= strays * rgb.length
}

/** The one line that all rows, or all columns, repeat; `undefined` where they differ. */
function line(rgb: Uint8Array, side: number, along: 'rows' | 'columns'): Uint8Array | undefined {
  const [step, stride] = along === 'rows' ? [3 * side, 3] : [3, 3 * side]
  const values = new Uint8Array(3 * side)
  let far = 0
  for (let i = 0; i < side; i++) {
    for (let c = 0; c < 3; c++) {
      const middle = rgb[i * stride + Math.floor(side / 2) * step + c] as number
      values[3 * i + c] = middle
      for (let j = 0; j < side; j++) {
        if (Math.abs((rgb[i * stride + j * step + c] as number) - middle) > noise) far++
      }
    }
  }
  return far <= ringing * rgb.length ? values : undefined
}

/** The same colour on both sides, and something thin between. */
function isDivider(values: Uint8Array): boolean {
  const pixels = values.length / 3
  const differs = Array.from({ length: pixels }, (_, i) =>
    [0, 1, 2].some((c) => Math.abs((values[3 * i + c] as number) - (values[c] as number)) > contrast),
  )
  return (
    differs.includes(true) &&
    !differs.at(-1) &&
    differs.lastIndexOf(true) - differs.indexOf(true) + 1 <= thinnest * pixels
  )
}

/** Whether a line of RGB pixels repeats itself throughout. */
function isEven(values: Uint8Array): boolean {
  return comesBack(values.length / 3, (shift) => {
    let difference = 0
    for (let i = 3 * shift; i < values.length; i++)
      difference += Math.abs((values[i] as number) - (values[i - 3 * shift] as number))
    return difference / (values.length - 3 * shift)
  })
}

/**
 * Whether something becomes unlike itself when it is moved, and like itself again when it is moved on, within a distance that
 * leaves room for enough repeats.
 *
 * @param unlike mean difference, of 255, when moved by so many pixels
 */
function comesBack(pixels: number, unlike: (shift: number) => number): boolean {
  const differences = Array.from({ length: Math.floor(pixels / leastRepeats) }, (_, i) => unlike(i + 1))
  const most = Math.max(...differences)
  const after = differences.slice(differences.indexOf(most) + 1)
  return most > noise && after.some((difference) => difference <= most / 4)
}

/** A small tile fills the picture both ways, to its very edges. */
function isTiled(rgb: Uint8Array, side: number): boolean {
  return repeats(rgb, side, 3) && repeats(rgb, side, 3 * side)
}

/** Whether the whole picture is itself again when moved by a few pixels of this stride. */
function repeats(rgb: Uint8Array, side: number, stride: number): boolean {
  return comesBack(side, (shift) => {
    let difference = 0
    let count = 0
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        if ((stride === 3 ? x : y) + shift >= side) continue
        const from = 3 * (y * side + x)
        for (let c = 0; c < 3; c++)
          difference += Math.abs((rgb[from + c] as number) - (rgb[from + shift * stride + c] as number))
        count += 3
      }
    }
    return difference / count
  })
}
