import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { readGraphic } from '../../dist/pixels/index.js'
import { imagePath } from '../blip/reference.ts'

const glyph = '<circle cx="8" cy="8" r="5" fill="none" stroke="#036" stroke-width="2"/>'
const page = (box: string, size = '') =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" ${size}><rect x="-99" y="-99" width="999" height="999" fill="#fd5"/>${glyph}</svg>`,
  )

async function read(bytes: Uint8Array) {
  const graphic = await readGraphic(bytes, { side: 96 })
  if (graphic.status !== 'read') throw new Error(graphic.message)
  return graphic
}

/** The mean difference of a channel, of 255. */
function difference(a: Uint8Array, b: Uint8Array): number {
  expect(a).toHaveLength(b.length)
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length
}

describe('the picture for a model of graphics', () => {
  const png = (box: string, width: number, height: number) =>
    sharp(page(box, `width="${width}" height="${height}"`))
      .png()
      .toBuffer()

  test.each([
    ['high', '2 -4 12 24', 24, 48],
    ['wide', '-4 2 24 12', 48, 24],
  ])('keeps the shape of a %s cut, on the colour around it', async (_, box, width, height) => {
    const square = await read(await png('-4 -4 24 24', 48, 48))
    const cut = await read(await png(box, width, height))
    expect(difference(cut.padded.rgb, square.padded.rgb)).toBeLessThan(1)
    expect(difference(cut.stretched.rgb, square.padded.rgb)).toBeGreaterThan(10)
  })

  test('a square picture is as it is', async () => {
    const { padded, stretched } = await read(page('0 0 16 16'))
    expect(padded).toEqual(stretched)
  })

  test('however long and thin', async () => {
    const strip = await sharp({ create: { width: 9000, height: 3, channels: 3, background: '#c30' } })
      .png()
      .toBuffer()
    const drawn = page('0 0 16 16', 'width="16000" height="16" preserveAspectRatio="none"')
    for (const bytes of [strip, drawn]) {
      expect(await read(bytes)).toMatchObject({ padded: { width: 96, height: 96 } })
    }
  })
})

describe('flatness', () => {
  test.each([12, 16, 20, 24, 48, 300])('of a glyph of %i pixels is near 1', async (side) => {
    const bytes = await sharp(page('0 0 16 16', `width="${side}" height="${side}"`))
      .png()
      .toBuffer()
    expect((await read(bytes)).flatness).toBeGreaterThan(0.98)
  })

  test.each([24, 40, 64, 400])('of a photo of %i pixels is far below', async (side) => {
    const bytes = await sharp(await readFile(imagePath('rotated.jpg')))
      .resize(side, side, { fit: 'cover' })
      .png()
      .toBuffer()
    expect((await read(bytes)).flatness).toBeLessThan(0.9)
  })
})
