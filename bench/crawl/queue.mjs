// Do more processes at one queue crawl faster? The same made site by 1, 2 and 4 of them, each a process of its own with two pages
// open at once, over a Redis server that this starts; beside it one without a queue. Pages come after a while, as over a network,
// which is what processes on one machine can share out: its processors they have in common. Takes turns, checks that each page was
// asked for once, prints a table and writes it to QUEUE.md.
//   node bench/crawl/queue.mjs [--pages 300] [--delay 200] [--rounds 2]
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crawl } from 'altwright'
import { findRedis, noRedis } from '../../scripts/redis.mjs'
import { makeSite, serveRoutes } from './made-site.mjs'

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '300' },
    delay: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '2' },
    /** Of this file itself: takes part in a crawl of this address. */
    crawl: { type: 'string' },
    queue: { type: 'string' },
    name: { type: 'string' },
  },
})
if (values.crawl !== undefined) {
  const { queue, name: queueName } = values
  const root = mkdtempSync(join(tmpdir(), 'altwright-queue-'))
  const shared = queue === undefined ? {} : { queue, queueName }
  await crawl({
    start: values.crawl,
    root,
    locked: true,
    crawl: { mode: 'static', depth: 20, maxPages: 10_000, concurrency: 2, ...shared },
  })
  await rm(root, { recursive: true })
  process.exit(0)
}

const redis = findRedis()
if (redis === undefined) {
  process.stderr.write(`${noRedis}\n`)
  process.exit(2)
}
const port = 16_379
const data = mkdtempSync(join(tmpdir(), 'altwright-redis-'))
const server = spawn(redis, ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', data, '--save', ''], {
  stdio: 'ignore',
})
process.on('exit', () => server.kill())
const pages = Number(values.pages)
const delay = Number(values.delay)
const { routes, truth } = await makeSite({ pages, built: 0 })
const crews = [0, 1, 2, 4]
const runs = new Map(crews.map((count) => [count, []]))
const loads = []
for (let round = 0; round < Number(values.rounds); round++) {
  for (const count of crews) {
    loads.push(loadavg()[0])
    const seconds = await crawlBy(count, `${round}-${count}`)
    runs.get(count).push(seconds)
    process.stderr.write(`round ${round + 1}  ${count} at the queue  ${seconds.toFixed(1)} s\n`)
  }
}
server.kill()
await rm(data, { recursive: true })
const text = table()
process.stdout.write(text)
await writeFile(new URL('QUEUE.md', import.meta.url), text)

/** Seconds from the start of the processes to the end of the last; 0: one without a queue. */
async function crawlBy(count, name) {
  const site = await serveRoutes(routes, { delay })
  const shared = count === 0 ? [] : ['--queue', `redis://127.0.0.1:${port}`, '--name', name]
  const began = performance.now()
  const codes = await Promise.all(
    Array.from({ length: Math.max(1, count) }, () => {
      const args = [new URL(import.meta.url).pathname, '--crawl', `${site.origin}/`, ...shared]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
      return new Promise((resolve) => child.on('close', resolve))
    }),
  )
  const seconds = (performance.now() - began) / 1000
  await site.close()
  const asked = [...truth.keys()].map((path) => site.asked.get(path))
  if (codes.some((code) => code !== 0) || asked.some((times) => times !== 1)) {
    throw new Error(`${count} at the queue: ended with ${codes}, or a page was not asked for once.`)
  }
  return seconds
}

function table() {
  const best = (count) => Math.min(...runs.get(count))
  const row = (count) => {
    const who = count === 0 ? 'one, without a queue' : `${count} at the queue`
    const seconds = best(count)
    return `| ${who} | ${seconds.toFixed(1)} | ${(pages / seconds).toFixed(1)} | ${(best(1) / seconds).toFixed(2)}× |`
  }
  return `# Crawling ${pages} pages from a queue

Written by \`node bench/crawl/queue.mjs\`. Each page takes ${delay} ms to come, each process has two open at once. ${availableParallelism()} cores, for the
server, Redis and all processes; the machine's load before the runs was ${Math.min(...loads).toFixed(0)} to ${Math.max(...loads).toFixed(0)}. The best of ${values.rounds} rounds, from the
start of the processes, which takes a second, to the end of the last. Each page was asked for once.

| processes | s | pages/s | against one at the queue |
| --- | --- | --- | --- |
${crews.map(row).join('\n')}
`
}
