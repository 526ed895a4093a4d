// Are we BLIP at true size? Compiles a checkpoint of the published dimensions (random weights) and compares it, picture by
// picture, with Hugging Face's own classes: pixels, embeddings, logits of every step, greedy and beam-3 ids.
//   node bench/caption/exactness.mjs <python> [--size base|large] [--pictures 4] [--folder <scratch>]
// <python> is a Python with torch, transformers and pillow. Exits 1 when fp32 is not exact.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compileModel } from '../../packages/core/dist/blip/compile.js'
import { parseBlipConfig } from '../../packages/core/dist/blip/config.js'
import { readModelFiles } from '../../packages/core/dist/blip/files.js'
import { generate } from '../../packages/core/dist/blip/generate.js'
import { parsePreprocessor } from '../../packages/core/dist/blip/preprocessor.js'
import { greedy } from '../../packages/core/dist/blip/search/decoding.js'
import { openSessions } from '../../packages/core/dist/blip/session.js'
import { readPixels } from '../../packages/core/dist/pixels/index.js'
import { writePictures } from './pictures.mjs'
import { writeRandomCheckpoint } from './random-checkpoint.mjs'

const {
  positionals: [python],
  values: { size, pictures, folder },
} = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: 'base' },
    pictures: { type: 'string', default: '4' },
    folder: { type: 'string', default: join(tmpdir(), 'altwright-bench') },
  },
})
if (python === undefined) throw new Error('Name a Python with torch, transformers and pillow.')
const model = join(folder, size)
const theirs = join(folder, `${size}-reference`)
if (!existsSync(join(model, 'model.safetensors'))) await writeRandomCheckpoint(model, { size })
const files = await writePictures(join(folder, 'exactness'), Number(pictures))
const script = fileURLToPath(new URL('../reference/true_size.py', import.meta.url))
execFileSync(python, [script, model, theirs, ...files], { stdio: ['ignore', 'inherit', 'inherit'] })

const floats = async (name) => new Float32Array((await readFile(join(theirs, name))).buffer.slice(0))
const worst = (a, b) => {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`)
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]))
  return most
}
const cosine = (a, b) => {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i]
    aa += a[i] * a[i]
    bb += b[i] * b[i]
  }
  return ab / Math.sqrt(aa * bb)
}

const said = JSON.parse(await readFile(join(theirs, 'found.json'), 'utf8'))
const source = await readModelFiles(model)
const config = parseBlipConfig(source.config, source.configPath)
const { mean, std } = parsePreprocessor(source.preprocessor, 'preprocessor_config.json')
const side = config.vision.imageSize

async function compare(precision) {
  const hash = `exactness-${size}`
  const cache = join(folder, 'cache')
  const compiled = await compileModel({
    config,
    weightsPath: source.weightsPath,
    hash,
    name: size,
    cache,
    precision,
  })
  const sessions = await openSessions(compiled.folder, config, 2)
  const result = { pixels: 0, embeds: 0, embedsCosine: 1, logits: 0, logitsCosine: 1, same: 0, searches: 0 }
  for (const [index, file] of files.entries()) {
    const read = await readPixels(await readFile(file), { width: side, height: side, mean, std })
    const pixels = await floats(`${index}.pixels.f32`)
    // In steps of 1/255, channel by channel.
    for (let c = 0; c < 3; c++) {
      const plane = (values) => values.subarray(c * side * side, (c + 1) * side * side)
      result.pixels = Math.max(result.pixels, worst(plane(read.data), plane(pixels)) * std[c] * 255)
    }
    // From here on with their pixels, so that only the model is compared.
    const embeds = await floats(`${index}.embeds.f32`)
    const ours = await sessions.embed(pixels, 1)
    result.embeds = Math.max(result.embeds, worst(ours, embeds))
    result.embedsCosine = Math.min(result.embedsCosine, cosine(ours, embeds))
    const cross = await sessions.encode(pixels, 1)
    const { greedy: words, beam3, prompted, promptedBeam3 } = said.found[index]
    const rows = await floats(`${index}.logits.f32`)
    const width = config.text.vocabulary
    let past = sessions.emptyPast(1)
    for (const [t, id] of [config.text.start, ...words].slice(0, said.newTokens).entries()) {
      const step = await sessions.decode([[id]], past, cross)
      past = step.past
      const theirRow = rows.subarray(t * width, (t + 1) * width)
      const ourRow = new Float32Array(step.scores(0).logits)
      result.logits = Math.max(result.logits, worst(ourRow, theirRow))
      result.logitsCosine = Math.min(result.logitsCosine, cosine(ourRow, theirRow))
    }
    const length = { minNewTokens: said.newTokens, maxNewTokens: said.newTokens }
    const search = async (promptIds, beams) => {
      const options = { ...greedy, ...length, beams, promptIds, bannedIds: [] }
      const [[{ ids }]] = await generate(sessions, [cross], config.text, options)
      return [...ids].join()
    }
    const pairs = [
      [await search([config.text.start], 1), words],
      [await search([config.text.start], 3), beam3],
      [await search(said.prompt, 1), prompted],
      [await search(said.prompt, 3), promptedBeam3],
    ]
    result.searches += pairs.length
    result.same += pairs.filter(([a, b]) => a === b.join()).length
  }
  await sessions.close()
  return result
}

console.log(`BLIP ${size}, random weights, ${files.length} pictures, ${said.newTokens} tokens`)
console.log(
  '| precision | pixels, of 255 | embeddings: greatest difference / least cosine | logits: greatest difference / least cosine | same ids (greedy, beam 3, with and without prompt) |',
)
console.log('| --- | --- | --- | --- | --- |')
for (const precision of ['fp32', 'int8']) {
  const r = await compare(precision)
  console.log(
    `| ${precision} | ${r.pixels.toFixed(2)} | ${r.embeds.toExponential(1)} / ${r.embedsCosine.toFixed(6)} | ${r.logits.toExponential(1)} / ${r.logitsCosine.toFixed(6)} | ${r.same} of ${r.searches} |`,
  )
  if (precision === 'fp32' && (r.logits > 1e-4 || r.same < r.searches || r.pixels > 2)) process.exitCode = 1
}
