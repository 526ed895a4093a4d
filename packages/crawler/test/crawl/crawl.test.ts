import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Report } from '@altwright/core'
import { type CrawlOptions, crawl } from 'altwright'
import { describe, expect, test } from 'vitest'
import { fakeCaptioner } from '../fake.ts'
import { folder } from '../folder.ts'
import { picture, redirect, type Site, serve } from '../site.ts'

const lens = picture('magnifying glass icon')

function crawlSite(site: Site, options: Partial<CrawlOptions> = {}): Promise<Report> {
  return crawl({
    start: `${site.origin}/`,
    root: folder(),
    locked: false,
    openCaptioner: async () => fakeCaptioner(),
    ...options,
  })
}

/** Kills the processes of a browser whose profile is in a folder. */
function kill(profiles: string, which: RegExp): void {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,ppid=,args=']).toString().split('\n')
  const all = lines.flatMap((line) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }]
  })
  const ours = new Set(all.filter(({ args }) => args.includes(profiles)).map(({ pid }) => pid))
  for (const { pid, parent } of [...all, ...all, ...all]) if (ours.has(parent)) ours.add(pid)
  for (const { pid, args } of all) if (ours.has(pid) && which.test(args)) process.kill(pid, 'SIGKILL')
}

/** Paths of documents, with the problem where there is one. */
function documents(report: Report): (string | [string, string])[] {
  return report.documents.map(({ document, problem }) => {
    const path = new URL(document).pathname + new URL(document).search
    return problem === undefined ? path : [path, problem.replace(/ Linked from .*$/, '')]
  })
}

