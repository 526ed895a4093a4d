import type { Report } from '@altwright/core'
import { describe, expect, test } from 'vitest'
import { link, manyPages, names } from '../test/queue/many-pages.ts'
import { redisServer, startRedis } from '../test/queue/redis.ts'
import type { Route, Site } from '../test/site.ts'
import { type Process, pagesAsked, reportOf, start, until } from './process.ts'

/** The report of those that share a crawl; one of them has written it. */
async function reportOfAll(crew: readonly Process[]): Promise<Report> {
  const ends = await Promise.all(crew.map(({ ended }) => ended))
  const writers = crew.filter((_, index) => ends[index]?.stdout.includes('Report: r.json'))
  expect(ends.map(({ code, stderr }) => (code === 0 ? '' : stderr)).join('')).toBe('')
  expect(writers).toHaveLength(1)
  return reportOf(writers[0] as Process)
}

async function alone(there: Site): Promise<Report> {
  const single = start(there)
  expect((await single.ended).code).toBe(0)
  const report = reportOf(single)
  ;(there.requests as string[]).length = 0
  return report
}

describe.skipIf(redisServer === undefined)('faults of a shared crawl', () => {
  test('one of three workers is killed: its pages are read by the others', async () => {
    const there = await manyPages({ delay: 300 })
    const whole = await alone(there)
    const { url } = await startRedis()
    const [victim, ...others] = [1, 2, 3].map(() => start(there, '--queue', url, '--queue-name', 'x'))
    await until(() => pagesAsked(there).length >= 20)
    victim?.kill()
    expect(await reportOfAll(others)).toEqual(whole)
    // What it had under way was asked for again.
    expect(pagesAsked(there).length).toBeGreaterThan(names.length)
    expect(pagesAsked(there).length).toBeLessThanOrEqual(names.length + 4)
  })

  test('all are killed, and one goes on', async () => {
    const there = await manyPages({ delay: 200 })
    const whole = await alone(there)
    const { url } = await startRedis()
    const crew = [1, 2].map(() => start(there, '--queue', url))
    await until(() => pagesAsked(there).length >= 15)
    for (const { kill } of crew) kill()
    await Promise.all(crew.map(({ ended }) => ended))
    expect(await reportOfAll([start(there, '--queue', url)])).toEqual(whole)
    expect(pagesAsked(there).length).toBeLessThanOrEqual(names.length + 8)
  })

  test('Redis is killed and starts again with what it had on disk', async () => {
    const there = await manyPages({ delay: 200 })
    const whole = await alone(there)
    const redis = await startRedis()
    const crew = [1, 2].map(() => start(there, '--queue', redis.url, '--queue-name', 'x'))
    for (const count of [5, 20, 35]) {
      await until(() => pagesAsked(there).length >= count)
      await redis.restart()
    }
    expect(await reportOfAll(crew)).toEqual(whole)
  })

  test('Redis loses the last moments: what it no longer knows is read again', async () => {
    const there = await manyPages({ delay: 200 })
    const whole = await alone(there)
    const redis = await startRedis()
    const crew = [1, 2].map(() => start(there, '--queue', redis.url, '--queue-name', 'x'))
    await until(() => pagesAsked(there).length >= 12)
    const copy = redis.copy()
    await until(() => pagesAsked(there).length >= 30)
    await redis.restart(copy)
    expect(await reportOfAll(crew)).toEqual(whole)
    expect(pagesAsked(there).length).toBeGreaterThan(names.length)
  })

  test('Ctrl-C ends a worker whose Redis is away', async () => {
    const there = await manyPages({ delay: 200 })
    const redis = await startRedis()
    const { ended, kill } = start(there, '--queue', redis.url)
    await until(() => pagesAsked(there).length >= 8)
    redis.kill()
    await new Promise((resolve) => setTimeout(resolve, 1000))
    kill('SIGINT')
    const { code, stderr } = await ended
    expect(code).toBe(130)
    expect(stderr).toContain('the same command goes on with the crawl')
  })

  test('Redis starts again with nothing: everybody says so', async () => {
    const there = await manyPages({ delay: 200 })
    const redis = await startRedis(['--appendonly', 'no'])
    const crew = [1, 2].map(() => start(there, '--queue', redis.url, '--queue-name', 'x'))
    await until(() => pagesAsked(there).length >= 12)
    await redis.restart()
    for (const { ended } of crew) {
      const { code, stderr } = await ended
      expect(code).toBe(2)
      expect(stderr).toContain('no longer has this crawl')
    }
  })

  test('a page that ends whoever reads it is given up after three, and told', async () => {
    let current: Process | undefined
    let deaths = 0
    const deadly: Route = () => {
      deaths++
      current?.kill()
    }
    const there = await manyPages({
      more: { '/': link('/p0') + link('/deadly') + link('/p1'), '/deadly': deadly },
    })
    const { url } = await startRedis()
    for (let code: number | null = null; code === null; ) {
      current = start(there, '--queue', url, '--queue-name', 'x', '--concurrency', '1')
      code = (await current.ended).code
    }
    expect(deaths).toBe(3)
    const { documents } = reportOf(current as Process)
    const page = documents.find(({ document }) => document.endsWith('/deadly'))
    expect(page?.problem).toContain('3 processes ended while they read it.')
    expect(documents.some(({ document }) => document.endsWith('/p1'))).toBe(true)
  })
})
