import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Report } from '@altwright/core'
import { type CrawlOptions, crawl } from 'altwright'
import { describe, expect, test } from 'vitest'
import { fakeCaptioner } from '../fake.ts'
import { folder } from '../folder.ts'
import { picture, type Route, redirect, type Site, serve } from '../site.ts'

function crawlSite(site: Site, options: Partial<CrawlOptions> = {}): Promise<Report> {
  return crawl({
    start: `${site.origin}/`,
    root: folder(),
    locked: false,
    openCaptioner: async () => fakeCaptioner(),
    ...options,
  })
}

/** Paths of pages that were read, and of others with what is wrong. */
function pages(report: Report): (string | [string, string])[] {
  return report.documents.map(({ document, problem }) => {
    const { pathname, search } = new URL(document)
    const path = `${pathname}${search}`
    return problem === undefined ? path : [path, problem.replace(/ Linked from .*$/, '')]
  })
}

const text = (body: string, type = 'text/plain'): Route => {
  return (_, response) => void response.writeHead(200, { 'content-type': type }).end(body)
}

const links = (...paths: string[]) => paths.map((path) => `<a href="${path}">x</a>`).join('')

describe('robots.txt', () => {
  const rules = text(
    'User-agent: *\nDisallow: /all\nAllow: /all/but\n\nUser-agent: altwright\nDisallow: /us\n',
  )

  test('the group for us goes before the one for all; --no-robots asks nobody', async () => {
    const routes = {
      '/': links('/all', '/us', '/us/too', '/ok'),
      '/all': '',
      '/us': '',
      '/us/too': '',
      '/ok': '',
    }
    const site = await serve({ ...routes, '/robots.txt': rules })
    expect(pages(await crawlSite(site))).toEqual(['/', '/all', '/ok'])
    const free = await serve({ ...routes, '/robots.txt': rules })
    expect(pages(await crawlSite(free, { crawl: { robots: false, sitemap: false } }))).toHaveLength(5)
    expect(free.requests).not.toContain('/robots.txt')
  })

  test('a start that is closed says so, and how to go on', async () => {
    const site = await serve({ '/': '', '/robots.txt': text('User-agent: *\nDisallow: /') })
    expect(pages(await crawlSite(site))).toEqual([['/', expect.stringContaining('--no-robots')]])
    expect(site.requests).not.toContain('/')
  })

  test('rules that cannot be read close the site; none open it', async () => {
    const broken = await serve({
      '/': '',
      '/robots.txt': (_, response) => void response.writeHead(500).end(),
    })
    expect(pages(await crawlSite(broken))).toEqual([['/', expect.stringContaining('answered 500')]])
    const none = await serve({ '/': '' })
    expect(pages(await crawlSite(none))).toEqual(['/'])
  })

  test('a redirect does not lead around them', async () => {
    const site = await serve({
      '/': links('/open'),
      '/open': redirect('/shut'),
      '/shut': '<img src="/x.png">',
      '/robots.txt': text('User-agent: *\nDisallow: /shut'),
    })
    expect(pages(await crawlSite(site))).toEqual(['/'])
  })

  test('Crawl-delay and `delay` space the pages of a host', async () => {
    const site = await serve({
      '/': links('/1', '/2', '/3'),
      '/1': '',
      '/2': '',
      '/3': '',
      '/robots.txt': text('User-agent: *\nCrawl-delay: 0.1'),
    })
    const began = performance.now()
    await crawlSite(site)
    expect(performance.now() - began).toBeGreaterThan(300)
    const again = performance.now()
    await crawlSite(site, { crawl: { delay: 150 } })
    expect(performance.now() - again).toBeGreaterThan(450)
  })
})

