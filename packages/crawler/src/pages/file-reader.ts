import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'

/** A file as it was read. */
export interface ReadFile {
  readonly bytes: Uint8Array
  /** What `isAsRead` knows it by. */
  readonly stamp: string
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
      const stamp = stampOf(fstatSync(file))
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
    const stamp = stampOf(fstatSync(file))
    const length = fill(file, room, 0)
    return length < room.length ? { bytes: room.subarray(0, length), stamp } : undefined
  } finally {
    closeSync(file)
  }
}

/**
 * Whether a file is still the one that was read, and was not written since.
 *
 * @throws What the file system says.
 */
export function isAsRead(path: string, stamp: string): boolean {
  return stampOf(statSync(path)) === stamp
}

/** Without the inode, which some mounted file systems make up anew each time. */
function stampOf({ size, mtimeMs }: Stats): string {
  return `${size} ${mtimeMs}`
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
