import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '@altwright/core'
import { type CrawlOptions, crawl } from 'altwright'
import { expect, test } from 'vitest'
import { command } from '../command.ts'
import { fakeCaptioner } from '../fake.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'
import { picture, type Route, type Site, serve } from '../site.ts'

const names = Array.from({ length: 30 }, (_, index) => `/p${index}`)

/** A home page that links to thirty others, each slow enough to be interrupted in. */
function site(): Promise<Site> {
  const slow = (html: string): Route => {
    return (_, response) =>
      void setTimeout(() => response.writeHead(200, { 'content-type': 'text/html' }).end(html), 15)
  }
  return serve({
    '/': slow(names.map((name) => `<a href="${name}">x</a>`).join('')),
    ...Object.fromEntries(
      names.map((name, index) => [
        name,
        slow(`<img src="/i${index % 7}.svg"><img src="/none.png" alt="${name}">`),
      ]),
    ),
    ...Object.fromEntries(names.map((_, index) => [`/i${index}.svg`, picture(`kettle ${index}`)])),
  })
}

function crawlSite({ origin }: Site, options: Partial<CrawlOptions>): Promise<Report> {
  return crawl({
    start: `${origin}/`,
    locked: false,
    openCaptioner: async () => fakeCaptioner(),
    ...options,
  })
}

const journals = (root: string) => {
  const path = join(root, '.altwright/crawl')
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.jsonl')) : []
}

test('a crawl that cannot start leaves nothing behind', async () => {
  const root = folder({ 'altwright.lock.json': '{' })
  await expect(crawlSite(await site(), { root })).rejects.toThrow('altwright.lock.json')
  expect(readdirSync(root)).toEqual(['altwright.lock.json'])
})

test('an interrupted crawl goes on where it was, and reports the same', async () => {
  const there = await site()
  const whole = await crawlSite(there, { root: folder() })
  const root = folder()
  const before = there.requests.length
  const abort = new AbortController()
  await expect(
    crawlSite(there, {
      root,
      signal: abort.signal,
      onProgress: ({ opened }) => {
        if (opened >= 12) abort.abort(new Error('enough'))
      },
    }),
  ).rejects.toThrow('enough')
  expect(journals(root)).toHaveLength(1)
  const report = await crawlSite(there, { root })
  expect(report).toEqual(whole)
  expect(existsSync(join(root, '.altwright'))).toBe(false)
  const asked = there.requests.slice(before).filter((path) => names.includes(path))
  // Those that were under way are asked for twice.
  expect(asked.length).toBeLessThanOrEqual(names.length + 4)
})

test('other settings, --no-resume and a complete crawl start anew', async () => {
  const there = await site()
  const root = folder()
  const stop = async (options: Partial<CrawlOptions> = {}) => {
    const abort = new AbortController()
    const onProgress = ({ opened }: { opened: number }) => {
      if (opened >= 5) abort.abort(new Error('enough'))
    }
    await crawlSite(there, { root, signal: abort.signal, onProgress, ...options }).catch(() => {})
  }
  const asked = async (options: Partial<CrawlOptions>) => {
    const from = there.requests.length
    await crawlSite(there, { root, ...options })
    return there.requests.slice(from).filter((path) => names.includes(path)).length
  }
  await stop()
  expect(await asked({ maxLength: 80 })).toBe(names.length)
  expect(await asked({ crawl: { concurrency: 1 } })).toBeLessThan(names.length)
  expect(await asked({})).toBe(names.length)
  await stop()
  expect(await asked({ resume: false })).toBe(names.length)
})

test('a journal with half a line, or with something else in it, loses no more than that', async () => {
  const there = await site()
  const whole = await crawlSite(there, { root: folder() })
  for (const tail of ['{"page":{"url":"http', '\u0000\u0000\u0000\n{"page":{}}\n', '[]\n']) {
    const root = folder()
    const abort = new AbortController()
    const onProgress = ({ opened }: { opened: number }) => {
      if (opened >= 8) abort.abort(new Error('enough'))
    }
    await crawlSite(there, { root, signal: abort.signal, onProgress }).catch(() => {})
    await appendFile(join(root, '.altwright/crawl', journals(root)[0] ?? ''), tail)
    expect(await crawlSite(there, { root })).toEqual(whole)
  }
})

test('killed in the middle: the same report, and the person is told', async () => {
  const there = await site()
  const args = [
    'crawl',
    there.origin,
    '--reporter',
    'json=r.json',
    '--model',
    'graphics',
    '--max-warnings',
    '999',
  ]
  const report = (cwd: string) => {
    const { date: _, ...rest } = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))
    return rest
  }
  const calm = folder()
  await altwright(args, { cwd: calm })
  const cwd = folder()
  let kill: (signal: NodeJS.Signals) => void = () => {}
  const running = command(args, {
    cwd,
    onStart: (end) => {
      kill = end
    },
  })
  const watch = setInterval(() => {
    const [name] = journals(cwd)
    const lines =
      name === undefined ? 0 : readFileSync(join(cwd, '.altwright/crawl', name), 'utf8').split('\n').length
    if (lines > 6) kill('SIGKILL')
  }, 5)
  await running
  clearInterval(watch)
  expect(journals(cwd)).toHaveLength(1)
  const { stderr } = await altwright(args, { cwd })
  expect(stderr).toMatch(
    /^Going on with a crawl that ended just now, after \d+ pages; --no-resume starts anew\.\n/,
  )
  expect(report(cwd)).toEqual(report(calm))
  expect(readFileSync(join(cwd, 'altwright.lock.json'), 'utf8')).toBe(
    readFileSync(join(calm, 'altwright.lock.json'), 'utf8'),
  )
})
