import { randomUUID } from 'node:crypto'
import { accessSync, chmodSync, constants, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Whether nobody, or not this user, may write into a file. Whoever may write into its folder can replace it all the same, and
 * root can write into anything; who took the right away did not mean that.
 */
export function isReadOnly(path: string): boolean {
  if ((statSync(path).mode & 0o222) === 0) return true
  try {
    accessSync(path, constants.W_OK)
    return false
  } catch {
    return true
  }
}

/**
 * Replaces a file at once or not at all, and keeps its mode. The disk is not waited for, as no build waits for it: that took
 * most of the time that a page needs. Synchronous, because each trip to the thread pool takes longer than what it asks for.
 */
export function replaceFile(path: string, content: string): void {
  const { mode } = statSync(path)
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`)
  try {
    writeFileSync(temporary, content, { flag: 'wx', mode })
    // The mode that a new file takes is narrowed by the umask.
    if ((mode & process.umask()) !== 0) chmodSync(temporary, mode)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
