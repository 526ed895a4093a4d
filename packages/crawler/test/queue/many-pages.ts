import type { Report } from '@altwright/core'
import { type CrawlOptions, crawl } from 'altwright'
import { type FakeCaptioner, fakeCaptioner } from '../fake.ts'
import { folder } from '../folder.ts'
import { picture, type Route, redirect, type Site, serve } from '../site.ts'

export const link = (path: string) => `<a href="${path}">x</a>`

/** Forty pages; the first eight are linked from the start, each of them links to four more. */
export const names = Array.from({ length: 40 }, (_, index) => `/p${index}`)

/** Pages on three levels, with pictures that stand on several, redirects of two to one, one that is not there, and a sitemap. */
export function manyPages({ delay = 0, more = {} }: ManyPages = {}): Promise<Site> {
  const slow = (html: string): Route => {
    return (_, response) =>
      void setTimeout(() => response.writeHead(200, { 'content-type': 'text/html' }).end(html), delay)
  }
  const children = (index: number) => (index < 8 ? names.slice(8 + index * 4, 12 + index * 4) : [])
  const page = (index: number) =>
    `<img src="/i${index % 7}.svg"><img src="/none.png" alt="${names[index]}">${children(index).map(link).join('')}`
  return serve({
    '/': slow([...names.slice(0, 8), '/old', '/older', '/gone'].map(link).join('')),
    ...Object.fromEntries(names.map((name, index) => [name, slow(page(index))])),
    '/old': redirect('/new'),
    '/older': redirect('/new'),
    '/new': slow('<img src="/i1.svg">'),
    '/hidden': slow('<img src="/i2.svg">'),
    '/sitemap.xml': (request, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(`<urlset><url><loc>http://${request.headers.host}/hidden</loc></url></urlset>`),
    ...Object.fromEntries(names.map((_, index) => [`/i${index}.svg`, picture(`kettle ${index}`)])),
    ...more,
  })
}

interface ManyPages {
  /** How long each page takes, in milliseconds. */
  readonly delay?: number
  readonly more?: Readonly<Record<string, Route>>
}

/** A process of a crawl, as far as one process can be several. */
export interface Worker {
  readonly root: string
  readonly captioner: FakeCaptioner
  readonly report: Promise<Report>
}

export function worker(
  { origin }: Site,
  { crawl: settings, ...options }: Partial<CrawlOptions> = {},
): Worker {
  const root = folder()
  const captioner = fakeCaptioner()
  const report = crawl({
    start: `${origin}/`,
    root,
    locked: false,
    openCaptioner: async () => captioner,
    report: { html: 'r.html', json: 'r.json' },
    crawl: { retries: 0, ...settings },
    ...options,
  })
  // Who looks at it later sees the rejection.
  report.catch(() => {})
  return { root, captioner, report }
}
