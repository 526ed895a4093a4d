import { open } from 'node:fs/promises'
import { fileProblem, maxImageBytes, type Unreadable, unreadable } from '@altwright/core'

/** The bytes of an image file that a person named, or why there are none. */
export async function readImage(path: string): Promise<Uint8Array | Unreadable> {
  try {
    const file = await open(path)
    try {
      const info = await file.stat()
      if (!info.isFile()) return unreadable('not-an-image', 'It is not a file.')
      if (info.size > maxImageBytes) return unreadable('too-large', 'It has more than 32 MiB.')
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return unreadable(
      'missing',
      code === 'ENOENT' ? 'There is no such file.' : `It cannot be read (${fileProblem(error)}).`,
    )
  }
}
