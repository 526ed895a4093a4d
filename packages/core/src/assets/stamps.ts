import type { Stats } from 'node:fs'

/** A file as `stat` saw it: size, times in milliseconds, inode. It changes whenever the content does. */
type Stamp = readonly [size: number, modified: number, changed: number, inode: number]

/**
 * Content hashes of files by their stamps, as git's index has them, so that a file which was read before and has not changed
 * since need not be read again.
 */
export interface FileStamps {
  /** The hash of what a file holds, by its real path; `undefined` where its stamp is not known. */
  hashOf(path: string, stats: Stats): string | undefined
  /** Records what a file was like right before its bytes were read, which began at a time of `Date.now()`. */
  wasRead(path: string, stats: Stats, bytes: Uint8Array, began: number): void
  /** Records the hash of bytes that may have been read from a file. */
  hashed(bytes: Uint8Array, hash: string): void
  /** Whether anything was recorded. */
  readonly changed: boolean
  entries(): readonly StampEntry[]
}

export type StampEntry = readonly [path: string, hash: string, ...stamp: Stamp]

/**
 * Milliseconds in which a file may be written twice and keep its stamp: the coarsest clock of a common file system, FAT's.
 * https://git-scm.com/docs/racy-git
 */
const coarsest = 2000

/** Files that are remembered at most; those not met for longest are forgotten first. */
const most = 50_000

/**
 * @param known
 *   What `entries` gave at the end of an earlier run.
 */
export function fileStamps(known: readonly StampEntry[] = []): FileStamps {
  const byPath = new Map<string, StampEntry>(known.map((entry) => [entry[0], entry]))
  const reads = new WeakMap<Uint8Array, { readonly path: string; readonly stamp: Stamp }>()
  let changed = false
  return {
    hashOf(path, stats) {
      const entry = byPath.get(path)
      if (entry === undefined) return undefined
      const [, hash, size, modified, changed, inode] = entry
      const same =
        size === stats.size && modified === stats.mtimeMs && changed === stats.ctimeMs && inode === stats.ino
      return same ? hash : undefined
    },
    wasRead(path, stats, bytes, began) {
      // What was written a moment ago may be written again without a new stamp.
      if (Math.max(stats.mtimeMs, stats.ctimeMs) > began - coarsest) return
      reads.set(bytes, { path, stamp: [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino] })
    },
    hashed(bytes, hash) {
      const read = reads.get(bytes)
      if (read === undefined) return
      reads.delete(bytes)
      byPath.delete(read.path)
      byPath.set(read.path, [read.path, hash, ...read.stamp])
      changed = true
    },
    get changed() {
      return changed
    },
    entries: () => [...byPath.values()].slice(-most),
  }
}
