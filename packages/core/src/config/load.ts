import { basename } from 'node:path'
import { AltwrightError } from '../error.ts'
import type { AltwrightOptions } from './options.ts'
import { mayBeConfigured } from './places.ts'

export interface LoadedConfig {
  readonly options: AltwrightOptions
  /** The file, absolute; `undefined` when there is none. */
  readonly path: string | undefined
}

/**
 * Finds and reads `altwright.config.{js,mjs,ts,…}`, `.altwrightrc*` or the `altwright` key of
 * `package.json`, upwards from a folder to the project's root.
 *
 * @throws AltwrightError `bad-config` when the file named does not exist or cannot be read.
 */
export async function loadConfig(folder: string, file?: string): Promise<LoadedConfig> {
  if (file === undefined && !mayBeConfigured(folder)) return { options: {}, path: undefined }
  const { explorerOf } = await import('./explorer.ts')
  const explorer = explorerOf()
  try {
    const found = await (file === undefined ? explorer.search(folder) : explorer.load(file))
    return { options: found?.config ?? {}, path: found?.filepath }
  } catch (error) {
    const where = file ?? (error as { filepath?: string }).filepath ?? `configuration near ${folder}`
    const { code, path } = error as NodeJS.ErrnoException
    const what =
      code === 'ENOENT' && path === file
        ? 'there is no such configuration.'
        : problemOf(error as Error, where)
    throw new AltwrightError('bad-config', `${where}: ${what}`, { cause: error })
  }
}

/** In one line: Node explains at length what a module is, and says where only in the stack, if at all. */
function problemOf({ stack = '', message }: Error, file: string): string {
  const [first = ''] = message.split('\n')
  const at = stack.indexOf(basename(file))
  const [, line] = at === -1 ? [] : (/^[^\s:]*:(\d+)/.exec(stack.slice(at)) ?? [])
  return line === undefined ? first : `${first} (line ${line})`
}
