import { closeSync, openSync, readSync } from 'node:fs'

/**
 * Reads whole files one after the other into the same memory, because to come by fresh memory takes longer than to read most
 * pages. What it answers holds until the next file is read.
 *
 * Synchronous, because handing a small file to another thread and back takes longer than reading it.
 *
 * @throws What the file system says.
 */
export function fileReader(): (path: string) => Uint8Array {
  let room: Buffer = Buffer.allocUnsafeSlow(256 * 1024)
  return (path) => {
    const file = openSync(path, 'r')
    try {
      for (let length = 0; ; ) {
        if (length === room.length) room = doubled(room)
        const read = readSync(file, room, length, room.length - length, null)
        if (read === 0) return room.subarray(0, length)
        length += read
      }
    } finally {
      closeSync(file)
    }
  }
}

function doubled(room: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(room.length * 2)
  room.copy(larger)
  return larger
}
