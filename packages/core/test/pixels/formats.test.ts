import { readFile } from 'node:fs/promises'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { inspectImage, readGraphic, readPixels, thumbnail } from '../../dist/pixels/index.js'
import { readPicture } from '../../dist/pixels/picture.js'
import { imagePath } from '../blip/reference.ts'
import { bmp, chunk, ico, pngHeader, text } from './bytes.ts'

const red = sharp({ create: { width: 40, height: 20, channels: 4, background: '#ff0000' } })
const code = async (bytes: Uint8Array, options: object = {}): Promise<string> => {
  const read = await readPicture(bytes, { width: 16, height: 16, ...options })
  return read.status === 'unreadable' ? read.code : read.status
}
async function corner(bytes: Uint8Array): Promise<number[]> {
  const read = await readPicture(bytes, { width: 16, height: 16 })
  if (read.status === 'unreadable') throw new Error(read.message)
  return [...read.rgb.subarray(0, 3)]
}
const near = (colour: number[], expected: number[]): boolean =>
  colour.every((value, i) => Math.abs(value - (expected[i] as number)) < 12)

describe('formats', () => {
  const encoders = {
    jpeg: red.clone().flatten().jpeg(),
    png: red.clone().png(),
    webp: red.clone().webp(),
    avif: red.clone().avif(),
    gif: red.clone().gif(),
    tiff: red.clone().tiff(),
  }
  test.each(Object.entries(encoders))('%s', async (format, encoder) => {
    const bytes = await encoder.toBuffer()
    expect(await inspectImage(bytes)).toMatchObject({
      status: 'readable',
      format,
      width: 40,
      height: 20,
      pages: 1,
    })
    expect(near(await corner(bytes), [255, 0, 0])).toBe(true)
  })

  test('svg', async () => {
    const bytes = text(
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>',
    )
    expect(await inspectImage(bytes)).toEqual({
      status: 'readable',
      format: 'svg',
      width: 40,
      height: 20,
      hasAlpha: true,
      pages: 1,
    })
    expect(await corner(bytes)).toEqual([255, 0, 0])
  })

  test('ico with a PNG inside: the largest picture', async () => {
    const small = await red.clone().resize(16, 16, { fit: 'fill' }).negate({ alpha: false }).png().toBuffer()
    const large = await red.clone().resize(48, 48, { fit: 'fill' }).png().toBuffer()
    const bytes = ico([
      { side: 16, bytes: small },
      { side: 48, bytes: large },
    ])
    expect(await inspectImage(bytes)).toMatchObject({ format: 'ico', width: 48, height: 48 })
    expect(await corner(bytes)).toEqual([255, 0, 0])
  })

  test.each([1, 4, 8, 24, 32] as const)('bmp and ico with a bitmap of %i bits', async (bits) => {
    const file = bmp(bits, 9, 7)
    expect(await inspectImage(file)).toMatchObject({ format: 'bmp', width: 9, height: 7 })
    const { rgb } = await picture(file, 9, 7)
    // The first row is blue, the rest red; files keep their rows upside down.
    expect([...rgb.subarray(0, 3)]).toEqual([0, 0, 255])
    expect([...rgb.subarray(-3)]).toEqual([255, 0, 0])
    const icon = ico([{ side: 9, bytes: bmp(bits, 9, 7, true) }])
    const shown = await picture(icon, 9, 7)
    expect([...shown.rgb.subarray(0, 3)]).toEqual([0, 0, 255])
    expect(await code(file.subarray(0, file.length - 5))).toBe('truncated')
  })

  test('what browsers show and we do not is said to be so', async () => {
    const boxes = (brand: string, ...compatible: string[]): Uint8Array =>
      Buffer.concat([
        Buffer.from([0, 0, 0, 16 + 4 * compatible.length]),
        Buffer.from(`ftyp${brand}\0\0\0\0${compatible.join('')}`),
        Buffer.alloc(40),
      ])
    expect(await code(boxes('heic', 'mif1'))).toBe('unsupported-format')
    expect(await code(boxes('mif1', 'heic'))).toBe('unsupported-format')
    expect(await code(boxes('isom', 'mp42'))).toBe('unsupported-format')
    expect(await code(text('%PDF-1.7 …'))).toBe('unsupported-format')
    expect(await code(Buffer.from([0xff, 0x0a, 0, 0]))).toBe('unsupported-format')
    expect(await code(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]))).toBe('unsupported-format')
    // An AVIF that calls itself an image file first.
    expect(await code(boxes('mif1', 'avif', 'miaf'))).toBe('truncated')
  })
})

