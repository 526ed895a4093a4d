import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import type { ImageProblem, Unreadable } from '../captioner.ts'
import { contentHash } from '../content-hash.ts'
import { fileProblem } from '../file-problem.ts'
import type { ImageIdentity, LoadedImage } from './load.ts'
import type { FileStamps } from './stamps.ts'

/** The most bytes one image may have. */
export const maxImageBytes = 32 * 1024 * 1024

/** Bytes that are read sooner than another thread is asked for them. */
const smallFile = 256 * 1024

/** `undefined` where there is no such file. */
export async function readInside(
  path: string,
  roots: Promise<readonly string[]>,
  stamps?: FileStamps,
): Promise<LoadedImage | undefined> {
  try {
    // Each trip to the thread pool takes longer than what it asks for, and a picture takes six.
    const real = realpathSync.native(path)
    if (!(await roots).some((root) => isInside(real, root))) {
      return unreadable('outside-root', 'A symbolic link leads it out of the root folder.')
    }
    const info = statSync(real)
    const began = Date.now()
    if (!info.isFile()) return undefined
    if (info.size > maxImageBytes) {
      return unreadable(
        'too-large',
        `It has ${megabytes(info.size)} MiB; at most ${megabytes(maxImageBytes)} are read.`,
      )
    }
    const bytes = info.size <= smallFile ? readFileSync(real) : await readFile(real)
    stamps?.wasRead(real, info, bytes, began)
    return { status: 'loaded', bytes }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    return unreadable('missing', `It cannot be read (${fileProblem(error)}).`)
  }
}

/**
 * The same by its hash, and without reading it where its stamp is known.
 *
 * @param folders
 *   Real paths of folders, as they are met.
 */
export async function identifyInside(
  path: string,
  roots: Promise<readonly string[]>,
  stamps: FileStamps,
  folders: Map<string, string>,
): Promise<ImageIdentity | undefined> {
  const hash = knownHash(path, await roots, stamps, folders)
  if (hash !== undefined) return { status: 'identified', hash }
  const loaded = await readInside(path, roots, stamps)
  if (loaded?.status !== 'loaded') return loaded
  const { bytes } = loaded
  const read = contentHash(bytes)
  stamps.hashed(bytes, read)
  return { status: 'identified', hash: read }
}

/** `undefined` where only a closer look can tell. */
function knownHash(
  path: string,
  roots: readonly string[],
  stamps: FileStamps,
  folders: Map<string, string>,
): string | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats?.isFile() !== true) return undefined
    const folder = dirname(path)
    const real = folders.get(folder) ?? realpathSync.native(folder)
    folders.set(folder, real)
    if (!roots.some((root) => isInside(real, root))) return undefined
    return stamps.hashOf(join(real, basename(path)), stats)
  } catch {
    return undefined
  }
}

/** True for the folder itself and all below it. */
export function isInside(path: string, folder: string): boolean {
  // Most paths have no steps back, and can be told by their start.
  if (path.startsWith(folder + sep) && !path.includes('..')) return true
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

export function realRootsOf(roots: readonly string[]): Promise<readonly string[]> {
  return Promise.all(roots.map((root) => realpath(root).catch(() => root)))
}

export function unreadable(code: ImageProblem, message: string): Unreadable {
  return { status: 'unreadable', code, message }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
