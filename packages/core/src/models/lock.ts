import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { lock } from 'proper-lockfile'
import { type HubModel, repositoryFolder } from './name.ts'
import { pause } from './patience.ts'

export interface LockOptions {
  readonly signal: AbortSignal | undefined
  /** Called once, when another process has the lock. */
  readonly onWait: () => void
}

const lookAgain = 250
/** A process that was killed leaves its lock; after so long without a sign of life it is taken. */
const stale = 10_000

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
    // A machine that slept may wake to find that another process took the lock.
    const lost = new AbortController()
    const release = await tryLock(folder, () => lost.abort(new Error('The lock was lost')))
    if (release === undefined) {
      if (waits === 0) onWait()
      await pause(lookAgain, signal)
      continue
    }
    try {
      return await work(signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal]))
    } catch (error) {
      if (!lost.signal.aborted || signal?.aborted) throw error
    } finally {
      await release().catch(() => {})
    }
  }
}

async function tryLock(
  folder: string,
  onCompromised: () => void,
): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lock(folder, {
      lockfilePath: join(folder, 'altwright.lock'),
      realpath: false,
      retries: 0,
      stale,
      update: stale / 4,
      onCompromised,
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined
    throw error
  }
}
