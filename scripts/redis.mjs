// A Redis server for the tests of shared crawls: one on PATH, else Debian's package where root may install it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The path of `redis-server`, or `undefined`. */
export function findRedis() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin']
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path))
}

/** As `findRedis`, after installing it where that is possible. */
export function ensureRedis() {
  const found = findRedis()
  if (found !== undefined || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore' }).status === 0
  const install = () => apt('install', '-y', '--no-install-recommends', 'redis-server')
  if (!install() && apt('update')) install()
  return findRedis()
}

/** What to tell where there is none. */
export const noRedis =
  'Skipping the tests of shared crawls: no redis-server on PATH (Debian: apt-get install redis-server).'
