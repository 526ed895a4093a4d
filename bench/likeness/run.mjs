// How well the looks of pictures tell copies from other pictures.
//
//   node bench/likeness/run.mjs <folder of photos> [folder of graphics]
//
// Every photo is compared with resized, re-encoded and cropped copies of itself, and with every other picture in the
// folders, also where they have the same shape. Close relatives are made of each photo too: mirrored, recoloured, with
// one object's worth of another photo pasted in; these must not match. Graphics must have no look at all.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { distanceOf, isCopy, readLook, sameShape } from '../../packages/core/dist/likeness.js'
import { fingerprint } from '../../packages/core/dist/pixels/fingerprint.js'

const [photos, graphics] = process.argv.slice(2)
if (photos === undefined) {
  process.stderr.write('usage: node bench/likeness/run.mjs <folder of photos> [folder of graphics]\n')
  process.exit(2)
}

const width = 1280
const copies = {
  'resized to 75 %': (picture) => picture.resize(Math.round(width * 0.75)).png(),
  'resized to 50 %': (picture) => picture.resize(width / 2).png(),
  'resized to 25 %': (picture) => picture.resize(width / 4).png(),
  'resized to 10 %': (picture) => picture.resize(width / 10).png(),
  'JPEG, quality 90': (picture) => picture.jpeg({ quality: 90 }),
  'JPEG, quality 60': (picture) => picture.jpeg({ quality: 60 }),
  'JPEG, quality 40': (picture) => picture.jpeg({ quality: 40 }),
  'WebP, quality 50': (picture) => picture.webp({ quality: 50 }),
  'AVIF, quality 40': (picture) => picture.avif({ quality: 40, effort: 2 }),
  '40 %, WebP, quality 60': (picture) => picture.resize(Math.round(width * 0.4)).webp({ quality: 60 }),
  '15 %, JPEG, quality 40': (picture) => picture.resize(Math.round(width * 0.15)).jpeg({ quality: 40 }),
}
const crops = { 'cropped by 1 %': 0.01, 'cropped by 3 %': 0.03, 'cropped by 10 %': 0.1 }

const base = async (file) =>
  sharp(file)
    .rotate()
    .removeAlpha()
    .resize(width)
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
const lookOf = async (bytes) => {
  const found = await fingerprint(bytes)
  return typeof found === 'string' ? readLook(found) : undefined
}

const rows = new Map()
const note = (kind, one, other) => {
  const row = rows.get(kind) ?? { matched: 0, of: 0, distances: [] }
  rows.set(kind, row)
  row.of += 1
  if (one === undefined || other === undefined) return
  if (isCopy(one, other)) row.matched += 1
  row.distances.push(distanceOf(one, other))
}

const originals = []
let flat = 0
for (const name of readdirSync(photos).sort()) {
  if (!/\.(?:jpe?g|png|webp|avif)$/i.test(name)) continue
  const { data, info } = await base(readFileSync(join(photos, name)))
  const look = await lookOf(data)
  if (look === undefined) {
    flat += 1
    continue
  }
  originals.push({ name, data, info, look })
}
for (const [index, { data, info, look }] of originals.entries()) {
  const picture = () => sharp(data)
  for (const [kind, make] of Object.entries(copies))
    note(kind, look, await lookOf(await make(picture()).toBuffer()))
  for (const [kind, share] of Object.entries(crops)) {
    const edge = (side) => Math.round((side * share) / 2)
    const area = {
      left: edge(info.width),
      top: edge(info.height),
      width: info.width - 2 * edge(info.width),
      height: info.height - 2 * edge(info.height),
    }
    note(kind, look, await lookOf(await picture().extract(area).png().toBuffer()))
  }
  note('other: mirrored', look, await lookOf(await picture().flop().png().toBuffer()))
  note('other: hue turned by 60°', look, await lookOf(await picture().modulate({ hue: 60 }).png().toBuffer()))
  const guest = originals[(index + 1) % originals.length].data
  for (const share of [0.25, 0.15, 0.1]) {
    const side = Math.round(info.height * share)
    const patch = await sharp(guest).resize(side, side, { fit: 'cover' }).png().toBuffer()
    const left = Math.round(info.width * 0.4)
    const top = Math.round(info.height * 0.5)
    note(
      `other: a patch of ${share * 100} % of the height`,
      look,
      await lookOf(
        await picture()
          .composite([{ input: patch, left, top }])
          .png()
          .toBuffer(),
      ),
    )
  }
}

let shaped = 0
for (const [i, one] of originals.entries()) {
  for (const other of originals.slice(i + 1)) {
    note('other: another photo', one.look, other.look)
    // The shape is set aside, so that the grids alone have to tell.
    note('other: another photo, cropped to the same shape', one.look, {
      ...other.look,
      width: one.look.width,
      height: one.look.height,
    })
    if (sameShape(one.look, other.look)) shaped += 1
  }
}

let looked = 0
let graphic = 0
if (graphics !== undefined) {
  for (const name of readdirSync(graphics, { recursive: true }).sort()) {
    if (!/\.(?:svg|png|gif)$/i.test(name) || name.includes('node_modules')) continue
    graphic += 1
    const drawn = /\.svg$/i.test(name)
      ? await sharp(join(graphics, name), { density: 300 })
          .flatten({ background: '#fff' })
          .png()
          .toBuffer()
          .catch(() => undefined)
      : readFileSync(join(graphics, name))
    if (drawn !== undefined && (await lookOf(drawn)) !== undefined) looked += 1
  }
}

const worst = (distances, key, best) =>
  distances.length === 0
    ? ''
    : (best ? Math.min : Math.max)(...distances.map((distance) => distance[key])).toFixed(1)
process.stdout.write(
  `${originals.length} photos; ${flat} more are too flat or dull to be compared. ${shaped} pairs have one shape.\n`,
)
if (graphics !== undefined)
  process.stdout.write(`${graphic} graphics, drawn as pixels: ${looked} have a look.\n`)
process.stdout.write(
  '\n| compared with | matched | of | bits | mean luma | cell luma | cell chroma |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n',
)
for (const [kind, { matched, of, distances }] of rows) {
  const best = kind.startsWith('other')
  const figures = ['bits', 'meanLuma', 'cellLuma', 'cellChroma'].map((key) => worst(distances, key, best))
  process.stdout.write(`| ${kind} | ${matched} | ${of} | ${figures.join(' | ')} |\n`)
}
