import { closeSync, fstatSync, openSync, readFileSync, readSync, type Stats, statSync } from 'node:fs'

/** A file as it was read. */
export interface ReadFile {
  readonly bytes: Uint8Array
  /** What `isAsRead` knows it by; `undefined` where it was written so lately that it may be written again and keep its stamp. */
  readonly stamp: string | undefined
}

/**
 * Reads whole files one after the other into the same memory, because to come by fresh memory takes longer than to read most
 * pages. What it answers holds until the next file is read.
 *
 * Synchronous, because handing a small file to another thread and back takes longer than reading it.
 *
 * @throws What the file system says.
 */
export function fileReader(): (path: string) => ReadFile {
  let room: Buffer = Buffer.allocUnsafeSlow(256 * 1024)
  return (path) => {
    const file = openSync(path, 'r')
    try {
      const stamp = settledStamp(fstatSync(file))
      for (let length = 0; ; ) {
        length = fill(file, room, length)
        if (length < room.length) return { bytes: room.subarray(0, length), stamp }
        room = doubled(room)
      }
    } finally {
      closeSync(file)
    }
  }
}

/**
 * Reads a whole file into the beginning of some memory, which has to be larger; `undefined` where it is not.
 *
 * @throws What the file system says.
 */
export function readInto(room: Uint8Array, path: string): ReadFile | undefined {
  const file = openSync(path, 'r')
  try {
    const stamp = settledStamp(fstatSync(file))
    const length = fill(file, room, 0)
    return length < room.length ? { bytes: room.subarray(0, length), stamp } : undefined
  } finally {
    closeSync(file)
  }
}

/**
 * Whether a file still holds what was read. By its bytes where its stamp does not tell.
 *
 * @throws What the file system says.
 */
export function isAsRead(path: string, { bytes, stamp }: ReadFile): boolean {
  const stats = statSync(path)
  if (stampOf(stats) === stamp) return true
  return stats.size === bytes.length && readFileSync(path).equals(bytes)
}

/**
 * The time of change is what nobody can set, as who copies a file does that of its content. Without the inode, which some
 * mounted file systems make up anew each time.
 */
function stampOf({ size, mtimeMs, ctimeMs }: Stats): string {
  return `${size} ${mtimeMs} ${ctimeMs}`
}

/** Longer than the clocks of file systems stand still, in milliseconds: those that tell whole seconds, and all others. */
const [coarse, fine] = [2000, 20]

/** https://git-scm.com/docs/racy-git */
function settledStamp(stats: Stats): string | undefined {
  const latest = Math.max(stats.mtimeMs, stats.ctimeMs)
  const tick = latest % 1000 === 0 ? coarse : fine
  return latest + tick < Date.now() ? stampOf(stats) : undefined
}

/** Goes on with what a file has, up to its end or that of the memory; answers how much is filled. */
function fill(file: number, room: Uint8Array, filled: number): number {
  while (filled < room.length) {
    const read = readSync(file, room, filled, room.length - filled, null)
    if (read === 0) break
    filled += read
  }
  return filled
}

function doubled(room: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(room.length * 2)
  room.copy(larger)
  return larger
}
