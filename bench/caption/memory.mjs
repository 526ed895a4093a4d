// Does memory stay flat? Captions 1,000 pictures with a checkpoint of a published size (random weights) in queues of 40,
// as a build hands them over, and prints anonymous memory on the way.
//   node bench/caption/memory.mjs [--size base|large] [--images 1000] [--threads 1] [--folder <scratch>]
// --threads 1 leaves out the worker for lone images, which has all threads and a memory of its own.
// Needs Linux and 2 GB of disk (base); the scratch folder is shared with run.mjs.
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBlip } from '../../packages/core/dist/blip/index.js'
import { writePictures } from './pictures.mjs'
import { writeRandomCheckpoint } from './random-checkpoint.mjs'

const { size, images, threads, folder } = parseArgs({
  options: {
    size: { type: 'string', default: 'base' },
    images: { type: 'string', default: '1000' },
    threads: { type: 'string' },
    folder: { type: 'string', default: join(tmpdir(), 'altwright-bench') },
  },
}).values
const queue = 40
const total = Number(images)
const model = join(folder, size)
if (!existsSync(join(model, 'model.safetensors'))) await writeRandomCheckpoint(model, { size })
const files = await writePictures(join(folder, 'memory'), queue)
const memory = (key) => {
  const status = readFileSync('/proc/self/status', 'utf8')
  return Math.round(Number(status.match(new RegExp(`${key}:\\s+(\\d+)`))[1]) / 1024)
}

const captioner = await openBlip({
  model,
  cacheDir: join(folder, 'cache'),
  minNewTokens: 12,
  maxNewTokens: 12,
  threads: threads === undefined ? undefined : Number(threads),
})
const words = new Map()
let differing = 0
const anonymous = []
console.log('| images | anonymous MB | ms per image |\n| --- | --- | --- |')
for (let done = 0; done < total; ) {
  const began = performance.now()
  const pictures = await Promise.all(files.slice(0, total - done).map((file) => readFile(file)))
  const outcomes = await captioner.caption(pictures)
  done += pictures.length
  outcomes.forEach((outcome, index) => {
    const said = JSON.stringify(outcome)
    if (words.has(index) && words.get(index) !== said) differing += 1
    words.set(index, said)
  })
  anonymous.push(memory('RssAnon'))
  const each = Math.round((performance.now() - began) / pictures.length)
  if (done % 200 === 0 || done === queue || done === total)
    console.log(`| ${done} | ${anonymous.at(-1)} | ${each} |`)
}
await captioner.dispose()
const half = anonymous.slice(Math.floor(anonymous.length / 2))
console.log(
  `\nSecond half: ${Math.min(...half)} to ${Math.max(...half)} MB. Peak of all, mapped weights included: ${memory('VmHWM')} MB. Captions that differ from the first time: ${differing}.`,
)
