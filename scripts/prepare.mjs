// What `pnpm demo` and `pnpm test` need before they start. Imports nothing that is not in Node, so that
// it can say what is missing on a machine where nothing could be installed.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Stops with one sentence where Node is too old or the dependencies are not there; then builds the packages. */
export function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    stop(`Node ${process.versions.node} is too old: Altwright needs 20.19 or newer.`)
  }
  const missing = ['typescript', 'vitest', 'vite', 'playwright', '@altwright/core'].filter(
    (name) => !existsSync(`${root}/node_modules/${name}/package.json`),
  )
  if (missing.length > 0) {
    stop(
      `The dependencies are not installed (missing: ${missing.join(', ')}). ` +
        'Run `npx -y pnpm@12.21.0 install` where the npm registry can be reached, and try again.',
    )
  }
  const built = spawnSync(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, '-b'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (built.status !== 0) stop('The packages could not be built; the compiler says why above.')
}

export function stop(message) {
  process.stderr.write(`\n${message}\n`)
  process.exit(2)
}
