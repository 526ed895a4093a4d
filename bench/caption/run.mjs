// Altwright against Python: transformers + torch, stock, end to end from files to words. The same random weights of the
// published size, the same pictures, the same number of tokens, the same number of threads; runs take turns, so that noise
// hits all of them. Prints a table and writes it to RESULTS.md (results of large to RESULTS-large.md).
//   node bench/caption/run.mjs <python> [--size base|large] [--pictures 16] [--rounds 3] [--folder <scratch>]
// <python> is a Python with torch, transformers and pillow. Needs Linux, 5 GB of disk and 8 GB of memory (base).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../ratios.mjs'
import { writePictures } from './pictures.mjs'
import { writeRandomCheckpoint } from './random-checkpoint.mjs'

const {
  positionals: [python],
  values: { size, pictures, rounds, folder },
} = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: 'base' },
    pictures: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '3' },
    folder: { type: 'string', default: join(tmpdir(), 'altwright-bench') },
  },
})
if (python === undefined) throw new Error('Name a Python with torch, transformers and pillow.')
const tokens = 12
const threads = availableParallelism()
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const model = join(folder, size)
const cacheDir = join(folder, 'cache')
/** What is sold under one name differs in its instructions: family and model tell. */
async function processor() {
  const info = await readFile('/proc/cpuinfo', 'utf8')
  const number = (key) => info.match(new RegExp(`^${key}\\s*: (\\d+)`, 'm'))?.[1] ?? '?'
  return `${cpus()[0].model.trim()} of family ${number('cpu family')}, model ${number('model')}`
}

if (!existsSync(join(model, 'model.safetensors'))) await writeRandomCheckpoint(model, { size })
const files = await writePictures(join(folder, 'pictures'), Number(pictures))

/** A process that answers one line of JSON with another. */
async function start(command, args) {
  const began = performance.now()
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${command} ended`)
    return JSON.parse(value)
  }
  const ready = await read()
  return {
    ready,
    startUp: (performance.now() - began) / 1000,
    ask(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`)
      return read()
    },
    async end() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

const ours = (options) =>
  start(process.execPath, [
    here('ours.mjs'),
    JSON.stringify({ model, cacheDir, minNewTokens: tokens, maxNewTokens: tokens, ...options }),
  ])
const theirs = (dtype) => start(python, [here('theirs.py'), model, dtype, String(threads), String(tokens)])

// Start-up and memory, each in a process of its own.
const alone = {}
async function measureAlone(name, begin, jobs) {
  const process = await begin()
  let last
  for (const job of jobs) last = await process.ask(job)
  alone[name] = { startUp: process.startUp, peak: last.peak, anonymous: last.anonymous }
  console.error(`${name.padEnd(34)} ${JSON.stringify(alone[name])}`)
  await process.end()
}
const few = files.slice(0, 2)
const firstTime = await ours({})
const compiling = firstTime.startUp
await firstTime.end()
await measureAlone('int8', () => ours({}), [{ files: few, lone: true }, { files }, { files }])
await measureAlone('int8, queue only', () => ours({ threads: 1 }), [{ files }, { files }])
await measureAlone('int8, lone only', () => ours({}), [{ files: few, lone: true }])
await measureAlone('torch fp32, batch 1', () => theirs('float32'), [{ files: few.slice(0, 1), batch: 1 }])
await measureAlone('torch fp32, batch 8', () => theirs('float32'), [{ files: files.slice(0, 8), batch: 8 }])
await measureAlone('torch bf16, batch 8', () => theirs('bfloat16'), [{ files: files.slice(0, 8), batch: 8 }])

// The race: all at once in memory, one at a time at work.
const processes = {
  greedy: await ours({}),
  beam3: await ours({ beams: 3 }),
  fp32: await theirs('float32'),
  bf16: await theirs('bfloat16'),
}
// Short turns: torch gets a batch or three images at a time, a queue is the whole folder.
const some = (count) => files.slice(0, count)
const entries = [
  ['Altwright int8, queue', 'greedy', { files }],
  ['torch fp32, batch 1', 'fp32', { files: some(3), batch: 1 }],
  ['torch fp32, batch 4', 'fp32', { files: some(4), batch: 4 }],
  ['torch fp32, batch 8', 'fp32', { files: some(8), batch: 8 }],
  ['torch bf16, batch 1', 'bf16', { files: some(3), batch: 1 }],
  ['torch bf16, batch 4', 'bf16', { files: some(4), batch: 4 }],
  ['torch bf16, batch 8', 'bf16', { files: some(8), batch: 8 }],
  ['Altwright int8, queue, beam 3', 'beam3', { files }],
  ['torch fp32, batch 1, beam 3', 'fp32', { files: some(2), batch: 1, beams: 3 }],
  ['torch fp32, batch 4, beam 3', 'fp32', { files: some(4), batch: 4, beams: 3 }],
  ['torch bf16, batch 4, beam 3', 'bf16', { files: some(4), batch: 4, beams: 3 }],
  ['Altwright int8, lone', 'greedy', { files: some(6), lone: true }],
  ['torch fp32, lone', 'fp32', { files: some(3), batch: 1 }],
  ['torch bf16, lone', 'bf16', { files: some(3), batch: 1 }],
  ['Altwright int8, lone, beam 3', 'beam3', { files: some(6), lone: true }],
]
// Warm: the workers of the queue are started, and every code path is compiled.
for (const name of ['greedy', 'beam3']) await processes[name].ask({ files })
for (const name of ['fp32', 'bf16']) await processes[name].ask({ files: few, batch: 2 })
const seen = new Map(entries.map(([name]) => [name, []]))
const words = { greedy: new Set(), beam3: new Set() }
for (let round = 0; round < Number(rounds); round++) {
  for (const [name, process, job] of entries) {
    const result = await processes[process].ask(job)
    const perImage = name.includes('lone') ? median(result.each) : result.seconds / job.files.length
    seen.get(name).push({ perImage, cpu: result.cpu / job.files.length })
    if (result.words !== undefined)
      for (const [i, said] of result.words.entries()) words[process].add(`${i}:${JSON.stringify(said)}`)
    console.error(`round ${round + 1}  ${name.padEnd(34)} ${perImage.toFixed(3)} s`)
  }
}
for (const process of Object.values(processes)) await process.end()

