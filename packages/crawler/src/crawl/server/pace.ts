/** The most that a server may make us wait, in milliseconds, whatever it says. */
export const longestPause = 60_000

/** Keeps the time between two pages of a host. */
export interface Pacing {
  /** Waits for the host's next turn and takes it. */
  turn(address: string, signal: AbortSignal): Promise<void>
  /** Nobody asks the host for so many milliseconds. */
  pause(address: string, milliseconds: number): void
}

/** When a host may be asked for its next page: a politeness delay, and pauses that the host asked for. */
export class Pace implements Pacing {
  readonly #delay: (url: URL) => number
  readonly #next = new Map<string, number>()

  /** @param delay The least time between two pages, in milliseconds. */
  constructor(delay: (url: URL) => number) {
    this.#delay = delay
  }

  async turn(address: string, signal: AbortSignal): Promise<void> {
    const url = new URL(address)
    for (;;) {
      const now = performance.now()
      const next = this.#next.get(url.host) ?? 0
      if (next <= now) {
        const delay = this.#delay(url)
        if (delay > 0) this.#next.set(url.host, now + delay)
        return
      }
      await sleep(next - now, signal)
    }
  }

  pause(address: string, milliseconds: number): void {
    const { host } = new URL(address)
    const until = performance.now() + Math.min(milliseconds, longestPause)
    this.#next.set(host, Math.max(until, this.#next.get(host) ?? 0))
  }
}

/** @throws the signal's reason when it is aborted meanwhile. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', end, { once: true })
  })
}
