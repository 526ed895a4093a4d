// Builds, makes sure of a browser and of Redis, runs every test; arguments go to Vitest: `pnpm test packages/core`.
import { spawnSync } from 'node:child_process'
import { prepare, root, stop } from './prepare.mjs'
import { ensureRedis } from './redis.mjs'

prepare()
const { launchBrowser } = await import('./browser.mjs')
try {
  await (await launchBrowser()).close()
} catch (error) {
  stop(error.message)
}
ensureRedis()
const run = spawnSync(
  process.execPath,
  [`${root}/node_modules/vitest/vitest.mjs`, 'run', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
)
process.exitCode = run.status ?? 2
