import { setImmediate } from 'node:timers/promises'

/**
 * Lets tasks begin one after the other: each when the one before is done, or waits for more than what is at hand. All at once they
 * would all be done at the end, and who asked for the first would wait for the last.
 */
export function inTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const begun = last.then(() => {
      const working = work()
      return { working, over: Promise.race([working.catch(() => {}), setImmediate()]) }
    })
    last = begun.then(({ over }) => over)
    return begun.then(({ working }) => working)
  }
}
