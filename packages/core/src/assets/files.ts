import { readFileSync, realpathSync, statSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { ImageProblem, Unreadable } from '../captioner.ts'
import { fileProblem } from '../file-problem.ts'
import { keepPictures } from './keep.ts'
import type { LoadedImage, LoadImage, ReadImage } from './load.ts'

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

/** The most bytes one image may have. */
export const maxImageBytes = 32 * 1024 * 1024

/** Bytes that are read sooner than another thread is asked for them. */
const smallFile = 256 * 1024

/** Reads a file's bytes; `undefined` where there is none. */
type ReadFile = (path: string) => Promise<LoadedImage | undefined>

/**
 * Loads images from files, for a document that lies in a folder. `data:` URLs are decoded; other servers
 * are never asked. A bad address is an outcome, never an exception.
 */
export function fileLoader(options: FileLoaderOptions): LoadImage {
  const roots = rootsOf(options)
  return loaderOver(options, (path) => readInside(path, realRootsOf(roots)))
}

/** The image files that many documents show. */
export interface ImageFiles {
  /** As `fileLoader`, for a document by its path relative to the root, with `/`. */
  loaderFor(document: string): LoadImage
}

/** Loads images for the documents of one run: each file is read once, as long as there is room to keep it. */
export function imageFiles(roots: FileRoots): ImageFiles {
  const real = realRootsOf(rootsOf(roots))
  const keep = keepPictures()
  const read: ReadFile = (path) => keep(path, () => readInside(path, real))
  return { loaderFor: (document) => loaderOver({ ...roots, document }, read) }
}

function rootsOf({ root, publicDirs }: FileRoots): readonly string[] {
  return [root, ...publicDirs]
}

function loaderOver(options: FileLoaderOptions, read: ReadFile): LoadImage {
  const load = loaderAsWritten(options, read)
  return async (url) => {
    const loaded = await load(url)
    const stripped = loaded.status === 'loaded' ? undefined : withoutBase(url, options.base ?? '/')
    return stripped === undefined ? loaded : load(stripped)
  }
}

/** The address from the site's root; `undefined` where it does not start with the base. */
export function withoutBase(url: string, base: string): string | undefined {
  const start = base.replace(/\/+$/, '')
  if (start === '' || start === '.' || !url.startsWith(`${start}/`)) return undefined
  return url.slice(start.length).replace(/^\/+/, '/')
}

function loaderAsWritten(options: FileLoaderOptions, read: ReadFile): LoadImage {
  const roots = rootsOf(options)
  return async (url) => {
    if (/^data:/i.test(url)) return decodeDataUrl(url)
    if (/^(?:https?:)?\/\//i.test(url)) return unreadable('remote', 'It lies on another server.')
    const scheme = /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1]
    if (scheme !== undefined)
      return unreadable('outside-root', `Addresses that start with “${scheme}:” are not read.`)
    const path = localPath(url)
    if (path === undefined) return unreadable('missing', 'Its address is not a valid path.')
    return readFirst(candidates(path, options), roots, read)
  }
}

function unreadable(code: ImageProblem, message: string): Unreadable {
  return { status: 'unreadable', code, message }
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
 */
export function imageReader(roots: readonly string[]): ReadImage {
  const real = realRootsOf(roots)
  const keep = keepPictures()
  const read: ReadFile = (path) => keep(path, () => readInside(path, real))
  return (paths) => readFirst(paths, roots, read)
}

async function readFirst(
  paths: readonly string[],
  roots: readonly string[],
  read: ReadFile,
): Promise<LoadedImage> {
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

/** `undefined` where there is no such file. */
async function readInside(path: string, roots: Promise<readonly string[]>): Promise<LoadedImage | undefined> {
  try {
    // Each trip to the thread pool takes longer than what it asks for, and a picture takes six.
    const real = realpathSync.native(path)
    if (!(await roots).some((root) => isInside(real, root))) {
      return unreadable('outside-root', 'A symbolic link leads it out of the root folder.')
    }
    const info = statSync(real)
    if (!info.isFile()) return undefined
    if (info.size > maxImageBytes) {
      return unreadable(
        'too-large',
        `It has ${megabytes(info.size)} MiB; at most ${megabytes(maxImageBytes)} are read.`,
      )
    }
    return { status: 'loaded', bytes: info.size <= smallFile ? readFileSync(real) : await readFile(real) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    return unreadable('missing', `It cannot be read (${fileProblem(error)}).`)
  }
}

function realRootsOf(roots: readonly string[]): Promise<readonly string[]> {
  return Promise.all(roots.map((root) => realpath(root).catch(() => root)))
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}

/** True for the folder itself and all below it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
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
