import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonReport } from '@altwright/core'
import type { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { command } from '../command.ts'
import { folder } from '../folder.ts'
import { type Route, serve } from '../site.ts'
import { link, manyPages, names, worker } from './many-pages.ts'
import { noRedis, redisServer, startRedis } from './redis.ts'

if (redisServer === undefined) console.warn(noRedis)

const captionsOf = (root: string) =>
  Object.keys(JSON.parse(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).images).sort()

test('where the packages for it are not there, it says which', async () => {
  const hook = `export const resolve = (name, context, next) => {
    if (name !== 'bullmq' && name !== 'ioredis') return next(name, context)
    throw Object.assign(new Error(name), { code: 'ERR_MODULE_NOT_FOUND' })
  }`
  const url = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
  const start = url(`import { register } from 'node:module'; register(${JSON.stringify(url(hook))})`)
  const { code, stderr } = await command(['crawl', 'http://127.0.0.1:9/', '--queue', 'redis://127.0.0.1:9'], {
    cwd: folder(),
    env: { NODE_OPTIONS: `--import=${start}` },
  })
  expect(code).toBe(2)
  expect(stderr).toContain('needs two more packages: run `npm install --save-dev bullmq ioredis`.')
})

/** Keys that do not go by themselves. */
async function staying(client: Redis): Promise<string[]> {
  const keys = await client.keys('*')
  const times = await Promise.all(keys.map((key) => client.ttl(key)))
  return keys.filter((_, index) => times[index] === -1)
}

describe.skipIf(redisServer === undefined)('a crawl that processes share by way of Redis', () => {
  test('three workers report what one alone does; each page and each picture is asked for once', async () => {
    const there = await manyPages({ delay: 5 })
    const { url, client } = await startRedis()
    const alone = worker(there)
    const whole = await alone.report
    const before = there.requests.length
    const crew = [1, 2, 3].map(() =>
      worker(there, { crawl: { queue: url, queueName: 'once', concurrency: 2 } }),
    )
    const reports = await Promise.all(crew.map(({ report }) => report))
    for (const report of reports) expect(jsonReport(report)).toBe(jsonReport(whole))
    const asked = there.requests.slice(before)
    expect(asked.filter((path) => names.includes(path)).sort()).toEqual([...names].sort())
    for (const path of ['/robots.txt', '/sitemap.xml']) expect(asked).toContain(path)
    const captioned = crew.flatMap(({ captioner }) => captioner.seen)
    expect(captioned.sort()).toEqual([...alone.captioner.seen].sort())
    // One of them has written, and its lockfile has what all have captioned.
    const writers = crew.filter(({ root }) => existsSync(join(root, 'r.json')))
    expect(writers.map(({ root }) => captionsOf(root))).toEqual([captionsOf(alone.root)])
    const keys = await client.keys('*')
    expect(keys.every((key) => /:head$|:report$/.test(key))).toBe(true)
    for (const key of keys) expect(await client.ttl(key)).toBeGreaterThan(0)
  })

  test('limits hold over all, and a crawl without a name begins anew when it is done', async () => {
    const there = await manyPages()
    const { url } = await startRedis()
    const settings = { depth: 1, maxPages: 6, sitemap: false }
    const whole = await worker(there, { crawl: settings }).report
    expect(whole.documents).toHaveLength(6)
    for (const _ of ['once', 'again']) {
      const before = there.requests.length
      const crew = [1, 2].map(() => worker(there, { crawl: { ...settings, queue: url } }))
      for (const { report } of crew) expect(jsonReport(await report)).toBe(jsonReport(whole))
      expect(there.requests.slice(before).filter((path) => names.includes(path)).length).toBeGreaterThan(4)
    }
  })

  test('two sites on one Redis do not mix', async () => {
    const [here, there] = [await manyPages(), await manyPages()]
    const { url } = await startRedis()
    const crawl = { queue: url }
    const crew = [here, there, here, there].map((site) => worker(site, { crawl }))
    const reports = await Promise.all(crew.map(({ report }) => report))
    for (const [index, report] of reports.entries()) {
      const { origin } = index % 2 === 0 ? here : there
      expect(report.documents.every(({ document }) => document.startsWith(`${origin}/`))).toBe(true)
      expect(report.documents).toHaveLength(44)
    }
  })

  test('the delay between two pages of a host is kept by all together', async () => {
    const times: number[] = []
    const timed: Route = (_, response) => {
      times.push(performance.now())
      response.writeHead(200, { 'content-type': 'text/html' }).end('')
    }
    const paths = Array.from({ length: 8 }, (_, index) => `/t${index}`)
    const there = await serve({
      '/': paths.map(link).join(''),
      ...Object.fromEntries(paths.map((path) => [path, timed])),
    })
    const { url } = await startRedis()
    const crew = [1, 2].map(() => worker(there, { crawl: { queue: url, queueName: 'slow', delay: 60 } }))
    await Promise.all(crew.map(({ report }) => report))
    const gaps = times.slice(1).map((time, index) => time - (times[index] as number))
    // A request may be late, and the next one on time.
    expect((times.at(-1) as number) - (times[0] as number)).toBeGreaterThan(7 * 60 - 60)
    expect(gaps.filter((gap) => gap < 20).length).toBeLessThan(3)
  })

  test('a crawl that is interrupted everywhere goes on; nothing is read twice', async () => {
    const there = await manyPages({ delay: 20 })
    const { url, client } = await startRedis()
    const whole = await worker(there).report
    const before = there.requests.length
    const abort = new AbortController()
    const crawl = { queue: url, concurrency: 2 }
    const first = [1, 2].map(() =>
      worker(there, {
        crawl,
        signal: abort.signal,
        onProgress: ({ opened }) => {
          if (opened >= 15) abort.abort(new Error('enough'))
        },
      }),
    )
    for (const { report } of first) await expect(report).rejects.toThrow('enough')
    // Pages wait in the queue, and would go by themselves if nobody came back.
    expect((await client.keys('*:wait')).length).toBe(1)
    expect(await staying(client)).toEqual([])
    // But for what has to go sooner, so that dead workers are found.
    for (const key of await client.keys('*:stalled-check')) {
      expect(await client.pttl(key)).toBeLessThanOrEqual(5_000)
    }
    const second = worker(there, { crawl })
    expect(jsonReport(await second.report)).toBe(jsonReport(whole))
    const asked = there.requests.slice(before).filter((path) => names.includes(path))
    // Those that were under way.
    expect(asked.length).toBeLessThanOrEqual(names.length + 4)
  })

  test('who was to write the report and is dead is not waited for', async () => {
    const there = await manyPages({ delay: 100 })
    const { url, client } = await startRedis()
    const { report } = worker(there, { crawl: { queue: url, queueName: 'x', concurrency: 2 } })
    let id: string | null = null
    while (id === null) id = await client.hget('altwright:{x}:head', 'id')
    // Longer than it takes until the others are heard of again.
    await client.set(`altwright:{x}:crawl:${id}:reporter`, 'somebody', 'PX', 8_000)
    expect((await report).documents).toHaveLength(44)
  })

  test('a start that cannot be reached leaves nothing behind', async () => {
    const { url, client } = await startRedis()
    const there = await serve({})
    const away = there.origin.replace(/\d+$/, '1')
    const { report } = worker({ ...there, origin: away }, { crawl: { queue: url } })
    await expect(report).rejects.toMatchObject({ code: 'unreachable' })
    expect(await client.keys('*')).toEqual([])
  })

  test('what cannot be shared is refused with a way out, and no password is told', async () => {
    const { url, port } = await startRedis(['--requirepass', 'hunter2'])
    const there = await manyPages()
    const refused = async (crawl: NonNullable<Parameters<typeof worker>[1]>['crawl']) =>
      worker(there, { crawl })
        .report.then(() => 'nothing')
        .catch((error: Error) => error.message)
    expect(await refused({ queue: url })).toContain(`redis://127.0.0.1:${port} asks for a password`)
    const wrong = await refused({ queue: `redis://:hunter3@127.0.0.1:${port}` })
    expect(wrong).toContain('asks for a password, or for another one')
    expect(wrong).not.toContain('hunter3')
    const away = await refused({ queue: 'redis://:hunter2@127.0.0.1:1/3' })
    expect(away).toContain('redis://127.0.0.1:1/3 cannot be reached (ECONNREFUSED)')
    expect(away).not.toContain('hunter2')
    expect(await refused({ queue: 'http://:hunter2@127.0.0.1' })).toBe(
      '`crawl.queue`: expected the address of a Redis server, such as redis://localhost:6379/0.',
    )
    expect(await refused({ queue: url, shard: { index: 1, count: 2 } })).toContain('take one of them')
    expect(await refused({ queueName: 'x' })).toContain('needs `crawl.queue`')
    const name = { queue: `redis://:hunter2@127.0.0.1:${port}`, queueName: 'x' }
    const slow = worker(await manyPages({ delay: 100 }), { crawl: name })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await refused(name)).toContain('The crawl “x” on redis://127.0.0.1')
    await slow.report
  })

  test('a Redis that would drop pages is refused; one without memory ends the crawl, which goes on later', async () => {
    const drops = await startRedis(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'])
    const there = await manyPages({ delay: 10 })
    await expect(worker(there, { crawl: { queue: drops.url } }).report).rejects.toThrow(
      'set it to noeviction',
    )
    const { url, client } = await startRedis()
    const crawl = { queue: url, concurrency: 1 }
    let isFull: Promise<unknown> | undefined
    const full = worker(there, {
      crawl,
      onProgress: ({ opened }) => {
        if (opened === 12) isFull ??= client.config('SET', 'maxmemory', '1')
      },
    })
    await expect(full.report).rejects.toThrow('has no memory left')
    await isFull
    await client.config('SET', 'maxmemory', '0')
    const whole = await worker(there).report
    expect(jsonReport(await worker(there, { crawl }).report)).toBe(jsonReport(whole))
  })

  test('from the command line: one shows the report, all say what they do, and --report-only shows it later', async () => {
    const there = await manyPages({ delay: 50 })
    const { url } = await startRedis()
    const args = ['crawl', there.origin, '--queue', url, '--queue-name', 'x', '--model', 'graphics']
    const run = (...more: string[]) =>
      command([...args, '--reporter', 'json=r.json', ...more], { cwd: folder() })
    const crew = await Promise.all([run(), run()])
    expect(crew.map(({ code }) => code).sort()).toEqual([0, 1])
    const [helper, writer] = [...crew].sort((a, b) => (a.code as number) - (b.code as number))
    expect(crew.filter(({ stderr }) => stderr.startsWith('Began the crawl “x” on redis://'))).toHaveLength(1)
    expect(helper?.stdout).toBe('')
    expect(helper?.stderr).toContain('Done. Another process writes the report')
    expect(writer?.stdout).toContain('82 images in 44 pages')
    const later = await run('--report-only')
    expect(later.code).toBe(1)
    expect(later.stdout).toBe(writer?.stdout)
    const late = await run()
    expect(late).toMatchObject({ code: 0, stdout: '' })
    expect(late.stderr).toContain('The crawl “x” on redis://127.0.0.1')
    expect(late.stderr).toContain('is done.')
    const none = await command(['crawl', there.origin, '--queue', url, '--report-only'], { cwd: folder() })
    expect(none.code).toBe(2)
    expect(none.stderr).toContain('has no crawl of these starts and settings')
  })
})
