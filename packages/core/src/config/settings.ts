import { statSync } from 'node:fs'
import { AltwrightError } from '../error.ts'
import type { Environment } from './environment.ts'
import { loadConfig } from './load.ts'
import type { AltwrightOptions, Settings } from './options.ts'
import { resolveOptions } from './resolve.ts'

/**
 * The settings of an adapter: the configuration file near a folder, with the adapter's own options over it.
 *
 * @param origin
 *   What to call the adapter's options in an error.
 * @throws AltwrightError `bad-config`, which names the file or the adapter, whichever holds the mistake; also for a root that is
 *   no folder, which saving the lockfile would make one.
 */
export async function settingsFor(
  folder: string,
  inline: AltwrightOptions,
  origin: string,
  environment: Environment,
): Promise<Settings> {
  const own = resolveOptions(inline, origin, environment)
  const { options, path } = await loadConfig(folder)
  if (path === undefined) return withRoot(own, inline, origin)
  // What a person wrote is checked as it stands, so that a message never blames one place for the other.
  withRoot(resolveOptions(options, path, environment), options, path)
  return withRoot(resolveOptions(mergeOptions(options, inline), origin, environment), inline, origin)
}

function withRoot(settings: Settings, { root }: AltwrightOptions, origin: string): Settings {
  if (typeof root !== 'string' || statSync(settings.root, { throwIfNoEntry: false })?.isDirectory() === true)
    return settings
  throw new AltwrightError('bad-config', `${origin}: \`root\`: there is no folder ${settings.root}.`)
}

/**
 * Options over options; `null` and `undefined` hide nothing, groups of options are merged by key, and `overrides` follow those
 * that they lie over.
 */
export function mergeOptions(under: AltwrightOptions, over: AltwrightOptions): AltwrightOptions {
  return {
    ...given(under),
    ...given(over),
    rules: { ...given(under.rules), ...given(over.rules) },
    overrides: [...(under.overrides ?? []), ...(over.overrides ?? [])],
    ...failOf(under.fail, over.fail),
    decoding: { ...given(under.decoding), ...given(over.decoding) },
    report: { ...given(under.report), ...given(over.report) },
    crawl: { ...given(under.crawl), ...given(over.crawl) },
  }
}

function given<T extends object>(options: T | null | undefined): Partial<T> {
  const entries = Object.entries(options ?? {}).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(entries) as Partial<T>
}

/** A limit over another one leaves the rest of that as it is. */
function failOf(
  under: AltwrightOptions['fail'],
  over: AltwrightOptions['fail'],
): Pick<AltwrightOptions, 'fail'> {
  if (typeof under === 'object' && typeof over === 'object')
    return { fail: { ...given(under), ...given(over) } }
  return given({ fail: over ?? under })
}
