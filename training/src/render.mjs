// Renders every glyph once at 96×96: alpha masks for monochrome packs, RGBA for coloured ones.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Resvg } from '@resvg/resvg-js'
import { colourGlyphs, monoGlyphs } from './packs.mjs'

const SIZE = 96
setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc')
const cache = fileURLToPath(new URL('../.cache/', import.meta.url))
mkdirSync(cache, { recursive: true })

// Drawings on which the renderer aborts the whole process.
const aborts = new Set(['noto/rainbow-flag', 'noto/package'])

/** Fits the drawing in a transparent square, without cutting it. */
function pixels(svg) {
  const named = svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
  const source = named.replaceAll('currentColor', '#000')
  const probe = new Resvg(source, { font: { loadSystemFonts: false } })
  const fitTo = probe.width >= probe.height ? { mode: 'width', value: SIZE } : { mode: 'height', value: SIZE }
  const image = new Resvg(source, { fitTo, font: { loadSystemFonts: false } }).render()
  const { width, height } = image
  const flat = image.pixels // each access copies
  const square = new Uint8Array(SIZE * SIZE * 4)
  const left = Math.max(0, (SIZE - width) >> 1)
  const top = Math.max(0, (SIZE - height) >> 1)
  for (let y = 0; y < Math.min(height, SIZE); y++) {
    square.set(flat.subarray(y * width * 4, (y * width + Math.min(width, SIZE)) * 4), ((y + top) * SIZE + left) * 4)
  }
  return { square, aspect: width / height }
}

/** Undoes the premultiplication, so that the colour can be composited on any background. */
function straight(square) {
  for (let i = 0; i < square.length; i += 4) {
    const alpha = square[i + 3]
    if (alpha > 0 && alpha < 255) for (let c = 0; c < 3; c++) square[i + c] = Math.min(255, Math.round((square[i + c] * 255) / alpha))
  }
  return square
}

/** Always 128 bytes, so that it can be written again when the count is known. */
function npyHeader(shape) {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`
  const padded = text.padEnd(128 - 11) + '\n'
  const head = Buffer.alloc(10)
  head.write('\x93NUMPY\x01\x00', 'latin1')
  head.writeUInt16LE(padded.length, 8)
  return Buffer.concat([head, Buffer.from(padded, 'latin1')])
}

function renderAll(glyphs, name, channels) {
  const index = []
  const skipped = []
  const shape = () => (channels === 4 ? [index.length, SIZE, SIZE, 4] : [index.length, SIZE, SIZE])
  const file = openSync(`${cache}${name}.npy`, 'w')
  writeSync(file, npyHeader(shape()))
  for (const { svg, ...glyph } of glyphs) {
    if (aborts.has(`${glyph.pack}/${glyph.file}`)) continue
    try {
      const { square, aspect } = pixels(svg())
      const row = channels === 4 ? straight(square) : square.filter((_, i) => i % 4 === 3)
      if (!square.some((value, i) => i % 4 === 3 && value > 127)) throw new Error('empty')
      writeSync(file, row)
      index.push({ ...glyph, aspect: Number(aspect.toFixed(3)) })
      // The renderer's memory lies outside the heap, where the collector does not see it grow.
      if (index.length % 2000 === 0) gc()
    } catch (error) {
      skipped.push(`${glyph.pack}/${glyph.file}: ${String(error.message ?? error).slice(0, 60)}`)
    }
  }
  writeSync(file, npyHeader(shape()), 0, 128, 0)
  closeSync(file)
  writeFileSync(`${cache}${name}.json`, JSON.stringify(index))
  console.log(`${name}: ${index.length} glyphs, ${skipped.length} skipped`, skipped.slice(0, 5))
}

if (process.argv[2] !== 'colour') renderAll(monoGlyphs(), 'mono', 1)
renderAll(colourGlyphs(), 'colour', 4)
