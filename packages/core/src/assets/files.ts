import { dirname, join, resolve } from 'node:path'
import type { Unreadable } from '../captioner.ts'
import { identifyInside, isInside, maxImageBytes, readInside, realRootsOf, unreadable } from './inside.ts'
import { keepPictures } from './keep.ts'
import type { ImageIdentity, LoadedImage, LoadImage, ReadImage } from './load.ts'
import type { FileStamps } from './stamps.ts'

/** Where the documents of a run find their images. */
export interface FileRoots {
  /** Absolute; nothing outside it and the public folders is read, symbolic links included. */
  readonly root: string
  /** Absolute folders in which an address that starts with `/` is looked up, in order. */
  readonly publicDirs: readonly string[]
  /** Where the site will be served, a path or a whole address; default `/`. */
  readonly base?: string | undefined
}

export interface FileLoaderOptions extends FileRoots {
  /** The document's path relative to the root, with `/`. */
  readonly document: string
}

/** What a file is good for, its bytes or its hash; `undefined` where there is none. */
type ReadFile<Found> = (path: string) => Promise<Found | Unreadable | undefined>

/**
 * Loads images from files, for a document that lies in a folder. `data:` URLs are decoded; other servers
 * are never asked. A bad address is an outcome, never an exception.
 */
export function fileLoader(options: FileLoaderOptions): LoadImage {
  const roots = rootsOf(options)
  return loaderOver(options, (path) => readInside(path, realRootsOf(roots)), decodeDataUrl)
}

/** The image files that many documents show. */
export interface ImageFiles {
  /** As `fileLoader`, for a document by its path relative to the root, with `/`. */
  loaderFor(document: string): LoadImage
}

/**
 * Loads images for the documents of one run: each file is read once, as long as there is room to keep it.
 *
 * @param stamps
 *   Where it is noted what each file was like; default: nowhere.
 */
export function imageFiles(roots: FileRoots, stamps?: FileStamps): ImageFiles {
  const read = keptReader(rootsOf(roots), stamps)
  return { loaderFor: (document) => loaderOver({ ...roots, document }, read, decodeDataUrl) }
}

/** The same files, known by what they hold. */
export interface ImageIdentities {
  identifierFor(document: string): (url: string) => Promise<ImageIdentity>
}

/** Identifies images for the documents of one run; a file is only read where its stamp is not known. */
export function imageIdentities(roots: FileRoots, stamps: FileStamps): ImageIdentities {
  const read = identityReader(rootsOf(roots), stamps)
  // A page's own data is part of its text.
  const inText = (): ImageIdentity => ({ status: 'identified', hash: '' })
  return { identifierFor: (document) => loaderOver({ ...roots, document }, read, inText) }
}

function rootsOf({ root, publicDirs }: FileRoots): readonly string[] {
  return [root, ...publicDirs]
}

function loaderOver<Found extends { readonly status: string }>(
  options: FileLoaderOptions,
  read: ReadFile<Found>,
  decode: (dataUrl: string) => Found | Unreadable,
): (url: string) => Promise<Found | Unreadable> {
  const load = loaderAsWritten(options, read, decode)
  return async (url) => {
    const loaded = await load(url)
    const stripped = loaded.status === 'unreadable' ? withoutBase(url, options.base ?? '/') : undefined
    return stripped === undefined ? loaded : load(stripped)
  }
}

/** The address from the site's root; `undefined` where it does not start with the base. */
export function withoutBase(url: string, base: string): string | undefined {
  const start = base.replace(/\/+$/, '')
  if (start === '' || start === '.' || !url.startsWith(`${start}/`)) return undefined
  return url.slice(start.length).replace(/^\/+/, '/')
}

