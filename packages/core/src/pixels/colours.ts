/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number]

/** The means of the pixels in the commonest colours, the commonest first; fewer where there are fewer. */
export function commonest(rgb: Uint8Array, count: number): Colour[] {
  const counts = countColours(rgb)
  const bins = [...counts.keys()]
    .filter((bin) => (counts[bin] as number) > 0)
    .sort((a, b) => (counts[b] as number) - (counts[a] as number))
    .slice(0, count)
  const place = new Int8Array(4096).fill(-1)
  bins.forEach((bin, i) => {
    place[bin] = i
  })
  const sums = bins.map(() => [0, 0, 0] as [number, number, number])
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const sum = sums[place[binOf(rgb, i)] as number]
    if (sum === undefined) continue
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (rgb[i + c] as number)
  }
  return sums.map(([r, g, b], i) => {
    const pixels = counts[bins[i] as number] as number
    return [r / pixels, g / pixels, b / pixels]
  })
}

/** The share of the pixels in the four commonest colours, 4 bits a channel. */
export function commonestShare(rgb: Uint8Array): number {
  const counts = countColours(rgb).sort().subarray(-4)
  return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, Math.floor(rgb.length / 3))
}

function countColours(rgb: Uint8Array): Uint32Array {
  const counts = new Uint32Array(4096)
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const bin = binOf(rgb, i)
    counts[bin] = (counts[bin] as number) + 1
  }
  return counts
}

function binOf(rgb: Uint8Array, i: number): number {
  return (
    (((rgb[i] as number) >> 4) << 8) | (((rgb[i + 1] as number) >> 4) << 4) | ((rgb[i + 2] as number) >> 4)
  )
}
