import { jsonReport, mergeReports, type Report } from '@altwright/core'
import type { CrawlSettings } from '@altwright/core/config'
import { type CrawlOptions, crawl } from 'altwright'
import { expect, test } from 'vitest'
import { fakeCaptioner } from '../fake.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'
import { picture, type Route, redirect, type Site, serve } from '../site.ts'

const link = (path: string) => `<a href="${path}">x</a>`
const image = (index: number) => `<img src="/i${index % 5}.svg">`

/**
 * A site whose links are uneven: a chain in which each page is linked from the one before alone, a hub of leaves, pages of one
 * kind, a page under two addresses, redirects of two pages to one, a page that fails and a sitemap.
 */
function site(): Promise<Site> {
  const chain = Array.from({ length: 8 }, (_, index): [string, Route] => [
    `/chain/${'x'.repeat(index)}`,
    image(index) + link(`/chain/${'x'.repeat(index + 1)}`),
  ])
  const leaves = Array.from({ length: 12 }, (_, index) => `/leaf-${'abcdefghijkl'[index]}`)
  const kinds = Array.from({ length: 6 }, (_, index) => `/shop/${index}`)
  const home =
    ['/index.html', '/chain/', '/hub', '/gone', '/old', '/older', ...kinds].map(link).join('') + image(0)
  return serve({
    '/': home,
    '/index.html': home,
    ...Object.fromEntries(chain),
    '/hub': leaves.map(link).join(''),
    ...Object.fromEntries([...leaves, ...kinds].map((path, index) => [path, image(index) + link('/')])),
    '/old': redirect('/new'),
    '/older': redirect('/new'),
    '/new': image(3) + link('/after-new'),
    '/after-new': image(4) + link('/far'),
    '/far': image(1),
    '/hidden': image(2) + link('/chain/'),
    '/sitemap.xml': (request, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(`<urlset><url><loc>http://${request.headers.host}/hidden</loc></url></urlset>`),
    ...Object.fromEntries(
      Array.from({ length: 5 }, (_, index) => [`/i${index}.svg`, picture(`cup ${index}`)]),
    ),
  })
}

function crawlSite({ origin }: Site, settings: CrawlSettings, more: Partial<CrawlOptions> = {}) {
  return crawl({
    start: `${origin}/`,
    root: folder(),
    locked: false,
    openCaptioner: async () => fakeCaptioner(),
    crawl: { retries: 0, ...settings },
    ...more,
  })
}

function inShares(there: Site, count: number, settings: CrawlSettings): Promise<Report[]> {
  const shares = Array.from({ length: count }, (_, index) => ({ index: index + 1, count }))
  return Promise.all(shares.map((shard) => crawlSite(there, { ...settings, shard })))
}

test.each([
  ['no limits', { depth: 20 }],
  ['a depth', { depth: 2 }],
  ['most pages', { depth: 20, maxPages: 11 }],
  ['one page of a kind', { depth: 20, maxPerTemplate: 1 }],
  ['the start alone', { depth: 0 }],
] satisfies [string, CrawlSettings][])(
  'the reports of all shares are the report of one crawl: %s',
  async (_, settings) => {
    const there = await site()
    const whole = await crawlSite(there, settings)
    for (const count of [1, 2, 3, 5]) {
      const reports = await inShares(there, count, settings)
      const names = reports.flatMap(({ documents }) => documents.map(({ document }) => document))
      expect(jsonReport(mergeReports(reports, whole.root))).toBe(jsonReport(whole))
      // A page that two others lead to may be in two shares; every other one is in one.
      expect(names.filter((name) => !name.endsWith('/new')).length).toBe(
        whole.documents.filter(({ document }) => !document.endsWith('/new')).length,
      )
    }
  },
)

test('pages of the last level, and their pictures, are asked for by their share alone', async () => {
  const there = await site()
  await inShares(there, 3, { depth: 2 })
  const asked = (path: string) => there.requests.filter((one) => one === path).length
  expect(asked('/hub')).toBe(3)
  for (const leaf of 'abcdefghijkl') expect(asked(`/leaf-${leaf}`)).toBe(1)
})

test('from the command line: a share says what it is, and a wrong one is refused', async () => {
  const there = await site()
  const cwd = folder()
  const run = (...args: string[]) => altwright(['crawl', `${there.origin}/`, '--locked', ...args], { cwd })
  const { stderr } = await run('--shard', '2/3', '--depth', '1', '--retries', '0')
  expect(stderr).toContain('This is share 2 of 3; `altwright report merge` makes the reports of all one.')
  for (const wrong of ['0/3', '4/3']) {
    const { code, stderr: said } = await run('--shard', wrong)
    expect(code).toBe(2)
    expect(said).toContain('Expected a share and how many there are, such as 2/3.')
  }
})

test('links of another share that cannot be followed are told', async () => {
  const there = await serve({
    '/': link('/cut-a') + link('/cut-b') + link('/cut-c') + link('/cut-d'),
    ...Object.fromEntries(
      [...'abcd'].map((name): [string, Route] => [`/cut-${name}`, (_, response) => void response.destroy()]),
    ),
  })
  const args = ['--depth', '2', '--retries', '0', '--fail-on', 'none']
  const shares = await Promise.all(
    [1, 2].map((index) =>
      altwright(['crawl', there.origin, '--shard', `${index}/2`, ...args], { cwd: folder() }),
    ),
  )
  const [first, second] = shares.map(({ stderr }) =>
    Number(/Links of (\d) pages? of other shares were not followed/.exec(stderr)?.[1] ?? 0),
  )
  expect((first ?? 0) + (second ?? 0)).toBe(4)
})
