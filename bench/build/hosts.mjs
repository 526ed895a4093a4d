// What Altwright costs the build of a site by its host, all of whose images are in the lockfile:
// `node bench/build/hosts.mjs [--host astro] [--pages 200] [--runs 5]`. Hosts are installed from the npm registry in the versions of
// `examples/hosts`, Altwright from its packages as packed. Builds without the lines of docs/hosts.md and with them, cold (nothing kept by
// anybody) and warm (what the last build kept), are processes of their own, in turns; medians of the ratios within a turn. With
// TMPDIR in memory.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parseArgs } from 'node:util'
import { nodeFor } from '../../scripts/host-node.mjs'
import { packPackages } from '../../scripts/pack.mjs'
import { prepare, root } from '../../scripts/prepare.mjs'
import { median, percentMore } from '../ratios.mjs'
import { hosts, writeHostSite } from './host-sites.mjs'

const { values } = parseArgs({
  options: {
    host: { type: 'string', multiple: true, default: Object.keys(hosts) },
    pages: { type: 'string', default: '200' },
    runs: { type: 'string', default: '5' },
  },
})
const [pages, runs] = [Number(values.pages), Number(values.runs)]
const ways = ['without', 'with']

prepare()
for (const name of values.host) {
  const host = hosts[name]
  if (host === undefined) throw new Error(`There is no host ${name}, but ${Object.keys(hosts).join(', ')}`)
  const folder = mkdtempSync(join(tmpdir(), `altwright-bench-${name}-`))
  const { node, imports } = await install(folder, host)
  for (const way of ways) {
    await writeHostSite(join(folder, way), host, { pages, isWith: way === 'with', imports })
  }
  const lockfile = readFileSync(join(folder, 'with', host.lockfile), 'utf8')
  const times = { cold: { without: [], with: [] }, warm: { without: [], with: [] } }
  // The first build warms the disk and is not counted.
  buildOnce(join(folder, 'without'), { host, node, state: 'cold' })
  for (let run = 0; run < runs; run++) {
    // What is warm comes after what is cold.
    for (const state of ['cold', 'warm']) {
      for (const way of run % 2 === 0 ? ways : ways.toReversed()) {
        times[state][way].push(buildOnce(join(folder, way), { host, node, state }))
      }
    }
  }
  const written = altsIn(join(folder, 'with', host.output))
  if (written !== pages * 5) throw new Error(`${name}: ${written} alts were written, and not ${pages * 5}`)
  if (altsIn(join(folder, 'without', host.output)) > 0) throw new Error(`${name}: alts without the plugin`)
  if (readFileSync(join(folder, 'with', host.lockfile), 'utf8') !== lockfile)
    throw new Error('The lockfile was changed')
  rmSync(folder, { recursive: true })
  print(name, times)
}

/** Both sites find the packages in the folder above theirs, and keep caches of their own. */
async function install(folder, host) {
  const path = join(root, 'examples/hosts', host.example, 'package.json')
  const { engines, dependencies, imports } = JSON.parse(readFileSync(path, 'utf8'))
  const node = await nodeFor(engines.node)
  mkdirSync(join(folder, 'packed'))
  const tarballs = packPackages(join(folder, 'packed')).map(({ tarball }) => tarball)
  const versions = Object.entries(dependencies).filter(([, version]) => !version.startsWith('link:'))
  const packages = versions.map(([name, version]) => `${name}@${version}`)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  execFileSync('npm', ['install', ...quiet, ...tarballs, ...packages], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment(node),
  })
  return { node, imports }
}

function buildOnce(folder, { host, node, state }) {
  const measured = join(folder, 'measured.jsonl')
  const old = [host.output, 'measured.jsonl', ...(state === 'cold' ? host.kept : [])]
  for (const path of old) rmSync(join(folder, path), { recursive: true, force: true })
  const [program, ...args] = host.command
  const hook = ['--import', join(import.meta.dirname, 'measured.mjs')]
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(
    join(node, 'node'),
    [...hook, join(folder, '../node_modules', program), ...args],
    { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...environment(node), MEASURED: measured } },
  )
  const milliseconds = performance.now() - start
  if (status !== 0 || !existsSync(measured)) throw new Error(`${folder}: ${stdout}\n${stderr}`)
  const processes = readFileSync(measured, 'utf8').trim().split('\n').map(JSON.parse)
  const engines = processes.flatMap((one) => one.engines)
  if (engines.length > 0) throw new Error(`Loaded: ${engines.join(', ')}`)
  return { milliseconds, cpu: processes.reduce((sum, { cpu }) => sum + cpu, 0) }
}

/** No host calls home, and none is locked because somebody measures in CI. */
function environment(node) {
  const silent = { ASTRO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_UPDATE_NOTIFIER: '1', CI: '' }
  return { ...process.env, ...silent, PATH: `${node}${delimiter}${process.env.PATH}` }
}

function altsIn(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const texts = names
    .filter((name) => name.endsWith('.html'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  return texts.reduce((sum, text) => sum + (text.match(/ alt="Barn \d+ beside a brook"/g)?.length ?? 0), 0)
}

function print(name, times) {
  const percent = (ratio) => percentMore(ratio, 1)
  const row = (state, key) => {
    const of = (way) => times[state][way].map((result) => result[key])
    // A machine is quicker or slower for minutes: each build is compared with the one of its own turn.
    const ratios = of('with').map((time, turn) => time / of('without')[turn])
    const all = ratios.map(percent).join(', ')
    return `without ${median(of('without')).toFixed(0)} ms, with ${median(of('with')).toFixed(0)} ms: ${percent(median(ratios))} (${all})`
  }
  const rows = ['cold', 'warm'].flatMap((state) => [
    `  ${state} clock  ${row(state, 'milliseconds')}`,
    `  ${state} CPU    ${row(state, 'cpu')}`,
  ])
  process.stdout.write(
    `${name}, ${pages} pages, ${pages * 5} images, ${runs} runs\n${rows.join('\n')}\n  onnxruntime not loaded, the lockfile as it was, every alt written\n`,
  )
}