describe.each(['auto', 'browser'] as const)('which pages are opened, mode %s', (mode) => {
  const chain = {
    '/': '<a href="/1">1</a>',
    '/1': '<a href="/2">2</a>',
    '/2': '<a href="/3">3</a>',
    '/3': '',
  }

  test.each([
    [0, ['/']],
    [1, ['/', '/1']],
    [2, ['/', '/1', '/2']],
  ])('to a depth of %i', async (depth, pages) => {
    expect(documents(await crawlSite(await serve(chain), { crawl: { mode, depth } }))).toEqual(pages)
  })

  test('no more than asked for, and the same ones whatever the concurrency', async () => {
    const links = Array.from({ length: 12 }, (_, index) => `<a href="/${index}">x</a>`).join('')
    const slow = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `/${index}`,
        (_: unknown, response: import('node:http').ServerResponse) =>
          void setTimeout(
            () =>
              response.writeHead(200, { 'content-type': 'text/html' }).end(`<a href="/deep-${index}">x</a>`),
            (12 - index) * 15,
          ),
      ]),
    )
    const site = await serve({ '/': links, ...slow })
    const limits = { depth: 1, maxPages: 6 }
    const wide = await crawlSite(site, { crawl: { mode, ...limits, concurrency: 6 } })
    const narrow = await crawlSite(site, { crawl: { mode, ...limits, concurrency: 1 } })
    expect(documents(wide)).toEqual(['/', '/0', '/1', '/2', '/3', '/4'])
    expect(documents(narrow)).toEqual(documents(wide))
  })

  test('a page that is long in coming keeps nobody waiting whose turn is before it', async () => {
    let answer = () => {}
    const asked = new Promise<void>((resolve) => {
      answer = resolve
    })
    const site = await serve({
      '/': '<a href="/a">a</a><a href="/slow">slow</a>',
      '/a': '<a href="/b">b</a>',
      '/b'(_, response) {
        answer()
        response.writeHead(200, { 'content-type': 'text/html' }).end('')
      },
      '/slow'(_, response) {
        void asked.then(() => response.writeHead(200, { 'content-type': 'text/html' }).end(''))
      },
    })
    const report = await crawlSite(site, { crawl: { mode, concurrency: 2, timeout: 20_000 } })
    expect(documents(report)).toEqual(['/', '/a', '/b', '/slow'])
  })

  test('each once: cycles, fragments and repeated links', async () => {
    const site = await serve({
      '/': '<a href="/a#one">a</a><a href="/a#two">a</a><a href="./">home</a>',
      '/a': '<a href="/">home</a><a href="/a?">other</a>',
      '/a?': '',
    })
    expect(documents(await crawlSite(site, { crawl: { mode } }))).toEqual(['/', '/a', '/a'])
    expect(site.requests.filter((path) => path === '/a')).toHaveLength(1)
  })

  test('only within the origin of the start', async () => {
    const other = await serve({ '/': 'elsewhere' })
    const site = await serve({
      '/': `<a href="${other.origin}/">other</a><a href="mailto:a@b.example">mail</a><a href="/moved">moved</a>`,
      '/moved': redirect(`${other.origin}/`),
    })
    expect(documents(await crawlSite(site, { crawl: { mode } }))).toEqual(['/'])
  })

  test('from several starts', async () => {
    const [one, two] = [await serve({ '/': '' }), await serve({ '/': '' })]
    const report = await crawlSite(one, { crawl: { mode }, start: [`${one.origin}/`, `${two.origin}/`] })
    expect(report.documents.map(({ document }) => document)).toEqual(
      [`${one.origin}/`, `${two.origin}/`].sort(),
    )
  })

  test('a redirect is followed, and its target is one page', async () => {
    const site = await serve({
      '/': '<a href="/old">old</a><a href="/new">new</a><a href="/older">older</a>',
      '/old': redirect('/new'),
      '/older': redirect('/newest'),
      '/new': `<img src="/lens.svg">`,
      '/newest': '',
      '/lens.svg': lens,
    })
    const report = await crawlSite(site, { crawl: { mode } })
    expect(documents(report)).toEqual(['/', '/new', '/newest'])
    expect(report.findings).toHaveLength(1)
  })

  test('a document that is served under several addresses is one page', async () => {
    const home =
      '<a href="/index.html">x</a><a href="/docs/">x</a><a href="/docs/index.html">x</a><a href="/shop/">x</a>' +
      '<a href="/shop/index.php">x</a><a href="/about">x</a><a href="/about.html">x</a><img src="/lens.svg">'
    const ours = (path: string, more = '') => `<link rel="canonical" href="${path}">${more}<a href="/">x</a>`
    const site = await serve({
      '/': home,
      '/index.html': home,
      '/docs/': '<h1>Guides</h1>',
      '/docs/index.html': '<h1>All guides</h1>',
      '/shop/': ours('/shop/', 'Opened 12:00 <a href="/cart">x</a>'),
      '/shop/index.php': ours('/shop/', 'Opened 12:01 <img src="/lens.svg"><a href="/till">x</a>'),
      // A mistake that many sites make is nobody's word.
      '/cart': ours('/', 'Cart'),
      '/till': ours('/', 'Till'),
      '/about': '<h1>About</h1>',
      '/about.html': '<h1>About</h1>',
      '/lens.svg': lens,
    })
    const report = await crawlSite(site, { crawl: { mode, depth: 5 } })
    expect(documents(report)).toEqual([
      ...['/', '/about', '/cart', '/docs/', '/docs/index.html', '/shop/', '/till'],
    ])
    expect(report.findings).toHaveLength(1)
    expect(report.summary).toMatchObject({ documents: 7, images: 1 })
  })

  test('a start on another site is not followed there', async () => {
    const other = await serve({ '/': '' })
    const site = await serve({ '/': redirect(`${other.origin.replace('127.0.0.1', 'localhost')}/`) })
    expect(documents(await crawlSite(site, { crawl: { mode } }))).toEqual([
      ['/', expect.stringMatching(/^It redirects to http:\/\/localhost:\d+; start there/)],
    ])
  })
})

