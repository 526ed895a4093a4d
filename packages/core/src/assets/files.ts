import { dirname, join, posix, resolve } from 'node:path'
import { type Unreadable, unreadable } from '../captioner.ts'
import { next, type Soon } from '../soon.ts'
import { fileHasher } from './hash-file.ts'
import {
  identifyInside,
  isInside,
  maxImageBytes,
  type RealFolders,
  readInside,
  realRootsOf,
} from './inside.ts'
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

/** The bytes of a file; `undefined` where there is none. */
type ReadFile = (path: string) => Soon<LoadedImage | undefined>

/** The same by its hash. */
type IdentifyFile = (path: string) => ImageIdentity | undefined

/**
 * Loads images from files, for a document that lies in a folder. `data:` URLs are decoded; other servers
 * are never asked. A bad address is an outcome, never an exception.
 */
export function fileLoader(options: FileLoaderOptions): LoadImage {
  const real = realRootsOf(rootsOf(options))
  const folders: RealFolders = new Map()
  return loaderOver(options, (path) => readInside(path, real, folders))
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
  const rooted: RootedLeads = new Map()
  return { loaderFor: (document) => loaderOver({ ...roots, document }, read, rooted) }
}

/** The same files, known by what they hold. */
export interface ImageIdentities {
  identifierFor(document: string): (url: string) => ImageIdentity
}

/** Identifies images for the documents of one run; a file is only read where its stamp is not known. */
export function imageIdentities(roots: FileRoots, stamps: FileStamps): ImageIdentities {
  const inside = rootsOf(roots)
  const read = identityReader(inside, stamps)
  return {
    identifierFor(document) {
      const places = placesOf({ ...roots, document })
      const identify = (url: string): ImageIdentity => {
        const lead = leadOf(url, places)
        // A page's own data is part of its text.
        if (lead.status === 'data') return { status: 'identified', hash: '' }
        return lead.status === 'files' ? identifyFirst(lead.paths, inside, read) : lead
      }
      return (url) => {
        const found = identify(url)
        const other = found.status === 'unreadable' ? otherwise(url, found, document, roots) : undefined
        return other === undefined ? found : identify(other)
      }
    },
  }
}

function rootsOf({ root, publicDirs }: FileRoots): readonly string[] {
  return [root, ...publicDirs]
}

function loaderOver(options: FileLoaderOptions, read: ReadFile, rooted: RootedLeads = new Map()): LoadImage {
  const inside = rootsOf(options)
  const places = placesOf(options)
  const load: LoadImage = (url) => {
    const lead = isRooted(url) ? rootedLead(url, places, rooted) : leadOf(url, places)
    if (lead.status === 'data') return decodeDataUrl(url)
    return lead.status === 'files' ? readFirst(lead.paths, inside, read) : lead
  }
  return (url) =>
    next(load(url), (loaded) => {
      const other =
        loaded.status === 'unreadable' ? otherwise(url, loaded, options.document, options) : undefined
      return other === undefined ? loaded : load(other)
    })
}

/** What an address that leads to no file may mean from the site's root: after its base, or beside the page in a public folder. */
function otherwise(
  url: string,
  { code }: Unreadable,
  document: string,
  { base = '/' }: FileRoots,
): string | undefined {
  const stripped = withoutBase(url, base)
  if (stripped !== undefined || code !== 'missing' || /^(?:[a-z][a-z\d+.-]*:|[/\\])/i.test(url))
    return stripped
  const path = posix.join(posix.dirname(document), url)
  return path.startsWith('../') ? undefined : `/${path}`
}

/** The address from the site's root; `undefined` where it does not start with the base. */
export function withoutBase(url: string, base: string): string | undefined {
  const start = base.replace(/\/+$/, '')
  if (start === '' || start === '.' || !url.startsWith(`${start}/`)) return undefined
  return url.slice(start.length).replace(/^\/+/, '/')
}

/** Where a document's addresses lead: absolute folders. */
interface Places {
  readonly publicDirs: readonly string[]
  /** The document's own; most of a site's addresses start at its root, and do not ask. */
  readonly folder: () => string
}

