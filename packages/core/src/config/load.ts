import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cosmiconfig, defaultLoaders, getDefaultSearchPlaces } from 'cosmiconfig'
import { AltwrightError } from '../error.ts'
import type { AltwrightOptions } from './options.ts'

export interface LoadedConfig {
  readonly options: AltwrightOptions
  /** The file, absolute; `undefined` when there is none. */
  readonly path: string | undefined
}

const places = [...getDefaultSearchPlaces('altwright'), 'altwright.config.json']

/**
 * Finds and reads `altwright.config.{js,mjs,ts,…}`, `.altwrightrc*` or the `altwright` key of
 * `package.json`, upwards from a folder to the project's root.
 *
 * @throws AltwrightError `bad-config` when the file named does not exist or cannot be read.
 */
export async function loadConfig(folder: string, file?: string): Promise<LoadedConfig> {
  const explorer = cosmiconfig('altwright', {
    searchStrategy: 'project',
    searchPlaces: places,
    loaders: { '.ts': loadTypeScript, '.js': loadModule, '.mjs': loadModule, '.cjs': loadModule },
  })
  try {
    const found = await (file === undefined ? explorer.search(folder) : explorer.load(file))
    return { options: found?.config ?? {}, path: found?.filepath }
  } catch (error) {
    const where = file ?? (error as { filepath?: string }).filepath ?? `configuration near ${folder}`
    const { code, path, message } = error as NodeJS.ErrnoException
    const what = code === 'ENOENT' && path === file ? 'there is no such configuration.' : message
    throw new AltwrightError('bad-config', `${where}: ${what}`, { cause: error })
  }
}

/** cosmiconfig's own loader needs the JavaScript API of TypeScript, which version 7 does not have. */
async function loadTypeScript(path: string): Promise<unknown> {
  // Most projects have no such file, and it takes long to load.
  const { createJiti } = await import('jiti')
  return createJiti(import.meta.url, { moduleCache: false }).import(path, { default: true })
}

/** Node keeps what it has imported; who goes on after a file was changed has to read it anew. */
async function loadModule(path: string, content: string): Promise<unknown> {
  const { mtimeMs } = await stat(path)
  delete createRequire(import.meta.url).cache[path]
  try {
    return (await import(`${pathToFileURL(path).href}?${mtimeMs}`)).default
  } catch {
    // CommonJS in a folder of modules; else it says what is wrong.
    return defaultLoaders['.js'](path, content)
  }
}

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
