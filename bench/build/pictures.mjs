// Pictures of a site, and the lockfile that knows them all.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

/**
 * Writes `0.jpg` and so on into a folder.
 *
 * @param {string} folder
 * @param {number} count
 * @returns {Promise<string>}
 *   A lockfile in which picture 7 is called `barn 7 beside a brook`, not reviewed yet.
 */
export async function writePictures(folder, count) {
  mkdirSync(folder, { recursive: true })
  const images = []
  for (let index = 0; index < count; index++) {
    const bytes = await picture(index)
    writeFileSync(join(folder, `${index}.jpg`), bytes)
    const hash = `sha256-${createHash('sha256').update(bytes).digest('hex')}`
    images.push([
      hash,
      {
        caption: `barn ${index} beside a brook`,
        confidence: 0.9,
        engine: 'blip@0/int8/greedy',
        source: `${index}.jpg`,
        state: 'generated',
      },
    ])
  }
  const sorted = Object.fromEntries(images.sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ version: 2, images: sorted }, null, 2)}\n`
}

/** About 45 KiB that compress like a photo, as a picture of a page has. */
async function picture(index) {
  const side = 320
  const pixels = Buffer.alloc(side * side * 3)
  let seed = index + 1
  for (let i = 0; i < pixels.length; i++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    pixels[i] = ((i / side) & 255) ^ ((seed >>> 16) & 47)
  }
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 75 })
    .toBuffer()
}