describe('sitemaps', () => {
  const urls = (origin: string, ...paths: string[]) =>
    `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths
      .map(
        (path) =>
          `<url><loc>\n ${origin}${path}\n</loc><image:image xmlns:image="x"><image:loc>${origin}/no</image:loc></image:image></url>`,
      )
      .join('')}</urlset>`

  test('an index, packed files, plain text and CDATA; other sites, and the depth, keep their limits', async () => {
    const routes: Record<string, Route> = { '/': '', '/a': '', '/b&c': '', '/c': '', '/d': '' }
    const site = await serve(routes)
    const { origin } = site
    routes['/robots.txt'] = text(`Sitemap: ${origin}/index.xml\nSitemap: /list.txt\n`)
    routes['/index.xml'] = text(
      `<sitemapindex><sitemap><loc><![CDATA[${origin}/one.xml]]></loc></sitemap><sitemap><loc>${origin}/two.xml.gz</loc></sitemap><sitemap><loc>${origin}/index.xml</loc></sitemap></sitemapindex>`,
    )
    routes['/one.xml'] = text(urls(origin, '/a', '/b&amp;c'))
    routes['/two.xml.gz'] = (_, response) => void response.end(gzipSync(urls(origin, '/c')))
    routes['/list.txt'] = text(`${origin}/d\nhttps://elsewhere.example/e\n`)
    expect(pages(await crawlSite(site))).toEqual(['/', '/a', '/b&c', '/c', '/d'])
    expect(pages(await crawlSite(site, { crawl: { depth: 0 } }))).toEqual(['/'])
    expect(pages(await crawlSite(site, { crawl: { sitemap: false } }))).toEqual(['/'])
  })

  test('without robots.txt there is /sitemap.xml; one that breaks off is read as far as it goes', async () => {
    const routes: Record<string, Route> = { '/': '', '/a': '', '/b': '' }
    const site = await serve(routes)
    routes['/sitemap.xml'] = text(urls(site.origin, '/a', '/b').replace(/<\/url><\/urlset>$/, '<oops'))
    expect(pages(await crawlSite(site))).toContain('/a')
  })
})

describe('which pages belong to it', () => {
  const site = () =>
    serve({
      '/': links('/docs/a', '/docs/deep/b', '/blog/c', '/docs/private/d', '/docs/a?print=1'),
      '/docs/a': '',
      '/docs/deep/b': '',
      '/blog/c': '',
      '/docs/private/d': '',
      '/docs/a?print=1': '',
    })

  test.each([
    [{ include: ['/docs/*'] }, ['/', '/docs/a', '/docs/a?print=1']],
    [
      { include: ['/docs/**'], exclude: ['**/private/**'] },
      ['/', '/docs/a', '/docs/a?print=1', '/docs/deep/b'],
    ],
    [{ exclude: [/[?&]print=/g, '/docs/**/*'] }, ['/', '/blog/c']],
    [{ include: ['http://*/blog/*'] }, ['/', '/blog/c']],
  ])('%o', async (scope, expected) => {
    expect(pages(await crawlSite(await site(), { crawl: scope }))).toEqual(expected)
  })

  test('other hosts that were allowed', async () => {
    const other = await serve({ '/': links('/more'), '/more': '' })
    const there = other.origin.replace('127.0.0.1', 'localhost')
    const here = await serve({ '/': links(`${there}/`) })
    expect((await crawlSite(here)).documents).toHaveLength(1)
    const allowedHosts = [new URL(there).host]
    expect((await crawlSite(here, { crawl: { allowedHosts } })).documents).toHaveLength(3)
    // A pattern names no host, so a private one stays out of reach.
    const report = await crawlSite(here, {
      crawl: { allowedHosts: [`*.localhost:${new URL(there).port}`, `*host:1`] },
    })
    expect(report.documents).toHaveLength(1)
  })

  test('so many of a kind', async () => {
    const paths = [
      '/shop/1',
      '/shop/2',
      '/shop/3',
      '/blog/a-very-long-title',
      '/blog/another-long-title',
      '/about',
    ]
    const shop = await serve({ '/': links(...paths), ...Object.fromEntries(paths.map((path) => [path, ''])) })
    const report = await crawlSite(shop, { crawl: { maxPerTemplate: 1 } })
    expect(pages(report)).toEqual(['/', '/about', '/blog/a-very-long-title', '/shop/1'])
  })
})