describe('bytes that are no picture', () => {
  test.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['a page', text('<!DOCTYPE html><html><body><svg></svg></body></html>'), 'not-an-image'],
    ['a page with a comment first', text('<!-- moved --><html></html>'), 'not-an-image'],
    ['JSON', text('{"error":"not found"}'), 'not-an-image'],
    ['text', text('Not Found'), 'not-an-image'],
    ['other bytes', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 'not-an-image'],
    ['the start of a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'truncated'],
    ['the start of a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'truncated'],
    ['the start of a GIF', text('GIF89a'), 'truncated'],
    ['the start of a WebP', text('RIFF\0\0\0\0WEBP'), 'truncated'],
    ['the start of an icon', Uint8Array.of(0, 0, 1, 0, 9, 0, ...new Array(20).fill(0)), 'truncated'],
    ['an SVG without an end', text('<svg xmlns="http://www.w3.org/2000/svg"><g>'), 'truncated'],
    [
      'an SVG that is not well-formed',
      text('<svg xmlns="http://www.w3.org/2000/svg"><g></svg>'),
      'not-an-image',
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await code(bytes)).toBe(expected)
    const inspected = await inspectImage(bytes)
    expect(inspected.status === 'unreadable' && inspected.message).toMatch(/^[A-Z].*\.$/)
    expect(await thumbnail(bytes, { size: 32 })).toMatchObject({ status: 'unreadable', code: expected })
    expect(await readGraphic(bytes, { side: 96 })).toMatchObject({ status: 'unreadable', code: expected })
  })

  test.each(['rotated.jpg', 'grey.png'])('half of %s', async (name) => {
    const bytes = await readFile(imagePath(name))
    expect(await code(bytes.subarray(0, bytes.length / 2))).toBe('truncated')
  })

  test.each(['webp', 'gif', 'avif', 'tiff'] as const)('half of a %s', async (format) => {
    const bytes = await sharp(await readFile(imagePath('grey.png')))
      .toFormat(format)
      .toBuffer()
    expect(await code(bytes.subarray(0, bytes.length / 2))).toBe('truncated')
  })

  test('any cut and any flipped byte is an answer, never an exception', async () => {
    const files = [
      await readFile(imagePath('rotated.jpg')),
      await readFile(imagePath('alpha.png')),
      bmp(8, 9, 7),
      ico([{ side: 9, bytes: bmp(32, 9, 7, true) }]),
      text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>.a{fill:red}</style><rect class="a" width="9" height="9"/></svg>',
      ),
    ]
    for (const bytes of files) {
      for (let i = 0; i < 40; i++) {
        const at = Math.floor((i / 40) * bytes.length)
        const flipped = new Uint8Array(bytes)
        flipped[at] = (flipped[at] as number) ^ 0xa5
        expect(await code(flipped)).toMatch(/^[a-z-]+$/)
        expect(await code(bytes.subarray(0, at))).toMatch(/^[a-z-]+$/)
      }
    }
  })
})

describe('limits', () => {
  test('a bomb of 30,000 × 30,000 pixels is refused by its header', async () => {
    const bomb = Buffer.concat([
      pngHeader(30_000, 30_000),
      chunk('IDAT', deflateSync(Buffer.alloc(1000))),
      chunk('IEND', Buffer.alloc(0)),
    ])
    expect(bomb.length).toBeLessThan(200)
    expect(await inspectImage(bomb)).toMatchObject({
      status: 'unreadable',
      code: 'too-large',
      message: expect.stringContaining('30000 × 30000'),
    })
    expect(await code(bomb)).toBe('too-large')
    expect(await code(ico([{ side: 0, bytes: bomb }]))).toBe('too-large')
  })

  test('bytes and pixels', async () => {
    const bytes = await red.clone().png().toBuffer()
    expect(await code(bytes, { maxBytes: bytes.length })).toBe('read')
    expect(await code(bytes, { maxBytes: bytes.length - 1 })).toBe('too-large')
    expect(await code(bytes, { maxPixels: 800 })).toBe('read')
    expect(await code(bytes, { maxPixels: 799 })).toBe('too-large')
    expect(await code(bmp(24, 40, 20), { maxPixels: 799 })).toBe('too-large')
  })
})

