import type { ServerResponse } from 'node:http'
import { crawl } from 'altwright'
import { describe, expect, test } from 'vitest'
import { fakeCaptioner } from '../test/fake.ts'
import { folder } from '../test/folder.ts'
import { serve } from '../test/site.ts'

const gigabyte = 1024 ** 3

/** Sends a gigabyte as fast as it is taken, without saying how much it will be; tells how much was taken. */
function endless(type: string, filler: string) {
  const part = Buffer.from(filler.repeat(Math.ceil((1024 * 1024) / filler.length)))
  const sent = { bytes: 0 }
  const route = (_: unknown, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': type })
    const write = () => {
      while (sent.bytes < gigabyte && !response.destroyed) {
        sent.bytes += part.length
        if (!response.write(part)) return void response.once('drain', write)
      }
      response.end()
    }
    write()
  }
  return { route, sent }
}

describe.each(['auto', 'browser'] as const)('a server that sends a gigabyte, mode %s', (mode) => {
  test('as a page, as a picture, as a style sheet and as a download', async () => {
    const page = endless('text/html', '<p>More and more text.</p>\n')
    const image = endless('image/png', '\u0000')
    const sheet = endless('text/css', 'p { color: red }\n')
    const file = endless('application/zip', 'x')
    const site = await serve({
      '/': '<a href="/page">x</a><a href="/file">x</a><a href="/ok">x</a>',
      '/page': page.route,
      '/file': file.route,
      '/ok': '<link rel="stylesheet" href="/big.css"><img src="/big.png">',
      '/big.png': image.route,
      '/big.css': sheet.route,
    })
    const report = await crawl({
      start: `${site.origin}/`,
      root: folder(),
      locked: false,
      openCaptioner: async () => fakeCaptioner(),
      crawl: { mode, concurrency: 1 },
    })
    const problems = Object.fromEntries(
      report.documents.map(({ document, problem }) => [new URL(document).pathname, problem]),
    )
    // A browser may be too slow to take that much in time.
    const tooLarge = expect.stringMatching(/more than 20 MiB|not ready within/)
    expect(problems).toMatchObject({ '/': undefined, '/page': tooLarge })
    expect(problems).not.toHaveProperty('/file')
    for (const { bytes } of [page.sent, image.sent, sheet.sent, file.sent]) {
      expect(bytes).toBeLessThan(gigabyte)
    }
    // The page is told with its picture unread, or as one that loads too much.
    const told: unknown[] = [...report.findings, ...(problems['/ok'] === undefined ? [] : [problems['/ok']])]
    expect(told).toHaveLength(1)
    expect(process.memoryUsage().rss).toBeLessThan(gigabyte)
  })
})