const result = (name) => ({
  perImage: median(seen.get(name).map(({ perImage }) => perImage)),
  cpu: median(seen.get(name).map(({ cpu }) => cpu)),
})
const best = (names) => names.map(result).reduce((a, b) => (a.perImage < b.perImage ? a : b))
const batches = (kind, more = '') => [1, 4, 8].map((n) => `${kind}, batch ${n}${more}`)
const reference = {
  queue: result('torch fp32, batch 1'),
  lone: result('torch fp32, lone'),
  beam: result('torch fp32, batch 1, beam 3'),
}
const rows = entries.map(([name]) => {
  const { perImage, cpu } = result(name)
  const against = name.includes('lone')
    ? reference.lone
    : name.includes('beam 3')
      ? reference.beam
      : reference.queue
  return `| ${name} | ${(1 / perImage).toFixed(2)} | ${(1000 * perImage).toFixed(0)} | ${(1000 * cpu).toFixed(0)} | ${(against.perImage / perImage).toFixed(2)} |`
})
const bytes = async (path) => {
  let sum = 0
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size
  return (sum / 1e6).toFixed(0)
}
const cached = (await readdir(join(cacheDir, 'models'))).filter((name) => name.startsWith(`${size}-int8-`))
const disk = {}
for (const name of cached)
  disk[name.includes('packed') ? 'packed' : 'compiled'] = await bytes(join(cacheDir, 'models', name))
const versions = await new Promise((resolve) => {
  const child = spawn(python, [
    '-c',
    'import torch, transformers, sys; print(sys.version.split()[0], torch.__version__, transformers.__version__)',
  ])
  child.stdout.on('data', (data) => resolve(String(data).trim().split(' ')))
})
const ort = JSON.parse(
  await readFile(here('../../packages/core/node_modules/onnxruntime-node/package.json'), 'utf8'),
).version
const queue = result('Altwright int8, queue').perImage
const ratio = (a, b) => `${(a / b).toFixed(2)}`
const targets = [
  ['queue, against torch fp32 batch 1', '≥ 4.5', ratio(reference.queue.perImage, queue)],
  ['queue, against torch fp32 at its best batch', '≥ 4', ratio(best(batches('torch fp32')).perImage, queue)],
  ['queue, against torch bf16 at its best batch', '> 1', ratio(best(batches('torch bf16')).perImage, queue)],
  [
    'lone image, against torch fp32',
    '≥ 3',
    ratio(reference.lone.perImage, result('Altwright int8, lone').perImage),
  ],
  [
    'beam 3 over greedy, time in a queue',
    '≤ 1.25',
    ratio(result('Altwright int8, queue, beam 3').perImage, queue),
  ],
  ['anonymous memory with two workers, MB', '< 700', alone['int8, queue only'].anonymous],
  [
    'captions that differ between queue, lone and rounds',
    '0',
    words.greedy.size + words.beam3.size - 2 * files.length,
  ],
]
const report = `# Captions: Altwright and Python

${new Date().toISOString().slice(0, 10)}, ${await processor()}, ${threads} cores, Linux; Node ${process.versions.node}, onnxruntime ${ort};
Python ${versions.join(', torch ').replace(/, torch ([^,]*)$/, ', transformers $1')}. BLIP ${size}, random weights, ${tokens} tokens forced, ${files.length} JPEG files of 640 to 1600 pixels,
from file to words. Both have ${threads} threads. Medians of ${rounds} interleaved rounds. Made by \`node bench/caption/run.mjs\`.

| | images/s | ms per image | CPU ms per image | × torch fp32 batch 1 |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

A lone image is compared with torch's lone image, beams with torch's beams at batch 1. torch runs stock transformers, which
has eager attention only for BLIP and keeps the image's keys and values from the first step on.

| | target | measured |
| --- | --- | --- |
${targets.map((row) => `| ${row.join(' | ')} |`).join('\n')}

| each in a process of its own | start-up s | peak memory MB | anonymous MB |
| --- | --- | --- | --- |
${Object.entries(alone)
  .map(
    ([name, { startUp, peak, anonymous }]) => `| ${name} | ${startUp.toFixed(1)} | ${peak} | ${anonymous} |`,
  )
  .join('\n')}

The first start, which compiles and packs, took ${compiling.toFixed(1)} s. Mapped weights count towards the peak and are shared by workers.
Disk: checkpoint ${await bytes(model)} MB, compiled int8 ${disk.compiled} MB, packed for this processor ${disk.packed} MB.
`
console.log(report)
await writeFile(here(size === 'base' ? 'RESULTS.md' : `RESULTS-${size}.md`), report)
if (process.env.KEEP === undefined) await rm(join(folder, 'pictures'), { recursive: true })
