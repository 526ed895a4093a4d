import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { tryLock } from '../file-lock.ts'
import { type HubModel, repositoryFolder } from './name.ts'
import { pause } from './patience.ts'

export interface LockOptions {
  readonly signal: AbortSignal | undefined
  /** Called once, when another process has the lock. */
  readonly onWait: () => void
}

const lookAgainMs = 250

/**
 * Does work on one repository of the hub's cache while no other process of ours does. The lock lies where the hub's
 * tools have theirs, under a name that they do not use: those lock each blob, and write to files of their own.
 */
export async function withRepositoryLock<T>(
  cache: string,
  model: HubModel,
  { signal, onWait }: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const folder = join(cache, '.locks', basename(repositoryFolder(cache, model)))
  await mkdir(folder, { recursive: true })
  for (let waits = 0; ; waits++) {
    signal?.throwIfAborted()
    const lock = await tryLock(join(folder, 'altwright.lock'))
    if (lock === undefined) {
      if (waits === 0) onWait()
      await pause(lookAgainMs, signal)
      continue
    }
    try {
      return await work(signal === undefined ? lock.lost : AbortSignal.any([signal, lock.lost]))
    } catch (error) {
      if (!lock.lost.aborted || signal?.aborted) throw error
    } finally {
      await lock.release()
    }
  }
}