function placesOf({ root, publicDirs, document }: FileLoaderOptions): Places {
  let folder: string | undefined
  return {
    publicDirs,
    folder() {
      folder ??= resolve(root, dirname(document))
      return folder
    },
  }
}

/** Where an address leads, as it is written. */
type Lead =
  | { readonly status: 'data' }
  | { readonly status: 'files'; readonly paths: readonly string[] }
  | Unreadable

function leadOf(url: string, places: Places): Lead {
  if (/^data:/i.test(url)) return { status: 'data' }
  if (/^(?:https?:)?\/\//i.test(url)) return unreadable('remote', 'It lies on another server.')
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1]
  if (scheme !== undefined)
    return unreadable('outside-root', `Addresses that start with “${scheme}:” are not read.`)
  const path = localPath(url)
  if (path === undefined) return unreadable('missing', 'Its address is not a valid path.')
  return { status: 'files', paths: candidates(path, places) }
}

/** Where addresses from the root of a site lead, which is the same for all of its documents. */
type RootedLeads = Map<string, Lead>

/** More than these are not kept. */
const mostLeads = 10_000

function isRooted(url: string): boolean {
  return url.charCodeAt(0) === 47
}

function rootedLead(url: string, places: Places, rooted: RootedLeads): Lead {
  const known = rooted.get(url)
  if (known !== undefined) return known
  if (rooted.size >= mostLeads) rooted.clear()
  const lead = leadOf(url, places)
  rooted.set(apart(url), lead)
  return lead
}

/** A text of its own: one that was cut from a page keeps all of it in memory. */
function apart(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
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

function candidates(path: string, { publicDirs, folder }: Places): string[] {
  if (path.startsWith('/')) return publicDirs.map((folder) => join(folder, path))
  return [resolve(folder(), path)]
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
  return async (paths) => readFirst(paths, roots, read)
}

/** Identifies, for one run, the first of some files that is there, within the same folders. */
export function imageIdentifier(
  roots: readonly string[],
  stamps: FileStamps,
): (paths: readonly string[]) => ImageIdentity {
  const read = identityReader(roots, stamps)
  return (paths) => identifyFirst(paths, roots, read)
}

function readFirst(paths: readonly string[], roots: readonly string[], read: ReadFile): Soon<LoadedImage> {
  const inside = pathsInside(paths, roots)
  const readFrom = (index: number): Soon<LoadedImage> => {
    const path = inside[index]
    if (path === undefined) return nothingAt(paths, inside)
    return next(read(path), (loaded) => loaded ?? readFrom(index + 1))
  }
  return readFrom(0)
}

function identifyFirst(
  paths: readonly string[],
  roots: readonly string[],
  read: IdentifyFile,
): ImageIdentity {
  const inside = pathsInside(paths, roots)
  for (const path of inside) {
    const identity = read(path)
    if (identity !== undefined) return identity
  }
  return nothingAt(paths, inside)
}

function pathsInside(paths: readonly string[], roots: readonly string[]): readonly string[] {
  return paths.filter((path) => roots.some((root) => isInside(path, root)))
}

function nothingAt(paths: readonly string[], inside: readonly string[]): Unreadable {
  return inside.length < paths.length
    ? unreadable('outside-root', 'Its address leads out of the root folder.')
    : unreadable('missing', 'There is no such file.')
}

function keptReader(roots: readonly string[], stamps: FileStamps | undefined): ReadFile {
  const real = realRootsOf(roots)
  const folders: RealFolders = new Map()
  const keep = keepPictures()
  return (path) => keep(path, () => readInside(path, real, folders, stamps))
}

function identityReader(roots: readonly string[], stamps: FileStamps): IdentifyFile {
  const real = realRootsOf(roots)
  const known = new Map<string, ImageIdentity | undefined>()
  const folders: RealFolders = new Map()
  const hashFile = fileHasher()
  return (path) => {
    if (known.has(path)) return known.get(path)
    const identity = identifyInside(path, real, folders, stamps, hashFile)
    known.set(path, identity)
    return identity
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
