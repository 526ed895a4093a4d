import { expect, test } from 'vitest'
import { manyPages } from '../test/queue/many-pages.ts'
import { redisServer, startRedis } from '../test/queue/redis.ts'
import { pagesAsked, start, until } from './process.ts'

// In a file of its own: it waits for two minutes, and the others go on meanwhile.
test.skipIf(redisServer === undefined)(
  'Redis goes away and stays away: everybody waits for a while, and says so',
  async () => {
    const there = await manyPages({ delay: 200 })
    const redis = await startRedis()
    const crew = [1, 2].map(() => start(there, '--queue', redis.url))
    await until(() => pagesAsked(there).length >= 12)
    redis.kill()
    for (const { ended } of crew) {
      const { code, stderr } = await ended
      expect(code).toBe(2)
      expect(stderr).toContain('went away and has not come back for 2 minutes')
    }
  },
)
