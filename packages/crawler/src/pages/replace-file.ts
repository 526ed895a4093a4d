import { randomUUID } from 'node:crypto'
import { chmodSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Replaces a file at once or not at all, and keeps its mode. Synchronous, because handing each small step to another thread
 * takes longer than the step. The disk is not waited for, as no build waits for it: a page that is lost with the power is
 * built again.
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const { mode } = statSync(path)
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`)
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
