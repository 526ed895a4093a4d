import type { Stats } from 'node:fs'
import type { FileContent } from './hash-file.ts'

/** A file as `stat` saw it: size, times in milliseconds, inode. It changes whenever the content does. */
type Stamp = readonly [size: number, modified: number, changed: number, inode: number]

/**
 * What files hold by their stamps, as git's index has them, so that a file which was read before and has not changed
 * since need not be read again.
 */
export interface FileStamps {
  /** What a file holds, by its real path; `undefined` where its stamp is not known. */
  contentOf(path: string, stats: Stats): FileContent | undefined
  /** Records what a file was like right before it was read, which began at a time of `Date.now()`, and what it held. */
  record(path: string, stats: Stats, began: number, content: FileContent): void
  /** The same, where the hash of the bytes is not known yet. */
  wasRead(path: string, stats: Stats, bytes: Uint8Array, began: number): void
  /** Records the hash of bytes that may have been read from a file. */
  hashed(bytes: Uint8Array, hash: string): void
  /** Whether anything was recorded. */
  readonly changed: boolean
  entries(): readonly StampEntry[]
}

export type StampEntry = readonly [path: string, hash: string, first: number | null, ...stamp: Stamp]

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
  const keep = (path: string, stamp: Stamp, hash: string, first: number | undefined): void => {
    byPath.delete(path)
    byPath.set(path, [path, hash, first ?? null, ...stamp])
    changed = true
  }
  return {
    contentOf(path, stats) {
      const entry = byPath.get(path)
      if (entry === undefined) return undefined
      const [, hash, first, size, modified, changed, inode] = entry
      const same =
        size === stats.size && modified === stats.mtimeMs && changed === stats.ctimeMs && inode === stats.ino
      return same ? { hash, length: size, first: first ?? undefined } : undefined
    },
    record(path, stats, began, { hash, length, first }) {
      if (isSettled(stats, began) && length === stats.size) keep(path, stampOf(stats), hash, first)
    },
    wasRead(path, stats, bytes, began) {
      if (isSettled(stats, began)) reads.set(bytes, { path, stamp: stampOf(stats) })
    },
    hashed(bytes, hash) {
      const read = reads.get(bytes)
      if (read === undefined) return
      reads.delete(bytes)
      keep(read.path, read.stamp, hash, bytes[0])
    },
    get changed() {
      return changed
    },
    entries: () => [...byPath.values()].slice(-most),
  }
}

/** What was written a moment ago may be written again without a new stamp. */
function isSettled({ mtimeMs, ctimeMs }: Stats, began: number): boolean {
  return Math.max(mtimeMs, ctimeMs) <= began - coarsest
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): Stamp {
  return [size, mtimeMs, ctimeMs, ino]
}
