import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { readPicture } from '../../dist/pixels/picture.js'
import { plainness } from '../../dist/pixels/plain.js'

const side = 96
async function told(bytes: Uint8Array): Promise<string | undefined> {
  const picture = await readPicture(bytes, { width: side, height: side })
  if (picture.status === 'unreadable') throw new Error(picture.message)
  return plainness(picture.rgb, side)
}

const svg = (body: string, width = 240, height = 240): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`
const bars = (colours: readonly string[]): string =>
  svg(
    colours
      .map(
        (colour, i) =>
          `<rect x="${(i * 240) / colours.length}" width="${240 / colours.length}" height="240" fill="${colour}"/>`,
      )
      .join(''),
  )
const grid = (n: number, size: number): string =>
  Array.from({ length: n * n }, (_, i) => {
    const step = 240 / n
    return `<rect x="${(i % n) * step}" y="${Math.floor(i / n) * step}" width="${size * step}" height="${size * step}"/>`
  }).join('')

const gradient = (kind: string, at: string): string =>
  svg(
    `<${kind} id="g" ${at}><stop stop-color="#1a6"/><stop offset="1" stop-color="#cf8"/></${kind}><rect width="240" height="240" fill="url(#g)"/>`,
  )

test.each([
  ['a solid colour', svg('<rect width="240" height="240" fill="#c33"/>'), 'solid'],
  ['a linear gradient', gradient('linearGradient', 'x2="1" y2="1"'), 'gradient'],
  ['a wide radial gradient', gradient('radialGradient', 'r="1.4"'), 'gradient'],
  ['a rule', svg('<rect y="9" width="600" height="2" fill="#999"/>', 600, 20), 'divider'],
  ['even stripes', bars(Array.from({ length: 24 }, (_, i) => (i % 2 ? '#eee' : '#37a'))), 'stripes'],
  ['a chequered pattern', svg(grid(12, 0.5)), 'pattern'],
])('%s', async (_, markup, kind) => {
  for (const bytes of [
    Buffer.from(markup),
    await sharp(Buffer.from(markup)).flatten({ background: '#fff' }).jpeg({ quality: 90 }).toBuffer(),
  ])
    expect(await told(bytes)).toBe(kind)
})

test.each([
  ['a flag of three bars', bars(['#000', '#d00', '#fc0'])],
  ['a flag with equal sides', bars(['#c00', '#fff', '#c00'])],
  ['a barcode', bars([...'1011001110100110001011'].map((bit) => (bit === '1' ? '#000' : '#fff')))],
  ['a drawing of a grid', svg(grid(3, 0.6))],
  ['a menu', svg('<path d="M40 60h160v20H40zm0 50h160v20H40zm0 50h160v20H40z"/>')],
  ['a dot', svg('<circle cx="120" cy="120" r="8"/>')],
])('%s shows something', async (_, markup) => {
  expect(await told(Buffer.from(markup))).toBeUndefined()
})

test('icons, flags and charts of packs show something', async () => {
  const folder = fileURLToPath(new URL('../../../../training/holdout-samples', import.meta.url))
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.png')) continue
    expect([name, await told(await readFile(`${folder}/${name}`))]).toEqual([name, undefined])
  }
})
