import { dirname, join, relative, sep } from 'node:path'
import type { Settings } from '@altwright/core/config'
import {
  type FileStamps,
  type ImageIdentity,
  imageFiles,
  imageIdentifier,
  imageIdentities,
  imageReader,
  type LoadedImage,
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
  // Vite's names have no steps back, and slashes everywhere.
  if (file.startsWith(`${root}/`)) return file.slice(root.length + 1)
  return relative(root, file).split(sep).join('/')
}

/** Finds the pictures of one run, each once. */
export interface Finder<Answer> {
  /** By an address in a document. */
  in(document: string): (url: string) => Answer
  /** The first of some files, by absolute path, that is there: for what modules bring in. */
  first(paths: readonly string[]): Answer
}

/** The pictures of one run: their bytes, and what says whether these are still the same. */
export interface Files {
  readonly bytes: Finder<LoadedImage | Promise<LoadedImage>>
  readonly identities: Finder<ImageIdentity>
}

export function filesOf({ settings, allowed }: Addresses, stamps: FileStamps): Files {
  const roots = [settings.root, ...settings.publicDirs, ...allowed]
  return {
    bytes: { in: imageFiles(settings, stamps).loaderFor, first: imageReader(roots, stamps) },
    identities: {
      in: imageIdentities(settings, stamps).identifierFor,
      first: imageIdentifier(roots, stamps),
    },
  }
}

/** Looks images of a page up where Vite does; `%BASE_URL%` is the site's root. */
export function inPage<Answer>(finder: Finder<Answer>, document: string): (url: string) => Answer {
  const find = finder.in(document)
  return (url) => find(url.replace(/^%BASE_URL%\/?/, '/'))
}

/**
 * Looks images of a component up: what the module brings in as Vite resolves it, with aliases and queries; all else
 * from the site's root.
 */
export function inModule<Found extends LoadedImage | ImageIdentity>(
  finder: Finder<Found | Promise<Found>>,
  { settings }: Addresses,
  context: ModuleContext,
  file: string,
): (url: string, fromModule: boolean) => Promise<Found> {
  const fromRoot = inPage(finder, '')
  return async (url, fromModule) => {
    if (!fromModule) {
      const found = await fromRoot(rooted(url))
      // Where a preprocessor turns the addresses of Svelte into imports.
      const beside = found.status === 'unreadable' && found.code === 'missing' && file.endsWith('.svelte')
      return beside ? finder.first([join(dirname(file), pathOf(url))]) : found
    }
    const beside = join(dirname(file), pathOf(url))
    if (/^\.{1,2}\//.test(url)) {
      const found = await finder.first([beside])
      if (found.status !== 'unreadable') return found
    }
    // Vue's compiler takes `~` for the start of a package's or an alias's name; an alias may have it in its own.
    const resolved =
      (await context.resolve(url, file)) ??
      (url.startsWith('~') ? await context.resolve(url.replace(/^~\/?/, ''), file) : null)
    const path = resolved === null ? beside : pathOf(resolved.id)
    // A public file keeps the address that it will have.
    return finder.first([path, ...settings.publicDirs.map((folder) => join(folder, path))])
  }
}

/**
 * Looks images of a Markdown page up as hosts do that make a component of it: as a page's, with the aliases of a module, whose
 * names MDX imports may spell without a mark.
 */
export function inMarkdown<Found extends LoadedImage | ImageIdentity>(
  finder: Finder<Found | Promise<Found>>,
  addresses: Addresses,
  context: ModuleContext,
  file: string,
): (url: string) => Promise<Found> {
  const asPage = inPage(finder, documentOf(addresses.settings.root, file))
  const asModule = inModule(finder, addresses, context, file)
  return async (url) => {
    if (/^(?:[@~]|\.\.\/)/.test(url)) return asModule(url, true)
    const found = await asPage(url)
    const missing = found.status === 'unreadable' && found.code === 'missing'
    return missing && file.endsWith('.mdx') ? asModule(url, true) : found
  }
}

/** Which page shows a component is not known: an address relative to one is taken for one of the first. */
function rooted(url: string): string {
  return /^(?:[a-z][a-z\d+.-]*:|\/|%BASE_URL%)/i.test(url) ? url : `/${url.replace(/^(?:\.\/)+/, '')}`
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '')
}
