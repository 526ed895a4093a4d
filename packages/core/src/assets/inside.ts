import { lstatSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { type Unreadable, unreadable } from '../captioner.ts'
import { fileProblem } from '../file-problem.ts'
import type { FileContent, HashFile } from './hash-file.ts'
import type { ImageIdentity, LoadedImage } from './load.ts'
import type { FileStamps } from './stamps.ts'

/** The most bytes one image may have. */
export const maxImageBytes = 32 * 1024 * 1024

/** Bytes that are read sooner than another thread is asked for them. */
const smallFile = 256 * 1024

/** Real paths of folders, as a run meets them. */
export type RealFolders = Map<string, string>

/** `undefined` where there is no such file. */
export async function readInside(
  path: string,
  roots: readonly string[],
  folders: RealFolders,
  stamps?: FileStamps,
): Promise<LoadedImage | undefined> {
  try {
    const file = fileInside(path, roots, folders)
    if (file?.status !== 'found') return file
    const { real, stats, began } = file
    const bytes = stats.size <= smallFile ? readFileSync(real) : await readFile(real)
    stamps?.wasRead(real, stats, bytes, began)
    return { status: 'loaded', bytes }
  } catch (error) {
    return problemOf(error)
  }
}

/** The same by its hash, and without reading it where its stamp is known. A build asks for very many, one after the other. */
export function identifyInside(
  path: string,
  roots: readonly string[],
  folders: RealFolders,
  stamps: FileStamps,
  hashFile: HashFile,
): ImageIdentity | undefined {
  try {
    const file = fileInside(path, roots, folders)
    if (file?.status !== 'found') return file
    const { real, stats, began } = file
    const known = stamps.contentOf(real, stats)
    if (known !== undefined) return identified(known)
    const content = hashFile(real)
    stamps.record(real, stats, began, content)
    return identified(content)
  } catch (error) {
    return problemOf(error)
  }
}

function identified({ hash, length, first }: FileContent): ImageIdentity {
  return { status: 'identified', hash, file: { length, first } }
}

interface FoundFile {
  readonly status: 'found'
  readonly real: string
  readonly stats: Stats
  /** When it was looked at, as `Date.now()`. */
  readonly began: number
}

/** A file that may be read. Each trip to the thread pool takes longer than what it asks for. */
function fileInside(
  path: string,
  roots: readonly string[],
  folders: RealFolders,
): FoundFile | Unreadable | undefined {
  const own = lstatSync(path, { throwIfNoEntry: false })
  if (own === undefined) return undefined
  const real = own.isSymbolicLink() ? realpathSync.native(path) : realPlace(path, folders)
  if (!roots.some((root) => isInside(real, root))) {
    return unreadable('outside-root', 'A symbolic link leads it out of the root folder.')
  }
  const stats = own.isSymbolicLink() ? statSync(real) : own
  const began = Date.now()
  if (!stats.isFile()) return undefined
  if (stats.size > maxImageBytes) {
    return unreadable(
      'too-large',
      `It has ${megabytes(stats.size)} MiB; at most ${megabytes(maxImageBytes)} are read.`,
    )
  }
  return { status: 'found', real, stats, began }
}

/** `undefined` where it says that there is no such file. */
function problemOf(error: unknown): Unreadable | undefined {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
  return unreadable('missing', `It cannot be read (${fileProblem(error)}).`)
}

/** Where a path that is no link leads: most pictures share their folder with others. */
function realPlace(path: string, folders: RealFolders): string {
  const folder = dirname(path)
  const real = folders.get(folder) ?? realpathSync.native(folder)
  folders.set(folder, real)
  return real === folder ? path : join(real, basename(path))
}

/** True for the folder itself and all below it. */
export function isInside(path: string, folder: string): boolean {
  // Most paths have no steps back, and can be told by their start.
  if (path.startsWith(folder + sep) && !path.includes('..')) return true
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** One that is not there is what it is called. */
export function realRootsOf(roots: readonly string[]): readonly string[] {
  return roots.map((root) => {
    try {
      return realpathSync.native(root)
    } catch {
      return root
    }
  })
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
