import { randomUUID } from 'node:crypto'
import { accessSync, chmodSync, constants, rmSync, statSync, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
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
 * most of the time that a page needs. Synchronous but for the last step, because each trip to the thread pool takes longer than
 * what it asks for; at that step file systems see to it that the new content comes first, and may take their time.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const { mode } = statSync(path)
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`)
  try {
    writeFileSync(temporary, bytes, { flag: 'wx', mode })
    // The mode that a new file takes is narrowed by the umask.
    if ((mode & process.umask()) !== 0) chmodSync(temporary, mode)
    await rename(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
