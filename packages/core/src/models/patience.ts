import { setTimeout as sleep } from 'node:timers/promises'
import { Transient } from './problem.ts'

/** How long to bear with a hub that does not answer as it should. */
export interface Patience {
  /**
   * How long it may send nothing, in milliseconds.
   *
   * @default `HF_HUB_DOWNLOAD_TIMEOUT`, which is in seconds, else 30000
   */
  readonly idle?: number | undefined
  /**
   * Tries without any progress; a download that moves on is never given up.
   *
   * @default 5
   */
  readonly attempts?: number | undefined
  /**
   * The wait before the second try, in milliseconds; it doubles with each.
   *
   * @default 1000
   */
  readonly backoff?: number | undefined
}

export type ResolvedPatience = Readonly<Record<keyof Patience, number>>

export function resolvePatience(patience: Patience | undefined, idle: number): ResolvedPatience {
  return {
    idle: patience?.idle ?? idle,
    attempts: patience?.attempts ?? 5,
    backoff: patience?.backoff ?? 1000,
  }
}

export interface Trying {
  readonly patience: ResolvedPatience
  readonly signal: AbortSignal | undefined
  readonly onRetry: (problem: string, delay: number) => void
  /** Whether the last try got further than any before it. */
  readonly hasAdvanced: (() => boolean) | undefined
  readonly giveUp: (problem: Transient, failures: number) => Error
}

const longestBackoff = 30_000
/** A server that wants more is not waited for; the error says for how long it wants to be left alone. */
const longestWait = 120_000

/** Tries again while the reason to fail may pass. */
export async function persist<T>(work: () => Promise<T>, trying: Trying): Promise<T> {
  const { patience, signal, onRetry, hasAdvanced, giveUp } = trying
  for (let failures = 0; ; ) {
    try {
      signal?.throwIfAborted()
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof Transient)) throw error
      failures = hasAdvanced?.() ? 1 : failures + 1
      const delay = error.wait ?? backoff(patience.backoff, failures)
      if (!error.worthwhile || failures >= patience.attempts || delay > longestWait)
        throw giveUp(error, failures)
      onRetry(error.message, delay)
      await pause(delay, signal)
    }
  }
}

/** Waits, and throws the signal's reason when it is aborted meanwhile. */
export async function pause(delay: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(delay, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted()
    throw error
  })
}

/** With some chance in it, so that a hundred builds do not come back in the same moment. */
function backoff(first: number, failures: number): number {
  return Math.min(longestBackoff, first * 2 ** (failures - 1)) * (1 + Math.random() / 4)
}
