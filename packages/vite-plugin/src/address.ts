import { dirname, join, relative, sep } from 'node:path'
import { fileLoader, type LoadImage, readImageFile } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import type { ModuleContext } from './parse.ts'

/** Where images are looked up. */
export interface Addresses {
  readonly settings: Settings
  /** Absolute folders that modules may bring files in from: those that Vite would serve. */
  readonly allowed: readonly string[]
}

/** What a page or component is called in findings and in the lockfile: its path from the root, with `/`. */
export function documentOf(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}

/** Looks images of a page up where Vite does; `%BASE_URL%` is the site's root. */
export function pageLoader({ root, publicDirs, base }: Settings, document: string): LoadImage {
  const load = fileLoader({ root, publicDirs, base, document })
  return (url) => load(url.replace(/^%BASE_URL%\/?/, '/'))
}

/**
 * Looks images of a component up: what the module brings in as Vite resolves it, with aliases and queries; all else
 * from the site's root.
 *
 * @param fromModule
 *   Addresses that the module brings in.
 */
export function moduleLoader(
  addresses: Addresses,
  context: ModuleContext,
  file: string,
  fromModule: ReadonlySet<string>,
): LoadImage {
  const { settings, allowed } = addresses
  const fromRoot = pageLoader(settings, '')
  const roots = [settings.root, ...settings.publicDirs, ...allowed]
  return async (url) => {
    if (!fromModule.has(url)) {
      const loaded = await fromRoot(rooted(url))
      // Where a preprocessor turns the addresses of Svelte into imports.
      const beside = loaded.status === 'unreadable' && loaded.code === 'missing' && file.endsWith('.svelte')
      return beside ? readImageFile([join(dirname(file), pathOf(url))], roots) : loaded
    }
    // Vue's compiler takes `~` for the start of a package's or an alias's name.
    const resolved = await context.resolve(url.replace(/^~\/?/, ''), file)
    const path = pathOf(resolved?.id ?? join(dirname(file), url))
    // A public file keeps the address that it will have.
    return readImageFile([path, ...settings.publicDirs.map((folder) => join(folder, path))], roots)
  }
}

/** Which page shows a component is not known: an address relative to one is taken for one of the first. */
function rooted(url: string): string {
  return /^(?:[a-z][a-z\d+.-]*:|\/|%BASE_URL%)/i.test(url) ? url : `/${url.replace(/^(?:\.\/)+/, '')}`
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '')
}
