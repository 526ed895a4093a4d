// What the plugin takes of the thread that Vite works in, and of the process, in milliseconds of CPU by part, with no Vite around
// its hooks: `node bench/build/hooks.mjs [--kind html] [--runs 7]`, on Linux. A process that has loaded Vite asks for every page at
// once, as Vite does; medians. Clocks are of no use where others work; this is nearly the same then.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseAst, rolldownVersion } from 'vite'
import { median } from '../ratios.mjs'
import { installPlugin } from './installed.mjs'
import { isHtml, writeSite } from './site.mjs'

const { values, positionals } = parseArgs({
  options: {
    kind: { type: 'string', multiple: true, default: ['site', 'html', 'react', 'articles'] },
    runs: { type: 'string', default: '7' },
  },
  allowPositionals: true,
})

if (positionals.length > 0) await askOnce(...positionals)
else await measure()

async function measure() {
  const installed = mkdtempSync(join(tmpdir(), 'altwright-bench-plugin-'))
  const plugin = installPlugin(installed)
  for (const kind of values.kind) {
    const folder = mkdtempSync(join(tmpdir(), `altwright-bench-${kind}-`))
    await writeSite(folder, kind, 200)
    for (const mode of ['cold', 'warm']) {
      const runs = { thread: [], alone: [] }
      for (let run = 0; run < Number(values.runs); run++) {
        for (const way of Object.keys(runs)) runs[way].push(childOf(folder, kind, mode, way, plugin))
      }
      for (const [way, parts] of Object.entries(runs)) print(`${kind}, ${mode}, ${way}`, parts)
    }
    rmSync(folder, { recursive: true })
  }
  rmSync(installed, { recursive: true })
}

function childOf(...given) {
  const out = execFileSync(process.execPath, [import.meta.filename, ...given], { encoding: 'utf8' })
  return JSON.parse(out.trim().split('\n').at(-1))
}

function print(name, runs) {
  const parts = Object.keys(runs[0]).map((part) => {
    const [own, all] = [0, 1].map((index) => median(runs.map((run) => run[part][index])).toFixed(0))
    return `${part} ${own} of ${all}`
  })
  process.stdout.write(`${name}: ${parts.join(', ')}\n`)
}

async function askOnce(folder, kind, mode, way, plugin) {
  const cacheDir = join(folder, `.vite-${way}`)
  if (mode === 'cold') rmSync(join(cacheDir, 'altwright'), { recursive: true, force: true })
  const pages = readdirSync(join(folder, 'pages'))
    .filter((name) => /\.(?:html|tsx)$/.test(name))
    .map((name) => join(folder, 'pages', name))
    .map((file) => ({ file, source: readFileSync(file, 'utf8') }))
  const parts = {}
  let before = now()
  const mark = (part) => {
    const after = now()
    parts[part] = after.map((time, index) => time - before[index])
    before = after
  }
  const { default: altwright } = await import(plugin)
  const [hooks] = altwright({
    locked: false,
    thread: way === 'thread',
    openCaptioner: async () => {
      throw new Error('There is something to caption')
    },
  })
  mark('load')
  const logger = { info() {}, warn() {}, error() {} }
  const build = { sourcemap: kind === 'articles' }
  const config = {
    root: folder,
    publicDir: '',
    base: '/',
    logger,
    command: 'build',
    logLevel: 'warn',
    cacheDir,
    build,
  }
  const server = { fs: { strict: true, allow: [folder] } }
  hooks.config({}, { command: 'build' })
  await hooks.configResolved({ ...config, server, plugins: [], environments: { client: { build } } })
  mark('configure')
  const context = { meta: { rolldownVersion, rollupVersion: '4.0.0' }, parse: parseAst }
  hooks.buildStart.call(context)
  const ask = ({ file, source }) =>
    isHtml(kind)
      ? hooks.transformIndexHtml.handler.call(context, source, { filename: file })
      : hooks.transform.handler.call(context, source, file)
  await ask(pages[0])
  mark('first')
  await Promise.all(pages.slice(1).map(ask))
  mark('rest')
  await hooks.buildEnd.call(context)
  await hooks.closeBundle.call(context)
  mark('end')
  parts.all = [0, 1].map((index) => Object.values(parts).reduce((sum, part) => sum + part[index], 0))
  process.stdout.write(`\n${JSON.stringify(parts)}\n`)
}

/** CPU of this thread and of the process so far, in milliseconds. */
function now() {
  const [own] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')
  const { user, system } = process.cpuUsage()
  return [Number(own) / 1e6, (user + system) / 1000]
}
