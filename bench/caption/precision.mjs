// What each precision costs in numbers: cosine of image embeddings and of the logits of every step (the words of fp32
// fed to all), and the share of greedy captions that stay the same.
//   node bench/caption/precision.mjs [model folder or name] [folder of images]
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileModel } from '../../packages/core/dist/blip/compile.js'
import { parseBlipConfig } from '../../packages/core/dist/blip/config.js'
import { readModelFiles } from '../../packages/core/dist/blip/files.js'
import { generate } from '../../packages/core/dist/blip/generate.js'
import { precisions } from '../../packages/core/dist/blip/precision.js'
import { parsePreprocessor } from '../../packages/core/dist/blip/preprocessor.js'
import { greedy } from '../../packages/core/dist/blip/search/decoding.js'
import { openSessions } from '../../packages/core/dist/blip/session.js'
import { readPixels } from '../../packages/core/dist/pixels/index.js'

const model = process.argv[2] ?? 'graphics'
const imageFolder =
  process.argv[3] ?? fileURLToPath(new URL('../../packages/core/test/fixtures/blip/images', import.meta.url))
const most = 200

const cosine = (a, b) => {
  let ab = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i]
    aa += a[i] * a[i]
    bb += b[i] * b[i]
  }
  return ab / Math.sqrt(aa * bb)
}
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
const least = (values) => values.reduce((a, b) => Math.min(a, b), 1)

const files = await readModelFiles(model)
const config = parseBlipConfig(files.config, files.configPath)
const { mean: means, std } = parsePreprocessor(files.preprocessor, 'preprocessor_config.json')
const side = config.vision.imageSize
const pictures = []
for (const entry of (await readdir(imageFolder, { recursive: true })).sort()) {
  if (!['.png', '.jpg', '.jpeg', '.webp', '.svg', '.gif'].includes(extname(entry))) continue
  const read = await readPixels(await readFile(join(imageFolder, entry)), {
    width: side,
    height: side,
    mean: means,
    std,
  })
  if (read.status === 'read') pictures.push(read.data)
  if (pictures.length === most) break
}

const cache = await mkdtemp(join(tmpdir(), 'altwright-precision-'))
try {
  let reference
  console.log(`${model}, ${pictures.length} images`)
  console.log(
    '| precision | disk MB | embeddings: cosine mean / least | logits: cosine mean / least | same captions |',
  )
  console.log('| --- | --- | --- | --- | --- |')
  for (const precision of precisions) {
    const { folder } = await compileModel({
      config,
      weightsPath: files.weightsPath,
      hash: 'bench',
      name: 'bench',
      cache,
      precision,
    })
    let disk = 0
    for (const file of await readdir(folder)) disk += (await stat(join(folder, file))).size
    const sessions = await openSessions(folder, config, 1)
    const found = []
    for (const [i, pixels] of pictures.entries()) {
      const embeds = new Float32Array(await sessions.embed(pixels, 1))
      const cross = await sessions.encode(pixels, 1)
      const options = { ...greedy, promptIds: [config.text.start] }
      const [[{ ids }]] = await generate(sessions, [cross], config.text, options)
      const said = reference === undefined ? ids : reference[i].ids
      const logits = []
      let past = sessions.emptyPast(1)
      for (const id of [config.text.start, ...said].slice(0, config.text.positions)) {
        const step = await sessions.decode([[id]], past, cross)
        past = step.past
        logits.push(new Float32Array(step.scores(0).logits))
      }
      found.push({ embeds, ids, logits })
    }
    reference ??= found
    const embeds = found.map(({ embeds }, i) => cosine(embeds, reference[i].embeds))
    const logits = found.flatMap(({ logits }, i) =>
      logits.map((step, t) => cosine(step, reference[i].logits[t])),
    )
    const same = found.filter(({ ids }, i) => ids.join() === reference[i].ids.join()).length
    const both = (values) => `${mean(values).toFixed(6)} / ${least(values).toFixed(6)}`
    console.log(
      `| ${precision} | ${(disk / 1e6).toFixed(1)} | ${both(embeds)} | ${both(logits)} | ${same} of ${found.length} |`,
    )
    await sessions.close()
  }
} finally {
  await rm(cache, { recursive: true, force: true })
}
