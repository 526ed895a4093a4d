import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { HubFile } from './hub.ts'

/** Whether a file on the disk is what the hub lists. A missing one is not. */
export async function isIntact(
  path: string,
  { size, digest }: HubFile,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || !found.isFile() || found.size !== size) return false
  // Git hashes a header before the content: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
  const hash = digest.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`)
  const content = createReadStream(path, { highWaterMark: 1 << 20, signal })
  try {
    for await (const chunk of content) hash.update(chunk as Buffer)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
  return hash.digest('hex') === digest
}
