// Does a long crawl grow? Crawls a made site of thousands of pages and prints, every so many pages, the memory after a garbage
// collection, and what of it the findings of the report take, which grow with the site by their nature.
//   node --expose-gc bench/crawl/memory.mjs [--pages 5000] [--mode static]
import { mkdtempSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { crawl } from 'altwright'

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '5000' }, mode: { type: 'string', default: 'static' } },
})
const pages = Number(values.pages)
// The site lives in a thread of its own, so that its memory is not counted.
const site = new Worker(
  `const { parentPort, workerData } = require('node:worker_threads')
  import(workerData.module).then(async ({ makeSite, serveRoutes }) => {
    const { routes } = await makeSite({ pages: workerData.pages, images: 10, built: 0 })
    parentPort.postMessage((await serveRoutes(routes)).origin)
  })`,
  { eval: true, workerData: { module: new URL('made-site.mjs', import.meta.url).href, pages } },
)
const origin = await new Promise((resolve) => site.once('message', resolve))

const step = Math.max(1, Math.floor(pages / 10))
const rows = []
let next = step
const report = await crawl({
  start: `${origin}/`,
  root: mkdtempSync(join(tmpdir(), 'altwright-memory-')),
  locked: true,
  crawl: { mode: values.mode, depth: 20, maxPages: pages },
  onProgress({ opened }) {
    if (opened < next) return
    next += step
    globalThis.gc()
    rows.push([opened, process.memoryUsage().heapUsed / 1024 / 1024])
    process.stderr.write(`${opened} pages  ${rows.at(-1)[1].toFixed(0)} MB\n`)
  },
})
globalThis.gc()
const findings = Buffer.byteLength(JSON.stringify(report.findings)) / 1024 / 1024
const [first, last] = [rows[0], rows.at(-1)]
const perPage = (1024 * (last[1] - first[1])) / (last[0] - first[0])
const text = `# Memory of a crawl of ${report.documents.length} pages with ${report.summary.images} images

Written by \`node --expose-gc bench/crawl/memory.mjs --mode ${values.mode}\`. Node ${process.version}; the heap after a garbage collection.

| pages | MB |
| --- | --- |
${rows.map(([opened, megabytes]) => `| ${opened} | ${megabytes.toFixed(0)} |`).join('\n')}

It grows by ${perPage.toFixed(1)} KB a page: the findings of the report, which are ${((1024 * findings) / pages).toFixed(1)} KB of JSON a page.
`
process.stdout.write(text)
await writeFile(new URL('MEMORY.md', import.meta.url), text)
await site.terminate()
process.exit(0)
