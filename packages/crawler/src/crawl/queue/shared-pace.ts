import type { Redis } from 'ioredis'
import { longestPause, type Pacing, sleep } from '../server/pace.ts'
import { pauseScript, turnScript } from './scripts.ts'

/** The pace of all processes together. */
export function sharedPace(redis: Redis, key: string, delay: (url: URL) => number): Pacing {
  return {
    async turn(address, signal) {
      const url = new URL(address)
      for (;;) {
        signal.throwIfAborted()
        const wait = await redis.eval(turnScript, 1, key, url.host, Math.round(delay(url)))
        if (Number(wait) === 0) return
        await sleep(Number(wait), signal)
      }
    },
    pause(address, milliseconds) {
      const { host } = new URL(address)
      // Commands keep their order, so the next turn comes after it.
      redis.eval(pauseScript, 1, key, host, Math.round(Math.min(milliseconds, longestPause))).catch(() => {})
    },
  }
}
