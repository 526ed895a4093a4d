import { dirname, join, relative, sep } from 'node:path'
import type { Settings } from '@altwright/core/config'
import {
  type ImageFiles,
  imageFiles,
  imageReader,
  type LoadImage,
  type ReadImage,
} from '@altwright/core/page'
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

/** The files of one run, each read once. */
export interface Files {
  readonly pages: ImageFiles
  /** For what modules bring in. */
  readonly read: ReadImage
}

export function filesOf({ settings, allowed }: Addresses): Files {
  const roots = [settings.root, ...settings.publicDirs, ...allowed]
  return { pages: imageFiles(settings), read: imageReader(roots) }
}

/** Looks images of a page up where Vite does; `%BASE_URL%` is the site's root. */
export function pageLoader({ pages }: Files, document: string): LoadImage {
  const load = pages.loaderFor(document)
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
  { settings }: Addresses,
  files: Files,
  context: ModuleContext,
  file: string,
  fromModule: ReadonlySet<string>,
): LoadImage {
  const fromRoot = pageLoader(files, '')
  return async (url) => {
    if (!fromModule.has(url)) {
      const loaded = await fromRoot(rooted(url))
      // Where a preprocessor turns the addresses of Svelte into imports.
      const beside = loaded.status === 'unreadable' && loaded.code === 'missing' && file.endsWith('.svelte')
      return beside ? files.read([join(dirname(file), pathOf(url))]) : loaded
    }
    const beside = join(dirname(file), pathOf(url))
    if (/^\.{1,2}\//.test(url)) {
      const loaded = await files.read([beside])
      if (loaded.status === 'loaded') return loaded
    }
    // Vue's compiler takes `~` for the start of a package's or an alias's name.
    const resolved = await context.resolve(url.replace(/^~\/?/, ''), file)
    const path = resolved === null ? beside : pathOf(resolved.id)
    // A public file keeps the address that it will have.
    return files.read([path, ...settings.publicDirs.map((folder) => join(folder, path))])
  }
}

/** Looks images of a Markdown page up as hosts do that make a component of it: as a page's, with the aliases of a module. */
export function markdownLoader(
  addresses: Addresses,
  files: Files,
  context: ModuleContext,
  file: string,
): LoadImage {
  const fromPage = pageLoader(files, documentOf(addresses.settings.root, file))
  return (url) => {
    if (!/^(?:[@~]|\.\.\/)/.test(url)) return fromPage(url)
    return moduleLoader(addresses, files, context, file, new Set([url]))(url)
  }
}

/** Which page shows a component is not known: an address relative to one is taken for one of the first. */
function rooted(url: string): string {
  return /^(?:[a-z][a-z\d+.-]*:|\/|%BASE_URL%)/i.test(url) ? url : `/${url.replace(/^(?:\.\/)+/, '')}`
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '')
}
