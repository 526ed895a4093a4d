// What must hold of every page, over generated and mutated HTML, many more times than the tests do it.
//   pnpm properties [--runs 100000] [--seed N] [--cases DIR]
// DIR holds labelled cases as `pnpm eval:cases` reads them; their pages are seeds too. Every other property of the tests is
// tried once more beside them, with examples that the tests do not draw.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { prepare, root, stop } from './prepare.mjs'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    cases: { type: 'string', default: resolve(root, '../shared/cases') },
  },
})
for (const name of ['runs', 'seed']) {
  if (!/^\d+$/.test(values[name])) stop(`--${name}: expected a whole number, found ${values[name]}`)
}
const tests = resolve(root, 'packages/core/test')
const properties = readdirSync(tests, { recursive: true })
  .map((name) => join(tests, name))
  .filter((file) => file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes("from 'fast-check'"))

prepare()
console.log(
  `${values.runs} runs, seed ${values.seed}, cases ${existsSync(values.cases) ? values.cases : 'not at hand'}`,
)
const began = performance.now()
const run = spawnSync(
  process.execPath,
  [`${root}/node_modules/vitest/vitest.mjs`, 'run', ...properties, '--disable-console-intercept'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ALTWRIGHT_RUNS: values.runs,
      ALTWRIGHT_SEED: values.seed,
      ALTWRIGHT_CASES: existsSync(values.cases) ? values.cases : '',
    },
  },
)
console.log(`${Math.round((performance.now() - began) / 1000)} s`)
process.exitCode = run.status ?? 2
