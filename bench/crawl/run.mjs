// Altwright's crawler beside crawlee's PlaywrightCrawler with the same extraction, and its reading without a browser beside
// plain fetch and parse: the same made site, the same browser, each crawl a process of its own. They take turns, so that
// noise hits all of them. Checks that all images were seen, prints a table and writes it to RESULTS.md.
//   node bench/crawl/run.mjs [--pages 200] [--rounds 3] [--folder <scratch>] [--only browser,crawlee]
// crawlee is installed into the scratch folder, not into this project.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { launchBrowser } from '../../scripts/browser.mjs'
import { median } from '../ratios.mjs'
import { makeSite, serveRoutes } from './made-site.mjs'
import { watchProcesses } from './processes.mjs'

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    folder: { type: 'string', default: join(tmpdir(), 'altwright-bench-crawl') },
    only: {
      type: 'string',
      default: 'browser,crawlee,auto,static,fetch-parse,browser-captions,static-captions',
    },
  },
})
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const contenders = values.only.split(',')
const pages = Number(values.pages)
if (contenders.includes('crawlee')) await installTheirs(values.folder)
const env = { ...process.env, ALTWRIGHT_BROWSER: process.env.ALTWRIGHT_BROWSER ?? (await pathOfBrowser()) }

/** These do not see what scripts build. */
const withoutBrowser = new Set(['static', 'static-captions', 'fetch-parse'])
const titles = {
  browser: 'Altwright, every page in the browser',
  crawlee: 'crawlee 3.18.1 PlaywrightCrawler, the same extraction',
  auto: 'Altwright, in the browser where a page needs it',
  static: 'Altwright, without a browser',
  'fetch-parse': 'fetch and parse, as in a short script',
  'browser-captions': 'Altwright, in the browser, captions by the bundled model',
  'static-captions': 'Altwright, without a browser, captions by the bundled model',
}

const { routes, truth } = await makeSite({ pages })
const site = await serveRoutes(routes)
const plain = [...truth.values()].filter(({ isBuilt }) => !isBuilt).length
const loads = []
const runs = new Map(contenders.map((name) => [name, []]))
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of contenders) {
    loads.push(loadavg()[0])
    const result = await runOne(name)
    const images = 10 * (withoutBrowser.has(name) ? plain : pages)
    if (result.pages !== pages || result.images !== images) {
      throw new Error(
        `${name} found ${result.images} images on ${result.pages} pages, not ${images} on ${pages}.`,
      )
    }
    runs.get(name).push(result)
    process.stderr.write(`round ${round + 1}  ${name}  ${(pages / result.seconds).toFixed(1)} pages/s\n`)
  }
}
await site.close()
const text = table()
process.stdout.write(text)
await writeFile(here('RESULTS.md'), text)

function runOne(name) {
  const child = spawn(process.execPath, [here('contender.mjs'), name, site.origin, values.folder], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const processes = watchProcesses(child.pid)
  let output = ''
  child.stdout.on('data', (part) => {
    output += part
  })
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      const ofAll = processes.stop()
      if (code === 0) resolve({ ...JSON.parse(output), ofAll })
      else reject(new Error(`${name} failed`))
    })
  })
}

function table() {
  /** Of the runs of a round with each other, so that a noisy minute does not decide. */
  const ratio = (name, than, read) => {
    const [own, other] = [name, than].map((which) => runs.get(which)?.map(read))
    if (own === undefined || other === undefined || own.includes(undefined)) return ''
    return `${median(other.map((time, i) => time / own[i])).toFixed(1)}×`
  }
  const perPage = (all, read) => ((1000 * median(all.map(read))) / pages).toFixed(0)
  const beside = (name) => (withoutBrowser.has(name) ? 'fetch-parse' : 'crawlee')
  return `# Crawling ${pages} pages of 10 images

Written by \`node bench/crawl/run.mjs\`. ${cpus()[0].model.trim()}, ${availableParallelism()} cores, Node ${process.version}; the machine's load before
the runs was ${Math.min(...loads).toFixed(0)} to ${Math.max(...loads).toFixed(0)}. Medians of ${values.rounds} rounds; each run is a process of its own, from its start to its report,
with four pages open at once. A tenth of the pages is built by scripts. CPU is milliseconds a page, of Node and of all processes
together, the browser's included; what it is against is the same by the clock and by that CPU. Memory is Node's.

| crawl | pages/s | against | CPU of all | against | CPU of Node | memory MB |
| --- | --- | --- | --- | --- | --- | --- |
${contenders
  .map((name) => {
    const all = runs.get(name)
    const against = (read) =>
      name === beside(name) ? '' : `${ratio(name, beside(name), read)} ${beside(name)}`
    const [seconds, ofAll, cpu] = [(run) => run.seconds, (run) => run.ofAll, (run) => run.cpu]
    const speed = (pages / median(all.map(seconds))).toFixed(1)
    const columns = [speed, against(seconds), perPage(all, ofAll), against(ofAll), perPage(all, cpu)]
    return `| ${titles[name]} | ${columns.join(' | ')} | ${median(all.map((run) => run.memory))} |`
  })
  .join('\n')}
`
}

/** The browser that the tests would start, for whoever has to be told. */
async function pathOfBrowser() {
  const browser = await launchBrowser()
  try {
    const session = await browser.newBrowserCDPSession()
    const { commandLine } = await session.send('SystemInfo.getInfo')
    return commandLine.split(' --')[0]
  } finally {
    await browser.close()
  }
}

async function installTheirs(folder) {
  await mkdir(folder, { recursive: true })
  const manifest = join(folder, 'package.json')
  const wanted = { private: true, dependencies: { crawlee: '3.18.1', playwright: '1.65.1' } }
  if (
    existsSync(manifest) &&
    existsSync(join(folder, 'node_modules/crawlee')) &&
    readFileSync(manifest, 'utf8').includes('"3.18.1"')
  )
    return
  await writeFile(manifest, JSON.stringify(wanted))
  const { status } = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('crawlee could not be installed.')
}
