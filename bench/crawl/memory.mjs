// Does a long crawl grow? Crawls a made site of thousands of pages and writes down, every so many pages, what Node and Chromium
// take: the heap after a garbage collection, Node's resident memory, and of all processes of Chromium together their
// proportional share (PSS), as they have much in common. Linux only for the latter.
//   node --expose-gc bench/crawl/memory.mjs [--pages 5000] [--mode static|auto|browser]
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { crawl } from 'altwright'

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '5000' }, mode: { type: 'string', default: 'static' } },
})
const { mode } = values
const pages = Number(values.pages)
// The site lives in a thread of its own, so that its heap is not counted. Node's resident memory has it all the same.
const site = new Worker(
  `const { parentPort, workerData } = require('node:worker_threads')
  import(workerData.module).then(async ({ makeSite, serveRoutes }) => {
    const { pages } = workerData
    const { routes } = await makeSite({ pages, images: 10, built: 10 })
    parentPort.postMessage((await serveRoutes(routes)).origin)
  })`,
  { eval: true, workerData: { module: new URL('made-site.mjs', import.meta.url).href, pages } },
)
const origin = await new Promise((resolve) => site.once('message', resolve))

const step = Math.max(1, Math.floor(pages / 10))
const rows = []
let next = step
const began = performance.now()
const report = await crawl({
  start: `${origin}/`,
  root: mkdtempSync(join(tmpdir(), 'altwright-memory-')),
  locked: true,
  crawl: { mode, depth: 20, maxPages: pages },
  onProgress({ opened }) {
    if (opened < next) return
    next += step
    globalThis.gc()
    const { heapUsed, rss } = process.memoryUsage()
    const row = { opened, heap: megabytes(heapUsed), node: megabytes(rss), chromium: chromiumShare() }
    rows.push(row)
    process.stderr.write(`${JSON.stringify(row)}\n`)
  },
})
const minutes = (performance.now() - began) / 60_000
const reported = report.documents.length
const { images } = report.summary
await site.terminate()

/** What the processes take that this one has started, in MB. */
function chromiumShare() {
  const parents = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      // After the name, which may hold anything: the state, and the parent.
      const [, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').pop().split(' ')
      parents.set(name, parent)
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (id) => id !== undefined && (id === String(process.pid) || isOurs(parents.get(id)))
  let kilobytes = 0
  for (const id of parents.keys()) {
    if (id === String(process.pid) || !isOurs(id)) continue
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))[1])
    } catch {
      // Likewise.
    }
  }
  return kilobytes / 1024
}

function megabytes(bytes) {
  return bytes / 1024 / 1024
}

/** Kilobytes a page by which a column grows over the second half, when caches are full. */
function growth(column) {
  const half = rows.slice(Math.floor(rows.length / 2) - 1)
  const [first, last] = [half[0], half.at(-1)]
  return (1024 * (last[column] - first[column])) / (last.opened - first.opened)
}

const text = `
## ${mode}

${reported} pages with ${images} images, ${minutes.toFixed(1)} minutes.

| pages | heap MB | Node's resident MB | Chromium MB |
| --- | --- | --- | --- |
${rows.map(({ opened, heap, node, chromium }) => `| ${opened} | ${heap.toFixed(0)} | ${node.toFixed(0)} | ${chromium.toFixed(0)} |`).join('\n')}

Over the second half the heap grows by ${growth('heap').toFixed(2)} KB a page.
`
process.stdout.write(text)
const path = new URL('MEMORY.md', import.meta.url)
const others = (await readFile(path, 'utf8').catch(() => ''))
  .split(/\n(?=## )/)
  .slice(1)
  .filter((part) => !part.startsWith(`## ${mode}\n`))
const sections = [...others.map((part) => `\n${part.trim()}\n`), text].toSorted()
const head = `# Memory of a long crawl

Written by \`node --expose-gc bench/crawl/memory.mjs --mode static|auto|browser\`, each mode its part. A made site, ten images a page, a
tenth of the pages built by scripts; its server is a thread of the same process, and in Node's resident memory. The heap is taken after a garbage
collection, Chromium is the proportional share (PSS) of all its processes. Node ${process.version}, ${cpus().length} cores.
`
await writeFile(path, `${head}${sections.join('')}`)
process.exit(0)
