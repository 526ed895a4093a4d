import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryName } from './temporary-files.ts'

/**
 * Whether nobody, or not this user, may write into a file. Whoever may write into its folder can replace it all the same, and
 * root can write into anything; who took the right away did not mean that. One that is gone is not: who writes it says so.
 */
export function isReadOnly(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return false
  if ((stats.mode & 0o222) === 0) return true
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
export function replaceFile(path: string, content: string | Uint8Array): void {
  const { mode } = statSync(path)
  const temporary = join(dirname(path), temporaryName())
  try {
    writeNew(temporary, content, mode)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function writeNew(path: string, content: string | Uint8Array, mode: number): void {
  const file = openSync(path, 'wx', mode)
  try {
    writeFileSync(file, content)
    // The mode that a new file takes is narrowed by the umask, which cannot be asked for without changing it for all threads.
    if (fstatSync(file).mode !== mode) fchmodSync(file, mode)
  } finally {
    closeSync(file)
  }
}
