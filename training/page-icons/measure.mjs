// Asks the bundled model, in Altwright's own engine, about the icons that were cut from pages.
//   node measure.mjs
import { readFileSync } from 'node:fs'
import { openCaptioner } from '@altwright/core/engine'
import sharp from 'sharp'

const labels = JSON.parse(readFileSync(new URL('labels.json', import.meta.url), 'utf8'))
const crops = labels.map(({ file }) => readFileSync(new URL(`crops/${file}`, import.meta.url)))

/** As a screen without doubled pixels shows it. */
async function halved(bytes) {
  const { width, height } = await sharp(bytes).metadata()
  return sharp(bytes).resize(Math.ceil(width / 2), Math.ceil(height / 2)).png().toBuffer()
}

const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`
const captioner = await openCaptioner({ model: 'graphics' })
for (const [view, images] of [['as cut, two pixels to a CSS pixel', crops], ['halved, one pixel to a CSS pixel', await Promise.all(crops.map(halved))]]) {
  const outcomes = await captioner.caption(images)
  const rows = labels.map((label, i) => ({ ...label, outcome: outcomes[i] }))
  const said = rows.filter(({ outcome }) => outcome.status === 'captioned')
  const right = said.filter(({ captions, outcome }) => captions.includes(outcome.text))
  const known = rows.filter(({ captions }) => captions.length > 0)
  const meant = known.filter(({ captions, outcome }) => captions.includes(outcome.text ?? outcome.draft))
  console.log(`${view}: precision ${percent(right.length, said.length)}, coverage of known concepts ${percent(right.length, known.length)}, right before the gate ${percent(meant.length, known.length)}`)
  for (const { file, captions, outcome } of said.filter((row) => !right.includes(row))) {
    console.log(`  ${file}: ${captions.join(' or ') || 'no concept of the table'}, said ${outcome.text} (${outcome.confidence.toFixed(3)})`)
  }
  if (process.argv.includes('--silent')) {
    for (const { file, captions, outcome } of known) if (outcome.status !== 'captioned') console.log(`  ${file}: ${captions[0]}: ${outcome.reason}${outcome.draft ? ` (${outcome.draft})` : ''}`)
  }
}
await captioner.dispose()