describe('servers that ask for patience', () => {
  /** Answers with these, one after the other, then with a page. */
  const stumbling = (...answers: ((response: ServerResponse) => void)[]): Route => {
    let asked = 0
    return (_, response) => {
      const answer = answers[asked++]
      if (answer !== undefined) return answer(response)
      response.writeHead(200, { 'content-type': 'text/html' }).end('<img src="/a.svg" alt="A">')
    }
  }
  const status = (code: number, headers: Record<string, string> = {}) => {
    return (response: ServerResponse) => void response.writeHead(code, headers).end()
  }

  test.each(['auto', 'browser'] as const)(
    '503, 429 and broken connections are asked again, mode %s',
    async (mode) => {
      const site = await serve({
        '/': links('/503', '/429', '/reset'),
        '/503': stumbling(status(503, { 'retry-after': '0' })),
        '/429': stumbling(status(429, { 'retry-after': new Date(Date.now() - 1000).toUTCString() })),
        '/reset': stumbling((response) => void response.socket?.destroy()),
      })
      const report = await crawlSite(site, { crawl: { mode } })
      expect(pages(report)).toEqual(['/', '/429', '/503', '/reset'])
      expect(report.findings).toHaveLength(3)
    },
  )

  test('Retry-After holds for all pages of the host', async () => {
    const times: number[] = []
    const note = (): Route => (_, response) => {
      times.push(performance.now())
      response.writeHead(200, { 'content-type': 'text/html' }).end()
    }
    const site = await serve({
      '/': links('/busy', '/1', '/2'),
      '/busy': stumbling(status(429, { 'retry-after': '1' })),
      '/1': note(),
      '/2': note(),
    })
    const began = performance.now()
    await crawlSite(site, { crawl: { concurrency: 1 } })
    expect(Math.min(...times) - began).toBeGreaterThan(1000)
  })

  test('not for ever, and not where it is of no use', async () => {
    const site = await serve({
      '/': links('/busy', '/gone'),
      '/busy': (_, response) => status(503)(response),
    })
    expect(pages(await crawlSite(site, { crawl: { retries: 1 } }))).toEqual([
      '/',
      ['/busy', 'The server answered 503 Service Unavailable.'],
      ['/gone', 'The server answered 404 Not Found.'],
    ])
    const asked = (path: string) => site.requests.filter((request) => request === path).length
    expect([asked('/busy'), asked('/gone')]).toEqual([2, 1])
  })
})

