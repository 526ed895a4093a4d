import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { contentHash } from '../content-hash.ts'
import type { FileStart } from './load.ts'

/** What a file holds, told without its bytes. */
export interface FileContent extends FileStart {
  /** As `contentHash` of its bytes. */
  readonly hash: string
}

/** Reads a file to its end. Throws what the file system says. */
export type HashFile = (path: string) => FileContent

/** Bytes that are read at once; most pictures of pages have fewer. */
const pieceBytes = 256 * 1024

/** Hashes files one after the other through the same piece of memory: fresh memory for each costs more than its hash. */
export function fileHasher(): HashFile {
  let memory: Buffer | undefined
  return (path) => {
    memory ??= Buffer.allocUnsafeSlow(pieceBytes)
    const file = openSync(path, 'r')
    try {
      return hashed(file, memory)
    } finally {
      closeSync(file)
    }
  }
}

function hashed(file: number, piece: Buffer): FileContent {
  let filled = fill(file, piece)
  const first = filled === 0 ? undefined : piece[0]
  if (filled < piece.length) return { hash: contentHash(piece.subarray(0, filled)), length: filled, first }
  const hash = createHash('sha256')
  let length = 0
  for (; filled > 0; filled = fill(file, piece)) {
    hash.update(piece.subarray(0, filled))
    length += filled
  }
  return { hash: `sha256-${hash.digest('hex')}`, length, first }
}

/** Answers how many bytes were read: fewer than there is room for only at the file's end, though one read may give any number. */
function fill(file: number, piece: Buffer): number {
  let filled = 0
  while (filled < piece.length) {
    const read = readSync(file, piece, filled, piece.length - filled, null)
    if (read === 0) break
    filled += read
  }
  return filled
}
