import { lock } from 'proper-lockfile'

/** A lock that other processes respect. */
export interface FileLock {
  /** Aborted where another process took the lock: a machine that slept gives no sign of life. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** A process that was killed leaves its lock; after so long without a sign of life, in milliseconds, it is taken. */
const staleMs = 10_000

/** Takes the lock that is made at `path`; `undefined` while another process has it. What else stands in its way is thrown. */
export async function tryLock(path: string): Promise<FileLock | undefined> {
  const lost = new AbortController()
  try {
    const release = await lock(path, {
      lockfilePath: path,
      realpath: false,
      retries: 0,
      stale: staleMs,
      update: staleMs / 4,
      onCompromised: () => lost.abort(new Error('The lock was lost')),
    })
    // What was lost is no longer ours to release.
    return { lost: lost.signal, release: () => release().catch(() => {}) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined
    throw error
  }
}
