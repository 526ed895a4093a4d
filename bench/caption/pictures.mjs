// Seeded photo-like JPEGs of common sizes, so that decoding and resizing count as they do for real files.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

// The core's own sharp: the benchmark has no packages of its own.
const { default: sharp } = await import(
  new URL('../../packages/core/node_modules/sharp/dist/index.mjs', import.meta.url)
)

const sizes = [
  [1600, 1067],
  [1024, 768],
  [800, 1200],
  [640, 480],
]

export async function writePictures(folder, count) {
  await mkdir(folder, { recursive: true })
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const files = []
  for (let n = 0; n < count; n++) {
    const [width, height] = sizes[n % sizes.length]
    const shapes = Array.from({ length: 30 }, () => {
      const colour = `rgb(${[0, 0, 0].map(() => Math.floor(random() * 256)).join(',')})`
      const [x, y] = [random() * width, random() * height]
      return random() < 0.5
        ? `<circle cx="${x}" cy="${y}" r="${20 + random() * 200}" fill="${colour}" opacity="0.7"/>`
        : `<rect x="${x}" y="${y}" width="${random() * 400}" height="${random() * 300}" fill="${colour}" opacity="0.7"/>`
    })
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#89a"/>${shapes.join('')}</svg>`
    const grain = Buffer.from(Uint8Array.from({ length: width * height * 3 }, () => 96 + random() * 64))
    const file = join(folder, `${String(n).padStart(3, '0')}.jpg`)
    await sharp(Buffer.from(svg))
      .composite([{ input: grain, raw: { width, height, channels: 3 }, blend: 'soft-light' }])
      .removeAlpha()
      .jpeg({ quality: 85 })
      .toFile(file)
    files.push(file)
  }
  return files
}
