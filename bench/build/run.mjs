// What the plugin costs a build whose images are all in the lockfile: `pnpm bench:build [--pages 200] [--runs 9]`.
// Builds without it, with it as at the first build ever, and with what the last build kept, each with its thread and without, run in processes of their own, in
// turns; medians are compared. With TMPDIR in memory: a disk may be slow to make files after others were removed, as each build does.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median, percentMore } from '../ratios.mjs'
import { installPlugin } from './installed.mjs'
import { writeSite } from './site.mjs'

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '200' },
    runs: { type: 'string', default: '9' },
    kind: { type: 'string', multiple: true, default: ['site', 'html', 'react', 'articles'] },
  },
})
const [pages, runs] = [Number(values.pages), Number(values.runs)]
const installed = mkdtempSync(join(tmpdir(), 'altwright-bench-plugin-'))
const plugin = installPlugin(installed)
const modes = ['cold', 'warm', 'cold-alone', 'warm-alone']

for (const kind of values.kind) {
  const folder = mkdtempSync(join(tmpdir(), `altwright-bench-${kind}-`))
  await writeSite(folder, kind, pages)
  const lockfile = readFileSync(join(folder, 'altwright.lock.json'), 'utf8')
  const times = { without: [], cold: [], warm: [], 'cold-alone': [], 'warm-alone': [] }
  // The first of each warms the disk and is not counted.
  for (let run = -1; run < runs; run++) {
    // What is warm comes after what is cold.
    const turn = run % 2 === 0 ? ['without', ...modes] : [...modes, 'without']
    for (const mode of turn) {
      const result = buildOnce(folder, kind, mode)
      if (run >= 0) times[mode].push(result)
      if (result.captioned > 0) throw new Error('A picture was captioned that stands in the lockfile')
      if (result.heavy.length > 0) throw new Error(`Loaded: ${result.heavy.join(', ')}`)
    }
  }
  for (const mode of modes) {
    const filled = imagesIn(join(folder, `dist-${mode}`))
    if (filled !== pages * 5) throw new Error(`${mode}: ${filled} alts were written, and not ${pages * 5}`)
  }
  if (readFileSync(join(folder, 'altwright.lock.json'), 'utf8') !== lockfile)
    throw new Error('The lockfile was changed')
  rmSync(folder, { recursive: true })
  print(kind, times)
}
rmSync(installed, { recursive: true })

function buildOnce(folder, kind, mode) {
  const script = join(import.meta.dirname, 'once.mjs')
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, folder, kind, mode, plugin], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

function imagesIn(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const texts = files.filter((name) => /\.(?:html|js)$/.test(name))
  return texts
    .map((name) => readFileSync(join(folder, name), 'utf8').match(/Barn \d+ beside a brook/g)?.length ?? 0)
    .reduce((sum, count) => sum + count, 0)
}

function print(kind, times) {
  const row = (key) => {
    const of = (mode) => times[mode].map((result) => result[key])
    const without = of('without')
    // A machine is quicker or slower for minutes: each build is compared with the one of its own turn.
    const more = modes.map((mode) => {
      const ratio = median(of(mode).map((time, turn) => time / without[turn]))
      const least = Math.min(...of(mode)) / Math.min(...without)
      return `${mode} ${percentMore(ratio)} (of the least: ${percentMore(least)})`
    })
    return [`without ${median(without).toFixed(0)} ms`, ...more].join('   ')
  }
  process.stdout.write(
    `${kind}, ${pages} pages, ${pages * 5} images, ${runs} runs\n  build  ${row('milliseconds')}\n  CPU    ${row('cpu')}\n  no model, onnxruntime or sharp loaded; nothing captioned; every alt written\n`,
  )
}
