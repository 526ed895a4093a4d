/** Files that are written beside a page, and renamed once they are whole. A process that is killed leaves its last one. */
import { randomUUID } from 'node:crypto'
import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isLeftOver, ownMark } from '../left-over.ts'

const prefix = '.altwright-'
const suffix = '.tmp'

/** What matches their names alone. */
export const temporaryFiles = `${prefix}*${suffix}`

/** A name for one. */
export function temporaryName(): string {
  return `${prefix}${ownMark}-${randomUUID()}${suffix}`
}

/** Those in a folder, whether somebody is at work on them or not; none where it cannot be read. */
export function temporaryFilesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder)
    return names.filter(isTemporary).map((name) => join(folder, name))
  } catch {
    return []
  }
}

export function isTemporary(path: string): boolean {
  const name = basename(path)
  return name.startsWith(prefix) && name.endsWith(suffix)
}

/** None is written for that long, in milliseconds, by whatever machine: each is written in one go. */
const longest = 60 * 60 * 1000

/**
 * Removes those that nobody is at work on any more. What cannot be removed stays, and so does what is somebody else's.
 *
 * Where one was in use all the same, whoever wrote it cannot rename it, and leaves the page as it is, with a word.
 */
export function removeLeftovers(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      const info = lstatSync(path)
      const isOwn = info.uid === (process.getuid?.() ?? info.uid)
      const isLeft = isLeftOver(basename(path).slice(prefix.length)) || info.mtimeMs < Date.now() - longest
      if (info.isFile() && isOwn && isLeft) rmSync(path)
    } catch {
      // It is gone, or not ours to remove.
    }
  }
}
