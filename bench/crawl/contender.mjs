// One crawl of a site by one contender, in a process of its own; prints what came of it as JSON.
//   node bench/crawl/contender.mjs <contender> <origin> <folder with crawlee>
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [name, origin, folder] = process.argv.slice(2)
const pagesAtOnce = 4

/** Ours, as its users run it. */
async function ours(mode, { locked }) {
  const { crawl } = await import('altwright')
  const report = await crawl({
    start: `${origin}/`,
    root: mkdtempSync(join(tmpdir(), 'altwright-crawl-')),
    locked,
    model: 'graphics',
    crawl: { mode, depth: 20, maxPages: 100_000, concurrency: pagesAtOnce },
  })
  return { pages: report.documents.length, images: report.summary.images, engine: report.engine }
}

/** crawlee at its quickest: memory only, no fingerprints, no sessions, as many pages at once from the start. */
async function crawlee() {
  const path = createRequire(join(folder, 'package.json')).resolve('crawlee')
  const [{ judge }, { readOpenPage }] = await Promise.all([import('@altwright/core'), import('altwright')])
  const { Configuration, log, PlaywrightCrawler } = await import(pathToFileURL(path).href)
  log.setLevel(log.LEVELS.OFF)
  const seen = { pages: 0, images: 0 }
  const crawler = new PlaywrightCrawler(
    {
      minConcurrency: pagesAtOnce,
      maxConcurrency: pagesAtOnce,
      useSessionPool: false,
      maxRequestsPerCrawl: 100_000,
      browserPoolOptions: { useFingerprints: false },
      launchContext: { launchOptions: { executablePath: process.env.ALTWRIGHT_BROWSER } },
      async requestHandler({ page, enqueueLinks }) {
        // The same extraction as ours, by the function that we export for it.
        const { images } = await readOpenPage(page)
        for (const facts of images) judge(facts)
        seen.pages += 1
        seen.images += images.length
        await enqueueLinks({ exclude: [/\/closed$/] })
      },
    },
    new Configuration({ persistStorage: false, purgeOnStart: false, systemInfoIntervalMillis: 1000 }),
  )
  await crawler.run([`${origin}/`])
  return seen
}

/** What anybody writes in ten minutes: fetch, parse, look; no pictures, style sheets or decisions about scripts. */
async function fetchAndParse() {
  const { imagesFromHtml, judge } = await import('@altwright/core')
  const seen = { pages: 0, images: 0 }
  const known = new Set([`${origin}/`])
  const queue = [...known]
  const worker = async () => {
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      const html = await (await fetch(url)).text()
      const images = imagesFromHtml(html)
      for (const facts of images) judge(facts)
      seen.pages += 1
      seen.images += images.length
      for (const [, href] of html.matchAll(/<a href="([^"]+)"/g)) {
        const next = new URL(href, url).href
        if (known.has(next) || next.endsWith('/closed')) continue
        known.add(next)
        queue.push(next)
      }
    }
  }
  while (queue.length > 0) await Promise.all(Array.from({ length: pagesAtOnce }, worker))
  return seen
}

const contenders = {
  browser: () => ours('browser', { locked: true }),
  'browser-captions': () => ours('browser', { locked: false }),
  auto: () => ours('auto', { locked: true }),
  static: () => ours('static', { locked: true }),
  'static-captions': () => ours('static', { locked: false }),
  crawlee,
  'fetch-parse': fetchAndParse,
}

const found = await contenders[name]()
// From the start of the process: what is imported counts.
const seconds = performance.now() / 1000
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
const cpu = (userCPUTime + systemCPUTime) / 1e6
process.stdout.write(`${JSON.stringify({ ...found, seconds, cpu, memory: Math.round(maxRSS / 1024) })}\n`)
process.exit(0)