describe('who is asking', () => {
  test.each(['auto', 'browser'] as const)(
    'headers and cookies go to the site and to nobody else, mode %s',
    async (mode) => {
      const seen: Record<string, (string | undefined)[]> = {}
      const other: Site = await serve({
        '/a.svg': (request, response) => {
          seen.other = [request.headers['x-key'] as string | undefined, request.headers.cookie]
          response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(picture('anchor'))
        },
      })
      const there = other.origin.replace('127.0.0.1', 'localhost')
      const site = await serve({
        '/': (request, response) => {
          seen.page = [
            request.headers['x-key'] as string | undefined,
            request.headers.cookie,
            request.headers['user-agent'],
          ]
          response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'session=1; Path=/' })
          response.end(`<img src="${there}/a.svg">${links('/next', '/away')}`)
        },
        '/next': (request, response) => {
          seen.next = [request.headers.cookie]
          response.writeHead(200, { 'content-type': 'text/html' }).end()
        },
        '/away': redirect(`${there}/a.svg`),
      })
      const allowed = { allowedHosts: [] }
      await crawlSite(site, {
        start: [`${site.origin}/`],
        crawl: {
          ...allowed,
          mode,
          headers: { 'X-Key': 'k' },
          cookies: { theme: 'dark' },
          userAgent: 'Tester/1',
        },
      })
      expect(seen.page).toEqual(['k', 'theme=dark', 'Tester/1'])
      expect(seen.next?.[0]?.split('; ').sort()).toEqual(['session=1', 'theme=dark'])
      if (mode === 'browser') expect(seen.other).toEqual([undefined, undefined])
    },
  )

  test.each([
    ['the browser', {}],
    ['Playwright', { onPage: () => {} }],
  ])('a password goes to the site and to nobody else, by %s', async (_, more) => {
    const seen: Record<string, string | undefined> = {}
    const asking =
      (name: string, answer: string, type: string): Route =>
      (request, response) => {
        const given = request.headers.authorization
        seen[name] = given ?? seen[name]
        if (given !== `Basic ${btoa('ann:secret')}`)
          response.writeHead(401, { 'www-authenticate': `Basic realm="${name}"` }).end()
        else response.writeHead(200, { 'content-type': type }).end(answer)
      }
    const other = await serve({ '/b.svg': asking('other', picture('anchor'), 'image/svg+xml') })
    const there = other.origin.replace('127.0.0.1', 'localhost')
    const site = await serve({
      '/': `<img src="/a.svg"><img src="${there}/b.svg">${links('/in')}`,
      '/a.svg': asking('picture', picture('lens'), 'image/svg+xml'),
      '/in': asking('page', '<img src="/a.svg">', 'text/html'),
    })
    const images = async (password: string) => {
      const httpCredentials = { username: 'ann', password }
      const report = await crawlSite(site, { crawl: { mode: 'browser', httpCredentials, ...more } })
      return report.documents.map(({ images, problem }) => problem ?? images)
    }
    expect(await images('secret')).toEqual([2, 1])
    expect(seen).toEqual({ picture: `Basic ${btoa('ann:secret')}`, page: `Basic ${btoa('ann:secret')}` })
    expect(await images('wrong')).toEqual([2, expect.stringMatching(/answered 401/)])
  })

  test('what Playwright has stored, and a login script', async () => {
    const site = await serve({
      '/': (request, response) => {
        const inside = request.headers.cookie?.includes('user=ann')
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(inside ? '<img src="/a.svg" alt="A">' : '')
      },
      '/login': `<form><button onclick="document.cookie = 'user=ann; path=/'">Sign in</button></form>`,
    })
    const stored = {
      cookies: [
        {
          name: 'user',
          value: 'ann',
          domain: '127.0.0.1',
          path: '/',
          expires: -1,
          httpOnly: true,
          secure: false,
          sameSite: 'Lax',
        },
      ],
      origins: [],
    }
    const root = folder({
      'state.json': JSON.stringify(stored),
      'login.mjs': `export default async ({ page, start }) => {
        await page.goto(new URL('/login', start).href)
        await page.click('button')
      }`,
      'broken.mjs': 'export default () => { throw new Error("no such user") }',
      'none.mjs': 'export const x = 1',
    })
    const images = async (crawl: CrawlOptions['crawl']) =>
      (await crawlSite(site, { root, crawl })).summary.images
    expect(await images({})).toBe(0)
    for (const mode of ['static', 'browser'] as const) {
      expect(await images({ mode, storageState: 'state.json' })).toBe(1)
      expect(await images({ mode, login: 'login.mjs' })).toBe(1)
    }
    await expect(images({ login: 'broken.mjs' })).rejects.toThrow('The login script failed: no such user')
    await expect(images({ login: 'none.mjs' })).rejects.toThrow('export default async')
    await expect(images({ storageState: 'login.mjs' })).rejects.toThrow(/login\.mjs: cannot be read/)
  })

  test('a device, a window, and a hook that changes the page first', async () => {
    const site = await serve({
      '/': `<meta name="viewport" content="width=device-width"><picture><source media="(max-width: 500px)" srcset="/small.svg"><img src="/large.svg"></picture>
        <dialog open><button onclick="this.parentNode.remove()">Accept</button><img src="/banner.svg"></dialog>`,
      '/small.svg': picture('small'),
      '/large.svg': picture('large'),
      '/banner.svg': picture('banner'),
    })
    const sources = async (settings: CrawlOptions['crawl']) =>
      (await crawlSite(site, { crawl: { mode: 'browser', ...settings } })).findings.map(
        ({ source }) => new URL(source).pathname,
      )
    expect(await sources({ device: 'iPhone 13' })).toEqual(['/small.svg', '/banner.svg'])
    expect(await sources({ viewport: { width: 400, height: 400 } })).toEqual(['/small.svg', '/banner.svg'])
    const onPage = (page: import('playwright').Page) => page.click('text=Accept')
    expect(await sources({ mode: 'auto', onPage })).toEqual(['/large.svg'])
    await expect(sources({ device: 'iPhnoe' })).rejects.toThrow('Playwright knows no device “iPhnoe”')
    await expect(sources({ mode: 'static', onPage })).rejects.toMatchObject({ code: 'bad-config' })
    const failing = await crawlSite(site, { crawl: { onPage: () => Promise.reject(new Error('oops')) } })
    expect(pages(failing)).toEqual([['/', 'onPage failed: oops.']])
  })
})

