import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const endings = ['json', 'yaml', 'yml', 'js', 'ts', 'cjs', 'mjs']
const anyEnding = (name: string) => [name, ...endings.map((ending) => `${name}.${ending}`)]

/** Where a configuration may be in a folder, in the order in which it is looked for. */
export const places: readonly string[] = [
  'package.json',
  ...anyEnding('.altwrightrc'),
  ...anyEnding('.config/altwrightrc'),
  ...['js', 'ts', 'cjs', 'mjs', 'json'].map((ending) => `altwright.config.${ending}`),
]

/**
 * The files that `loadConfig` would read for a folder, whether they are there or not; without `package.json`, which changes for
 * many other reasons. Absolute, nearest first.
 */
export function configPlaces(folder: string): string[] {
  const own = places.filter((place) => place !== 'package.json').map((place) => join(folder, place))
  const parent = dirname(folder)
  const isProject = ['package.json', 'package.yaml'].some((name) => existsSync(join(folder, name)))
  return isProject || parent === folder ? own : [...own, ...configPlaces(parent)]
}

/**
 * Whether `loadConfig` may find something for a folder. Most projects have no configuration, and what reads one takes longer to
 * load than all that a build does.
 */
export function mayBeConfigured(folder: string): boolean {
  // Where else to look may be said for all tools: https://github.com/cosmiconfig/cosmiconfig#usage-for-end-users
  const cwd = process.cwd()
  if (existsSync(join(cwd, '.config')) || mentions(join(cwd, 'package.json'), 'cosmiconfig')) return true
  return (
    configPlaces(folder).some(existsSync) || manifestsOf(folder).some((path) => mentions(path, 'altwright'))
  )
}

/** The manifests that may hold a configuration: the nearest one, and none beyond it. */
function manifestsOf(folder: string): string[] {
  const path = join(folder, 'package.json')
  const parent = dirname(folder)
  return existsSync(path) || parent === folder ? [path] : manifestsOf(parent)
}

/** Also where it cannot be read, which is for others to tell. */
function mentions(path: string, key: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes(`"${key}"`)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}