describe.each(['auto', 'browser'] as const)(
  'what goes wrong with a page is part of the report, mode %s',
  (mode) => {
    test('HTTP errors', async () => {
      const site = await serve({
        '/': '<a href="/gone">x</a><a href="/broken">x</a>',
        '/broken': (_, response) => void response.writeHead(500).end('<img src=x>'),
      })
      const report = await crawlSite(site, { crawl: { mode } })
      expect(documents(report)).toEqual([
        '/',
        ['/broken', 'The server answered 500 Internal Server Error.'],
        ['/gone', 'The server answered 404 Not Found.'],
      ])
      expect(report.summary.problems).toBe(2)
      expect(report.documents[2]?.problem).toBe(
        `The server answered 404 Not Found. Linked from ${site.origin}/.`,
      )
    })

    test('a server that does not answer, or never ends its answer', async () => {
      const site = await serve({
        '/': '<a href="/silent">x</a><a href="/endless">x</a><a href="/ok">x</a>',
        '/silent': () => {},
        '/endless': (_, response) => {
          response.writeHead(200, { 'content-type': 'text/html' })
          response.write('<p>wait for it')
        },
        '/ok': '',
      })
      expect(documents(await crawlSite(site, { crawl: { mode, timeout: 1500 } }))).toEqual([
        '/',
        ['/endless', 'It was not ready within 1500 ms.'],
        '/ok',
        ['/silent', 'It was not ready within 1500 ms.'],
      ])
    })

    test('a page that reloads for ever, and one that moves on by itself', async () => {
      const site = await serve({
        '/': '<a href="/restless">x</a><a href="/moved">x</a>',
        '/restless': '<script>setTimeout(() => location.reload(), 5)</script>',
        '/moved': '<meta http-equiv="refresh" content="0; url=/new">',
        '/new': '<img src="/lens.svg">',
        '/lens.svg': lens,
      })
      const report = await crawlSite(site, { crawl: { mode, timeout: 5000 } })
      const paths = documents(report).map((item) => (typeof item === 'string' ? item : item[0]))
      expect(paths).toEqual(['/', '/new', '/restless'])
      expect(report.findings).toHaveLength(1)
    })

    test('redirects that go round, and pages without end', async () => {
      const list = Array.from({ length: 40 }, (_, page) => [
        `/list?page=${page}`,
        `<a href="/list?page=${page + 1}">x</a>`,
      ])
      const site = await serve({
        '/': '<a href="/round">x</a><a href="/list?page=1">x</a>',
        '/round': redirect('/about'),
        '/about': redirect('/round'),
        ...Object.fromEntries(list),
      })
      const report = await crawlSite(site, {
        crawl: { mode, depth: 100, maxPages: 10, maxPerTemplate: 5, retries: 0 },
      })
      expect(documents(report)).toEqual([
        '/',
        ...[1, 2, 3, 4, 5].map((page) => `/list?page=${page}`),
        ['/round', 'It redirects in a circle.'],
      ])
    })

    test('a page that cannot be opened does not take the next one with it', async () => {
      const paths = [0, 1, 2, 3, 4, 5].flatMap((page) => [`/round?${page}`, `/ok?${page}`])
      const site = await serve({
        '/': paths.map((path) => `<a href="${path}">x</a>`).join(''),
        ...Object.fromEntries(paths.map((path) => [path, /round/.test(path) ? redirect(path) : ''])),
      })
      const report = await crawlSite(site, { crawl: { mode, concurrency: 1, retries: 0 } })
      const read = documents(report).filter((item) => typeof item === 'string')
      expect(read).toEqual(['/', ...paths.filter((path) => /ok/.test(path))])
    })

    test('connections that break', async () => {
      const site = await serve({
        '/': '<a href="/cut">x</a>',
        '/cut': (request) => void request.socket.destroy(),
      })
      expect(documents(await crawlSite(site, { crawl: { mode } }))).toEqual([
        '/',
        ['/cut', 'The server ended the connection without an answer.'],
      ])
    })

    test('a start that is no page', async () => {
      const site = await serve({
        '/': (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
      })
      expect(documents(await crawlSite(site, { crawl: { mode } }))).toEqual([
        ['/', 'It is not an HTML page but application/json.'],
      ])
    })

    test('no start that could be reached is an error', async () => {
      await expect(
        crawl({ start: 'http://127.0.0.1:9/', root: folder(), crawl: { mode } }),
      ).rejects.toMatchObject({
        code: 'unreachable',
      })
    })

    test.each([
      ['localhost:4173', '“localhost:4173” is not an http address, did you mean http://localhost:4173?'],
      ['example.com/a', '“example.com/a” is not an http address, did you mean https://example.com/a?'],
      ['file:///etc/passwd', '“file:///etc/passwd” is not an http address.'],
    ])('a start of %s is refused', async (start, message) => {
      await expect(crawl({ start, root: folder() })).rejects.toMatchObject({ code: 'bad-input', message })
    })
  },
)

describe('pages that want attention', () => {
  test('what unpacks to more than fits', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'x '))
    const site = await serve({
      '/': (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(bomb),
    })
    expect(documents(await crawlSite(site))).toEqual([['/', 'The page has more than 20 MiB.']])
  })

  test('a tab that is killed costs its page, a browser that is killed one try', async () => {
    // The browser is known by its profile, which is in a folder of this test's own.
    const temporary = folder()
    const before = process.env.TMPDIR
    let ended = 0
    const site = await serve({
      '/': '<a href="/crash">x</a><a href="/end">x</a><a href="/ok">x</a>',
      '/crash': '<img src="/crash.svg">',
      '/crash.svg': () => kill(temporary, /--type=renderer/),
      '/end': '<img src="/end.svg">',
      '/end.svg': (_, response) => {
        if (ended++ === 0) kill(temporary, /--remote-debugging-pipe/)
        else response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(lens)
      },
      '/ok': '<img src="/lens.svg">',
      '/lens.svg': lens,
    })
    try {
      process.env.TMPDIR = temporary
      const report = await crawlSite(site, { crawl: { mode: 'browser', concurrency: 1 } })
      expect(documents(report)).toEqual(['/', ['/crash', expect.stringMatching(/crashed/i)], '/end', '/ok'])
      expect(report.findings).toHaveLength(2)
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
    expect(readdirSync(temporary).filter((name) => name.includes('chromium'))).toEqual([])
  })

  test('a tab that crashes, and a browser that ends, cost one try', async () => {
    const site = await serve({
      '/': '<a href="/crash">x</a><a href="/end">x</a><a href="/ok">x</a>',
      '/crash': '',
      '/end': '<img src="/lens.svg">',
      '/ok': '<img src="/lens.svg">',
      '/lens.svg': lens,
    })
    let ended = 0
    const onPage = async (page: import('playwright').Page, { url }: { url: string }) => {
      if (url.endsWith('/crash')) await page.goto('chrome://crash').catch(() => {})
      if (url.endsWith('/end') && ended++ === 0) await page.context().browser()?.close()
    }
    const report = await crawlSite(site, { crawl: { concurrency: 1, onPage } })
    expect(documents(report)).toEqual(['/', ['/crash', expect.stringMatching(/crashed/i)], '/end', '/ok'])
    expect(report.findings).toHaveLength(2)
  })

  test('a script that never ends', async () => {
    const site = await serve({
      '/': '<a href="/loop">x</a><a href="/ok">x</a>',
      '/loop': '<img src="/lens.svg"><script>addEventListener("load", () => { for (;;); })</script>',
      '/ok': '<img src="/lens.svg">',
      '/lens.svg': lens,
    })
    const report = await crawlSite(site, { crawl: { mode: 'browser', timeout: 2000, concurrency: 1 } })
    expect(documents(report)).toEqual(['/', ['/loop', 'It was not ready within 2000 ms.'], '/ok'])
    expect(report.findings).toHaveLength(1)
  })

  test('dialogs, popups, downloads, pictures and never-resting scripts do not stop the crawl', async () => {
    const site = await serve({
      '/': '<a href="/dialogs">1</a><a href="/file">2</a><a href="/plain">3</a><a href="/busy">4</a><a href="/a.pdf">5</a>',
      '/dialogs': `<img src="/lens.svg">
        <script>alert(1); confirm(2); prompt(3); open('/popup'); open('/popup', '', 'noopener'); onbeforeunload = () => 'stay'; print()
        navigator.serviceWorker?.register('/worker.js')</script>`,
      '/worker.js': (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/javascript' }).end(),
      '/popup': '<img src="/popup.svg">',
      '/file': (_, response) =>
        void response
          .writeHead(200, {
            'content-disposition': 'attachment; filename="x.html"',
            'content-type': 'text/html',
          })
          .end('x'),
      '/plain': (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/plain' }).end('<img src=x>'),
      '/busy': `<img src="/lens.svg"><script>setInterval(() => fetch('/poll?' + Math.random()), 5)</script>`,
      '/lens.svg': lens,
    })
    const report = await crawlSite(site, { crawl: { mode: 'browser', concurrency: 1 } })
    expect(documents(report)).toEqual(['/', '/busy', '/dialogs'])
    expect(report.findings).toHaveLength(2)
    for (const path of ['/a.pdf', '/popup', '/worker.js']) expect(site.requests).not.toContain(path)
  })
})

describe('what is read from a page', () => {
  test('pictures as rendered: lazy ones, srcset, what a script adds', async () => {
    const site = await serve({
      '/': `<title>Shop</title><h1>Tools</h1>
        <img src="/small.svg" srcset="/small.svg 64w, /large.svg 2000w" sizes="1500px">
        <picture><source srcset="/wide.svg" media="(min-width: 1px)"><img src="/narrow.svg"></picture>
        <div style="height: 9000px"></div>
        <img loading="lazy" src="/lazy.svg" width="64" height="64">
        <img data-src="/later.svg" width="64" height="64">
        <script>
          new IntersectionObserver((entries, observer) => {
            for (const { isIntersecting, target } of entries) if (isIntersecting) target.src = target.dataset.src
          }).observe(document.querySelector('[data-src]'))
          fetch('/more').then((response) => response.text()).then((text) => {
            document.body.insertAdjacentHTML('beforeend', text)
          })
        </script>`,
      '/more': (_, response) =>
        void setTimeout(() => response.writeHead(200).end('<img src="/added.svg">'), 200),
      ...Object.fromEntries(
        ['small', 'large', 'wide', 'narrow', 'lazy', 'later', 'added'].map((name) => [
          `/${name}.svg`,
          picture(`${name} wrench`),
        ]),
      ),
    })
    const captioner = fakeCaptioner()
    const report = await crawlSite(site, { crawl: { mode: 'browser' }, openCaptioner: async () => captioner })
    expect(report.findings.map(({ source, after }) => [new URL(source).pathname, after])).toEqual([
      ['/large.svg', 'Large wrench'],
      ['/wide.svg', 'Wide wrench'],
      ['/lazy.svg', 'Lazy wrench'],
      ['/later.svg', 'Later wrench'],
      ['/added.svg', 'Added wrench'],
    ])
    expect(captioner.disposed).toBe(true)
    for (const path of ['/lazy.svg', '/added.svg']) {
      expect(site.requests.filter((asked) => asked === path)).toHaveLength(1)
    }
  })

  test.each([
    [
      'a handler in an attribute',
      `<body onscroll="if (document.images.length === 0) document.querySelector('p').innerHTML = '<img src=/lens.svg>'">`,
      '',
    ],
    [
      'a script in a shadow tree',
      '<body>',
      `<div><template shadowrootmode="open"><script>addEventListener('scroll', () => { document.querySelector('p').innerHTML = '<img src=/lens.svg>' })</script></template></div>`,
    ],
    [
      'the browser alone',
      '<body><p hidden>',
      '</p><img loading="lazy" src="/lens.svg" width="64" height="64">',
    ],
  ])('a page is scrolled where that may be noticed: %s', async (_, before, after) => {
    const site = await serve({
      '/': `${before}<p></p><div style="height: 9000px"></div>${after}`,
      '/lens.svg': lens,
    })
    const report = await crawlSite(site, { crawl: { mode: 'browser' } })
    expect(report.findings.map(({ after }) => after)).toEqual(['Magnifying glass icon'])
  })

  test('what is not rendered is not exposed; what failed to load is no tracking pixel', async () => {
    const site = await serve({
      '/': `<style>.gone { display: none } .unseen { visibility: hidden }</style>
        <img class="gone" src="/lens.svg"><span class="unseen"><img src="/lens.svg"></span>
        <img src="/missing.png"><img src="/dot.svg"><img src="/lens.svg" style="transform: scale(0)">`,
      '/lens.svg': lens,
      '/dot.svg': picture('dot', 1),
    })
    const report = await crawlSite(site, { crawl: { mode: 'browser' } })
    expect(report.findings.map(({ outcome, rule }) => [outcome, rule])).toEqual([
      ['kept', 'not-exposed'],
      ['kept', 'not-exposed'],
      ['unreadable', 'image-unreadable'],
      ['decorative', 'tracking'],
      ['filled', 'captioned'],
    ])
  })

  test('a page cannot speak for the crawler', async () => {
    const site = await serve({
      '/': `<img src="/lens.svg" name="documentElement">
        <img src="/lens.svg" name="implementation">
        <form role="img" aria-label="x"><input name="getBoundingClientRect"><input name="attributes"></form>
        <img src="/lens.svg" data-altwright-rendered='{"src":"/forged.svg","width":1,"height":1,"visible":false}'>
        <template><img src="/inert.svg" data-altwright-rendered="{}"></template>
        <img src="/quote.svg?&quot;&gt;<script>" class='" onerror="x'>
        <script>
          JSON.stringify = () => 'no'
          Array.prototype.toJSON = () => 'no'
          Element.prototype.querySelectorAll = () => { throw new Error('no') }
          Object.defineProperty(HTMLImageElement.prototype, 'currentSrc', { get: () => '/forged.svg' })
          window.setTimeout = () => {}
        </script>`,
      '/lens.svg': lens,
      '/quote.svg?%22%3E%3Cscript%3E': lens,
    })
    const report = await crawlSite(site, { crawl: { mode: 'browser' } })
    expect(report.findings.map(({ source, rule }) => [source.slice(site.origin.length), rule])).toEqual([
      ['/lens.svg', 'captioned'],
      ['/lens.svg', 'captioned'],
      ['', 'named'],
      ['/lens.svg', 'captioned'],
      [expect.anything(), 'not-exposed'],
      ['/quote.svg?%22%3E%3Cscript%3E', 'captioned'],
    ])
    expect(report.findings.map(({ markup }) => markup).join()).not.toContain('data-altwright-rendered')
  })

  test('the live page is not changed', async () => {
    const site = await serve({
      '/': `<img src="/lens.svg"><script>
        new MutationObserver(() => fetch('/changed')).observe(document, { attributes: true, childList: true, subtree: true })
      </script>`,
      '/lens.svg': lens,
    })
    await crawlSite(site, { crawl: { mode: 'browser' } })
    expect(site.requests).not.toContain('/changed')
  })

  test('pictures come from the page, data URLs, and nowhere that the page has not been', async () => {
    const elsewhere = await serve({
      '/secret.svg': lens,
      '/cdn.svg': lens,
      '/cdn-lazy.svg': picture('anchor icon'),
    })
    const stranger = await serve({ '/secret.svg': lens })
    const site = await serve({
      '/': `<img src="data:image/svg+xml,${encodeURIComponent(lens)}">
        <img src="${elsewhere.origin}/cdn.svg">
        <img data-src="${elsewhere.origin}/cdn-lazy.svg" width="64" height="64">
        <img data-src="${stranger.origin}/secret.svg" width="64" height="64">
        <img data-src="file:///etc/passwd" width="64" height="64">
        <img data-src="/here.svg" width="64" height="64">`,
      '/here.svg': redirect('http://169.254.169.254/latest/meta-data'),
    })
    const report = await crawlSite(site, { crawl: { mode: 'browser' } })
    expect(report.findings.map(({ rule, reason }) => [rule, reason])).toEqual([
      ['captioned', expect.anything()],
      ['captioned', expect.anything()],
      ['captioned', expect.anything()],
      ['remote', 'The page itself did not load it from there.'],
      ['image-unreadable', 'Addresses that start with “file:” are not read.'],
      ['remote', '169.254.169.254 is in a private network.'],
    ])
    expect(stranger.requests).toEqual([])
  })

  test('the same report whatever the concurrency', async () => {
    const pages = Array.from({ length: 8 }, (_, index) => index)
    const site = await serve({
      '/': pages.map((page) => `<a href="/p${page}">x</a>`).join(''),
      ...Object.fromEntries(
        pages.map((page) => [`/p${page}`, `<img src="/i${page % 3}.svg"><img src="/missing.svg">`]),
      ),
      ...Object.fromEntries(pages.map((page) => [`/i${page}.svg`, picture(`kettle ${page}`)])),
    })
    const [wide, narrow] = [
      await crawlSite(site, { crawl: { mode: 'browser', concurrency: 5 } }),
      await crawlSite(site, { crawl: { mode: 'browser', concurrency: 1 } }),
    ]
    expect(wide).toEqual(narrow)
    expect(wide.findings).toHaveLength(16)
  })
})

describe('the run', () => {
  test('keeps captions in the lockfile and asks once for each picture', async () => {
    const site = await serve({
      '/': '<img src="/a.svg"><a href="/b">b</a>',
      '/b': '<img src="/b.svg">',
      '/a.svg': lens,
      '/b.svg': lens,
    })
    const root = folder()
    const first = fakeCaptioner()
    const report = await crawlSite(site, { root, openCaptioner: async () => first })
    expect(first.seen).toEqual(['magnifying glass icon'])
    expect(report.engine).toBe('fake@1')
    expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toContain('magnifying glass icon')
    const again = await crawlSite(site, {
      root,
      locked: true,
      openCaptioner: () => Promise.reject(new Error('locked')),
    })
    expect(again.findings.map(({ after }) => after)).toEqual(report.findings.map(({ after }) => after))
  })

  test('an engine that fails ends the crawl with its error', async () => {
    const site = await serve({ '/': '<img src="/a.svg">', '/a.svg': lens })
    await expect(
      crawlSite(site, { openCaptioner: () => Promise.reject(new Error('no model')) }),
    ).rejects.toThrow('no model')
  })

  test('an abort ends it early, and what was captioned is saved', async () => {
    const abort = new AbortController()
    const site = await serve({
      '/': '<img src="/a.svg"><a href="/slow">x</a>',
      '/slow': () => abort.abort(new Error('enough')),
      '/a.svg': lens,
    })
    const root = folder()
    await expect(crawlSite(site, { root, signal: abort.signal })).rejects.toThrow('enough')
    expect(existsSync(join(root, 'altwright.lock.json'))).toBe(true)
  })

  test('reports progress, writes reports where asked to, and leaves a password out', async () => {
    const site = await serve({
      '/': (request, response) =>
        request.headers.authorization === undefined
          ? void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
          : void response.writeHead(200, { 'content-type': 'text/html' }).end('<img src="/a.svg">'),
      '/a.svg': lens,
    })
    const root = folder()
    const seen: number[] = []
    const report = await crawlSite(site, {
      root,
      start: site.origin.replace('//', '//user:pass%20word@'),
      report: { json: 'out/report.json' },
      onProgress: ({ opened, images }) => seen.push(opened, images),
    })
    expect(documents(report)).toEqual(['/'])
    expect(seen.at(-2)).toBe(1)
    const written = readFileSync(join(root, 'out/report.json'), 'utf8')
    expect(JSON.parse(written).summary.images).toBe(1)
    expect(written).not.toMatch(/pass/)
  })

  test('a browser that is not there is named', async () => {
    const site = await serve({ '/': '' })
    await expect(
      crawlSite(site, { browser: '/nowhere/chromium', crawl: { mode: 'browser' } }),
    ).rejects.toMatchObject({
      code: 'browser-missing',
      message: expect.stringContaining('/nowhere/chromium'),
    })
  })

  test('a crawl that cannot begin leaves no browser behind', async () => {
    const site = await serve({ '/': '' })
    const profiles = folder()
    const { TMPDIR } = process.env
    process.env.TMPDIR = profiles
    try {
      const root = folder({ 'altwright.lock.json': '{' })
      await expect(crawlSite(site, { root, crawl: { mode: 'browser' } })).rejects.toMatchObject({
        code: 'bad-lockfile',
      })
      expect(readdirSync(profiles).filter((name) => name.startsWith('altwright-chromium-'))).toEqual([])
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = TMPDIR
    }
  })

  test('options are checked', async () => {
    const wrong = { start: 'http://localhost/', dept: 1 } as CrawlOptions
    await expect(crawl(wrong)).rejects.toMatchObject({ code: 'bad-config' })
  })
})
