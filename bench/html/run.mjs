// From file to edited file: Altwright with everything in the lockfile, beside unified's rehype (parse and stringify), cheerio
// (load and serialise), and a copy of the files. The same pages; sides take turns in each round, so that noise hits all of them.
// Prints a table and writes it to RESULTS.md.
//   node bench/html/run.mjs [--rounds 7] [--folder <scratch>] [--corpus articles,large,plain,gallery]
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { contentHash, emptyLockfile, formatLockfile } from '@altwright/core/lockfile'
import * as cheerio from 'cheerio'
import pLimit from 'p-limit'
import { rehype } from 'rehype'
import { main } from '../../packages/crawler/dist/cli/program.js'
import { median } from '../ratios.mjs'
import { writeSite } from './pages.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    folder: { type: 'string', default: join(tmpdir(), 'altwright-bench-html') },
    corpus: { type: 'string', default: 'articles,large,plain,gallery' },
  },
})
const rounds = Number(values.rounds)

/** The lockfile of a site whose every picture was captioned; rounds never open a model. */
function lockfileOf(pictures) {
  const entry = (index) => ({
    state: 'generated',
    caption: `a drawing of a circle, number ${index}`,
    confidence: 0.98,
    engine: 'graphics@bench',
  })
  const images = pictures.map(({ bytes }, index) => [contentHash(Buffer.from(bytes)), entry(index)])
  return formatLockfile({ ...emptyLockfile, images: Object.fromEntries(images) })
}

async function altwright(folder) {
  const out = []
  const stream = { columns: 100, isTTY: false, write: (text) => out.push(text) > 0 }
  const terminal = { stdout: stream, stderr: stream, env: { NO_COLOR: '1' }, cwd: folder }
  const code = await main(['fix', '.', '--locked', '--quiet'], terminal)
  if (code !== 0 && code !== 1) throw new Error(out.join(''))
}

const limit = pLimit(16)
const overPages = (folder, files, edit) =>
  Promise.all(
    files.map(({ name }) =>
      limit(async () => {
        const path = join(folder, name)
        const before = await readFile(path)
        await writeFile(path, await edit(before))
      }),
    ),
  )

const processor = rehype()
const sides = {
  altwright: (folder) => altwright(folder),
  rehype: (folder, files) =>
    overPages(folder, files, async (bytes) => String(await processor.process(bytes.toString()))),
  cheerio: (folder, files) => overPages(folder, files, (bytes) => cheerio.load(bytes.toString()).html()),
  copy: (folder, files) => overPages(folder, files, (bytes) => bytes),
}

async function measure(corpus) {
  await rm(values.folder, { recursive: true, force: true })
  const origin = join(values.folder, corpus)
  const { files, pictures } = await writeSite(origin, corpus)
  await writeFile(join(origin, 'altwright.lock.json'), lockfileOf(pictures))
  const megabytes = files.reduce((sum, { length }) => sum + length, 0) / 1e6
  const times = Object.fromEntries(Object.keys(sides).map((name) => [name, { wall: [], cpu: [] }]))
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, side] of Object.entries(sides)) {
      // Removed at the end: for a minute some file systems go around each file that was removed to make a new one.
      const folder = join(values.folder, `${name}-${round}`)
      await mkdir(folder, { recursive: true })
      await cp(origin, folder, { recursive: true })
      globalThis.gc?.()
      const cpu = process.cpuUsage()
      const began = performance.now()
      await side(folder, files)
      const wall = performance.now() - began
      const { user, system } = process.cpuUsage(cpu)
      if (round === 0) continue
      times[name].wall.push(wall)
      times[name].cpu.push((user + system) / 1000)
    }
  }
  const rows = Object.entries(times).map(([name, { wall, cpu }]) => ({
    name,
    wall: median(wall),
    cpu: median(cpu),
    ratio: median(wall.map((value, index) => times.rehype.wall[index] / value)),
    cpuRatio: median(cpu.map((value, index) => times.rehype.cpu[index] / value)),
  }))
  return { corpus, pages: files.length, megabytes, rows }
}

function table({ corpus, pages, megabytes, rows }) {
  const head = `### ${corpus}: ${pages} pages, ${megabytes.toFixed(1)} MB\n
| | pages/s | MB/s | ms per page | CPU ms per page | × rehype |
| --- | --- | --- | --- | --- | --- |`
  const lines = rows.map(({ name, wall, cpu, ratio }) => {
    const numbers = [
      ((pages / wall) * 1000).toFixed(0),
      ((megabytes / wall) * 1000).toFixed(1),
      (wall / pages).toFixed(2),
      (cpu / pages).toFixed(2),
      ratio.toFixed(1),
    ]
    return `| ${name} | ${numbers.join(' | ')} |`
  })
  return `${head}\n${lines.join('\n')}\n`
}

const corpora = {
  articles: 'a site of 1,000 ordinary pages, against rehype',
  large: 'a site of 3,000 of them, against rehype',
  plain: 'pages without images, against rehype',
  gallery: 'pages of a megabyte with 2,596 images each, against rehype',
}

function targets(measured) {
  const lines = measured.map(({ corpus, rows }) => {
    const { ratio, cpuRatio } = rows.find(({ name }) => name === 'altwright')
    return `| ${corpora[corpus]} | ≥ 10 | ${ratio.toFixed(1)} | ${cpuRatio.toFixed(1)} |`
  })
  return `| | target | measured | CPU time of rehype over its own |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`
}

const measured = []
for (const corpus of values.corpus.split(',')) {
  measured.push(await measure(corpus))
  console.log(table(measured.at(-1)))
}
await rm(values.folder, { recursive: true, force: true })
const about = `# HTML: from file to edited file

${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores; Node ${process.versions.node}.
Medians of ${rounds} interleaved rounds; the ratio is the median of each round's. Made by \`node bench/html/run.mjs\`.

altwright is \`altwright fix --locked\` as the command line runs it: find the pages, read them, read and hash each picture once,
judge, recall, edit, write down how to undo it, replace the files. The others read, parse, serialise and write, and look at no
picture. Altwright rewrites nothing that it did not insert. It has another thread read and write the pages where there are 100 or more, and share
them where there are 2,000; its start counts in each round. The others write through Node's pool of threads, 16 pages at a time.

${targets(measured)}
`
await writeFile(
  fileURLToPath(new URL('RESULTS.md', import.meta.url)),
  `${about}\n${measured.map(table).join('\n')}`,
)