describe('what a model sees', () => {
  test('EXIF orientation is applied', async () => {
    expect(await inspectImage(await readFile(imagePath('rotated.jpg')))).toMatchObject({
      width: 90,
      height: 120,
    })
  })

  test('dark glyphs stand on white, light ones on black', async () => {
    const glyph = (fill: string, rest = ''): Uint8Array =>
      text(
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="${fill}" d="M6 6h12v12H6z"/>${rest}</svg>`,
      )
    expect(await corner(glyph('#123'))).toEqual([255, 255, 255])
    expect(await corner(glyph('#fff'))).toEqual([0, 0, 0])
    expect(await corner(glyph('#fff', '<path d="M8 8h8v8H8z"/>'))).toEqual([255, 255, 255])
  })

  test('a light picture with transparent corners stays on white', async () => {
    const card = text(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="12" fill="#fafafa"/></svg>',
    )
    expect((await corner(card))[0]).toBeGreaterThan(240)
  })

  test('small icons are drawn large, not enlarged', async () => {
    const icon = text(
      '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><path d="M0 0h24L0 24z"/></svg>',
    )
    const { rgb } = await picture(icon, 384, 384)
    const grey = rgb.reduce((count, value) => count + (value > 8 && value < 247 ? 1 : 0), 0) / rgb.length
    // Enlarged from 24 pixels the edge would be 16 pixels wide.
    expect(grey).toBeLessThan(0.006)
  })

  test('an animation is judged by its first frame that shows something', async () => {
    const frames = await sharp(
      [
        await solid('#ffffff'),
        await solid('#ffffff', '<rect x="4" y="4" width="9" height="9"/>'),
        await solid('#ffffff'),
      ],
      { join: { animated: true } },
    )
      .gif()
      .toBuffer()
    const { rgb } = await picture(frames, 20, 20)
    expect(rgb[3 * (20 * 8 + 8)]).toBeLessThan(40)
    expect(await inspectImage(frames)).toMatchObject({ format: 'gif', width: 20, height: 20, pages: 3 })
  })

  test('16-bit, grey, palette and CMYK files become sRGB', async () => {
    const grey = await sharp(await readFile(imagePath('grey.png')))
      .toColourspace('rgb16')
      .png()
      .toBuffer()
    const plain = await picture(await readFile(imagePath('grey.png')), 32, 32)
    const deep = await picture(grey, 32, 32)
    expect(Math.max(...plain.rgb.map((value, i) => Math.abs(value - (deep.rgb[i] as number))))).toBeLessThan(
      3,
    )
    const cmyk = await red.clone().flatten().toColourspace('cmyk').jpeg().toBuffer()
    expect((await corner(cmyk))[0]).toBeGreaterThan(200)
    expect(await corner(await red.clone().png({ palette: true }).toBuffer())).toEqual([255, 0, 0])
  })

  test('channels are separated and normalised', async () => {
    const read = await readPixels(await red.clone().png().toBuffer(), {
      width: 4,
      height: 2,
      mean: [0.5, 0.25, 0],
      std: [0.5, 0.5, 2],
    })
    if (read.status !== 'read') throw new Error(read.message)
    expect([...read.data]).toEqual([...Array(8).fill(1), ...Array(8).fill(-0.5), ...Array(8).fill(0)])
  })

  test('a large photo, which is shrunk in two steps, keeps its look', async () => {
    const large = await sharp(await readFile(imagePath('plain.png')))
      .resize(2400, 1800)
      .jpeg({ quality: 95 })
      .toBuffer()
    const small = await picture(await readFile(imagePath('plain.png')), 48, 48)
    const shrunk = await picture(large, 48, 48)
    const mean =
      small.rgb.reduce((sum, value, i) => sum + Math.abs(value - (shrunk.rgb[i] as number)), 0) /
      small.rgb.length
    expect(mean).toBeLessThan(2.5)
  })
})

describe('thumbnails', () => {
  test('fit inside and keep transparency', async () => {
    const made = await thumbnail(await red.clone().resize(400, 200).png().toBuffer(), { size: 96 })
    expect(made).toMatchObject({ status: 'read', width: 96, height: 48 })
    const glyph = await thumbnail(await readFile(imagePath('alpha.png')), { size: 64 })
    if (glyph.status !== 'read') throw new Error(glyph.message)
    expect(await sharp(glyph.bytes).metadata()).toMatchObject({
      format: 'webp',
      width: 64,
      height: 64,
      hasAlpha: true,
    })
  })

  test('a small raster image is not enlarged, a vector image is drawn', async () => {
    expect(await thumbnail(await red.clone().png().toBuffer(), { size: 96 })).toMatchObject({
      width: 40,
      height: 20,
    })
    expect(
      await thumbnail(
        text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 12"><path d="M4 4h16v4H4z"/></svg>'),
        { size: 96 },
      ),
    ).toMatchObject({ width: 96, height: 48 })
  })
})

async function picture(bytes: Uint8Array, width: number, height: number): Promise<{ rgb: Uint8Array }> {
  const read = await readPicture(bytes, { width, height })
  if (read.status === 'unreadable') throw new Error(read.message)
  return read
}

function solid(background: string, more = ''): Promise<Buffer> {
  return sharp(
    text(
      `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20" fill="${background}"/>${more}</svg>`,
    ),
  )
    .png()
    .toBuffer()
}
