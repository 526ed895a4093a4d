/**
 * Two grids that differ by more than this are not copies of one picture: the mean and the largest difference of a
 * cell of luminance and of chroma, 0 to 255. Measured by `bench/likeness`; the table is in docs/lockfile.md.
 */
const most = { meanLuma: 2, cellLuma: 10, cellChroma: 7 }

/** Bits of 240 in which the difference hashes of two copies may differ. */
const mostBits = 24

const lumaCells = 256
const chromaCells = 32
const lumaSide = 16

/** What `fingerprint` of `pixels` wrote, taken apart. */
export interface Look {
  readonly width: number
  readonly height: number
  /** 16 × 16 luminance, then 4 × 4 of blue and of red chroma. */
  readonly cells: Uint8Array
}

/** How far two looks are apart; each figure has to be small. */
export interface Distance {
  readonly bits: number
  readonly meanLuma: number
  readonly cellLuma: number
  readonly cellChroma: number
}

/** `undefined` where the text is no fingerprint. */
export function readLook(fingerprint: string): Look | undefined {
  const [, width, height, base64 = ''] = /^(\d{1,6})x(\d{1,6}) ([\w+/]+=*)$/.exec(fingerprint) ?? []
  const cells = Uint8Array.from(atobSafe(base64), (character) => character.charCodeAt(0))
  if (cells.length !== lumaCells + chromaCells) return undefined
  return { width: Number(width), height: Number(height), cells }
}

function atobSafe(base64: string): string {
  try {
    return atob(base64)
  } catch {
    return ''
  }
}

/** Whether two looks are those of one picture at two sizes or in two encodings. When in doubt, they are not. */
export function isCopy(one: Look, other: Look): boolean {
  if (!sameShape(one, other)) return false
  const distance = distanceOf(one, other)
  return (
    distance.bits <= mostBits &&
    distance.meanLuma <= most.meanLuma &&
    distance.cellLuma <= most.cellLuma &&
    distance.cellChroma <= most.cellChroma
  )
}

/** Sides in the same proportion, to within a pixel of the smaller copy. */
export function sameShape(one: Look, other: Look): boolean {
  const [small, large] = one.width * one.height <= other.width * other.height ? [one, other] : [other, one]
  const scale = Math.sqrt((small.width * small.height) / (large.width * large.height))
  return (
    Math.abs(large.width * scale - small.width) <= 1.5 && Math.abs(large.height * scale - small.height) <= 1.5
  )
}

export function distanceOf(one: Look, other: Look): Distance {
  let sum = 0
  let cellLuma = 0
  let cellChroma = 0
  for (let i = 0; i < lumaCells + chromaCells; i++) {
    const difference = Math.abs((one.cells[i] as number) - (other.cells[i] as number))
    if (i >= lumaCells) cellChroma = Math.max(cellChroma, difference)
    else {
      sum += difference
      cellLuma = Math.max(cellLuma, difference)
    }
  }
  return { bits: differingSlopes(one, other), meanLuma: sum / lumaCells, cellLuma, cellChroma }
}

/**
 * The difference hash: in how many places one grid rises from a cell to its right neighbour and the other does not.
 * https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html
 */
function differingSlopes(one: Look, other: Look): number {
  const rises = ({ cells }: Look, i: number) => (cells[i + 1] as number) > (cells[i] as number)
  let bits = 0
  for (let i = 0; i < lumaCells; i++) {
    if (i % lumaSide !== lumaSide - 1 && rises(one, i) !== rises(other, i)) bits += 1
  }
  return bits
}