describe('never a danger', () => {
  test('private addresses in any form are out of reach of pages, unless the start lies there', async () => {
    const secret = await serve({ '/x.svg': picture('secret') })
    const { port } = new URL(secret.origin)
    const forms = [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '[64:ff9b::7f00:1]',
    ]
    const site = await serve({
      '/': `${forms.map((host) => `<img src="http://${host}:${port}/x.svg">`).join('')}
        <img src="http://169.254.169.254/latest/meta-data"><img src="http://metadata.google.internal/x">
        <img src="http://168.63.129.16/"><img src="/hop.svg">`,
      '/hop.svg': redirect(`http://127.0.0.1:${port}/x.svg`),
    })
    const start = `${site.origin.replace('127.0.0.1', 'localhost')}/`
    const report = await crawlSite(site, { start, crawl: { mode: 'static' } })
    expect(report.findings.map(({ rule }) => rule)).toEqual(Array(forms.length + 4).fill('remote'))
    expect(secret.requests).toEqual([])
  })

  test.each(['auto', 'browser'] as const)(
    'a page cannot lead there, by link, redirect or frame, mode %s',
    async (mode) => {
      const secret = await serve({ '/': '<img src="/x.svg">' })
      const site = await serve({
        '/': `${links('/hop', `${secret.origin}/`)}<iframe src="${secret.origin}/"></iframe>`,
        '/hop': redirect(`${secret.origin}/`),
      })
      const start = `${site.origin.replace('127.0.0.1', 'localhost')}/`
      const report = await crawlSite(site, { start, crawl: { mode, allowedHosts: ['*.0.0.1'] } })
      expect(report.documents).toHaveLength(1)
      expect(secret.requests).toEqual([])
    },
  )

  test('secrets in addresses are masked, and pages that differ in them are one', async () => {
    const site = await serve({
      '/': links('/in?token=abc123&page=2', '/in?token=def456&page=2', '/in?code=7'),
      '/in?token=abc123&page=2':
        '<img src="/a.svg?X-Amz-Signature=feed&size=2"><a href="/b?api_key=beef"><img src="/a.svg"></a>',
      '/in?code=7': '',
      '/b?api_key=beef': '',
      '/a.svg?X-Amz-Signature=feed&size=2': picture('anchor'),
      '/a.svg': picture('anchor'),
    })
    const root = folder()
    const report = await crawlSite(site, { root, report: { json: 'r.json', html: 'r.html' } })
    expect(pages(report)).toEqual(['/', '/b?api_key=***', '/in?code=7', '/in?token=***&page=2'])
    expect(JSON.stringify(report)).not.toMatch(/abc123|def456|feed|beef/)
    expect(report.findings[0]?.rule).toBe('captioned')
  })
})
