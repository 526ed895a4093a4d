import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { ImageProblem, Unreadable } from '../captioner.ts'
import type { LoadedImage, LoadImage } from './load.ts'

export interface FileLoaderOptions {
  /** Absolute; nothing outside it and the public folders is read, symbolic links included. */
  readonly root: string
  /** Absolute folders in which an address that starts with `/` is looked up, in order. */
  readonly publicDirs: readonly string[]
  /** Where the site will be served, a path or a whole address; default `/`. */
  readonly base?: string | undefined
  /** The document's path relative to the root, with `/`. */
  readonly document: string
}

/** The most bytes one image may have. */
export const maxImageBytes = 32 * 1024 * 1024

/**
 * Loads images from files, for documents that lie in a folder. `data:` URLs are decoded; other servers
 * are never asked. A bad address is an outcome, never an exception.
 */
export function fileLoader(options: FileLoaderOptions): LoadImage {
  const load = loaderAsWritten(options)
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

function loaderAsWritten(options: FileLoaderOptions): LoadImage {
  return async (url) => {
    if (/^data:/i.test(url)) return decodeDataUrl(url)
    if (/^(?:https?:)?\/\//i.test(url)) return unreadable('remote', 'It lies on another server.')
    const scheme = /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1]
    if (scheme !== undefined)
      return unreadable('outside-root', `Addresses that start with “${scheme}:” are not read.`)
    const path = localPath(url)
    if (path === undefined) return unreadable('missing', 'Its address is not a valid path.')
    return readImageFile(candidates(path, options), [options.root, ...options.publicDirs])
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
 * The first of some files that is there. Nothing outside the roots is read, symbolic links included.
 *
 * @param paths
 *   Absolute.
 * @param roots
 *   Absolute folders.
 */
export async function readImageFile(
  paths: readonly string[],
  roots: readonly string[],
): Promise<LoadedImage> {
  let outside = false
  for (const path of paths) {
    if (!roots.some((root) => isInside(path, root))) {
      outside = true
      continue
    }
    const loaded = await readInside(path, roots)
    if (loaded !== undefined) return loaded
  }
  return outside
    ? unreadable('outside-root', 'Its address leads out of the root folder.')
    : unreadable('missing', 'There is no such file.')
}

/** `undefined` where there is no such file. */
async function readInside(path: string, roots: readonly string[]): Promise<LoadedImage | undefined> {
  try {
    const real = await realpath(path)
    const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => root)))
    if (!realRoots.some((root) => isInside(real, root))) {
      return unreadable('outside-root', 'A symbolic link leads it out of the root folder.')
    }
    const info = await stat(real)
    if (!info.isFile()) return undefined
    if (info.size > maxImageBytes) {
      return unreadable(
        'too-large',
        `It has ${megabytes(info.size)} MiB; at most ${megabytes(maxImageBytes)} are read.`,
      )
    }
    return { status: 'loaded', bytes: await readFile(real) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    return unreadable('missing', `It cannot be read (${code ?? (error as Error).message}).`)
  }
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
