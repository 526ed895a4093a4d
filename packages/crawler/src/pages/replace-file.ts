import { randomUUID } from 'node:crypto'
import { chmodSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Replaces a file at once or not at all, and keeps its mode. The disk is not waited for, as no build waits for it: that took
 * most of the time that a page needs. Synchronous, because each trip to the thread pool takes longer than what it asks for.
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const { mode } = statSync(path)
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`)
  try {
    writeFileSync(temporary, bytes, { flag: 'wx', mode })
    // The mode that a new file takes is narrowed by the umask.
    if ((mode & process.umask()) !== 0) chmodSync(temporary, mode)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