function loaderAsWritten<Found>(
  options: FileLoaderOptions,
  read: ReadFile<Found>,
  decode: (dataUrl: string) => Found | Unreadable,
): (url: string) => Promise<Found | Unreadable> {
  const roots = rootsOf(options)
  return async (url) => {
    if (/^data:/i.test(url)) return decode(url)
    if (/^(?:https?:)?\/\//i.test(url)) return unreadable('remote', 'It lies on another server.')
    const scheme = /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1]
    if (scheme !== undefined)
      return unreadable('outside-root', `Addresses that start with “${scheme}:” are not read.`)
    const path = localPath(url)
    if (path === undefined) return unreadable('missing', 'Its address is not a valid path.')
    return readFirst(candidates(path, options), roots, read)
  }
}

/** Without query and fragment, percent-decoded; browsers read `\` as `/`. */
function localPath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/s, '')).replaceAll('\\', '/')
    return path === '' || path.includes('\0') ? undefined : path
  } catch {
    return undefined
  }
}

function candidates(path: string, { root, publicDirs, document }: FileLoaderOptions): string[] {
  if (path.startsWith('/')) return publicDirs.map((folder) => join(folder, path))
  return [resolve(root, dirname(document), path)]
}

/**
 * Reads, for one run, the first of some files that is there; each file is read once, as long as there is room to keep it.
 *
 * @param roots
 *   Absolute folders; nothing outside them is read, symbolic links included.
 * @param stamps
 *   Where it is noted what each file was like; default: nowhere.
 */
export function imageReader(roots: readonly string[], stamps?: FileStamps): ReadImage {
  const read = keptReader(roots, stamps)
  return (paths) => readFirst(paths, roots, read)
}

/** Identifies, for one run, the first of some files that is there, within the same folders. */
export function imageIdentifier(
  roots: readonly string[],
  stamps: FileStamps,
): (paths: readonly string[]) => Promise<ImageIdentity> {
  const read = identityReader(roots, stamps)
  return (paths) => readFirst(paths, roots, read)
}

async function readFirst<Found>(
  paths: readonly string[],
  roots: readonly string[],
  read: ReadFile<Found>,
): Promise<Found | Unreadable> {
  let outside = false
  for (const path of paths) {
    if (!roots.some((root) => isInside(path, root))) {
      outside = true
      continue
    }
    const loaded = await read(path)
    if (loaded !== undefined) return loaded
  }
  return outside
    ? unreadable('outside-root', 'Its address leads out of the root folder.')
    : unreadable('missing', 'There is no such file.')
}

function keptReader(
  roots: readonly string[],
  stamps: FileStamps | undefined,
): ReadFile<LoadedImage & { status: 'loaded' }> {
  const real = realRootsOf(roots)
  const keep = keepPictures()
  return (path) => keep(path, () => readInside(path, real, stamps))
}

function identityReader(
  roots: readonly string[],
  stamps: FileStamps,
): ReadFile<ImageIdentity & { status: 'identified' }> {
  const real = realRootsOf(roots)
  const known = new Map<string, Promise<ImageIdentity | undefined>>()
  const folders = new Map<string, string>()
  return (path) => {
    const identified = known.get(path) ?? identifyInside(path, real, stamps, folders)
    known.set(path, identified)
    return identified
  }
}

/** The bytes of a `data:` URL. */
export function decodeDataUrl(url: string): LoadedImage {
  const comma = url.indexOf(',')
  if (comma === -1) return unreadable('not-an-image', 'Its data URL has no data.')
  if (url.length > maxImageBytes * 1.5) return unreadable('too-large', 'Its data URL is too long.')
  const data = url.slice(comma + 1)
  try {
    const bytes = /;\s*base64\s*$/i.test(url.slice(0, comma))
      ? Buffer.from(decodeURIComponent(data), 'base64')
      : Buffer.from(decodeURIComponent(data), 'utf8')
    return bytes.length === 0 ? unreadable('empty', 'Its data URL is empty.') : { status: 'loaded', bytes }
  } catch {
    return unreadable('not-an-image', 'Its data URL is damaged.')
  }
}
