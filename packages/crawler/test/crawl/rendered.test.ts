import type { Captioner, Report } from '@altwright/core'
import { type CrawlOptions, crawl } from 'altwright'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { fakeCaptioner } from '../fake.ts'
import { folder } from '../folder.ts'
import { picture, type Route, type Site, serve } from '../site.ts'

function crawlSite(site: Site, options: Partial<CrawlOptions> = {}): Promise<Report> {
  return crawl({
    start: `${site.origin}/`,
    root: folder(),
    locked: false,
    openCaptioner: async () => fakeCaptioner(),
    ...options,
  })
}

const path = (address: string) => (URL.canParse(address) ? new URL(address).pathname : address)
const lens = picture('magnifying glass icon')

describe('shadow trees that are open', () => {
  const page = `<my-card><img slot="picture" src="/slotted.svg"><img src="/unslotted.svg"><b>Fern</b></my-card>
    <a href="/after"><img src="/after.svg" alt="After"></a>
    <script>
      customElements.define('my-card', class extends HTMLElement {
        constructor() {
          super()
          this.attachShadow({ mode: 'open' }).innerHTML = \`
            <style>.gone { display: none }</style>
            <a href="/deep"><img src="/linked.svg"></a><slot name="picture"></slot>
            <img src="/gone.svg" class="gone"><img src="/named.svg" aria-labelledby="here"><span id="here">A kettle</span>
            <my-part></my-part><my-secret></my-secret>\`
        }
      })
      customElements.define('my-part', class extends HTMLElement {
        constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<img src="/nested.svg">' }
      })
      customElements.define('my-secret', class extends HTMLElement {
        constructor() { super(); this.attachShadow({ mode: 'closed' }).innerHTML = '<img src="/closed.svg">' }
      })
    </script>`

  test('are read as they are shown, with the browser’s names, and their links are followed', async () => {
    const site = await serve({
      '/': page,
      '/deep': '',
      '/after': '',
      ...Object.fromEntries(
        ['slotted', 'linked', 'gone', 'named', 'nested', 'after'].map((name) => [`/${name}.svg`, lens]),
      ),
    })
    const report = await crawlSite(site)
    expect(report.findings.map(({ source, rule }) => [path(source), rule])).toEqual([
      ['/linked.svg', 'functional-image'],
      ['/slotted.svg', 'captioned'],
      ['/gone.svg', 'not-exposed'],
      ['/named.svg', 'named'],
      ['/nested.svg', 'captioned'],
      ['/after.svg', 'named'],
    ])
    expect(report.documents).toHaveLength(3)
  })
})

describe('what a script does a little after the page has loaded', () => {
  const drawing = (steps: number) => `<main></main><script>
    const draw = (left) => {
      document.querySelector('main').insertAdjacentHTML('beforeend', left > 1 ? '<p>Not yet</p>' : '<img src="/a.svg">')
      if (left > 1) setTimeout(draw, 80, left - 1)
    }
    addEventListener('load', () => setTimeout(draw, 80, ${steps}))
  </script>`

  test('is read where it comes step by step', async () => {
    const site = await serve({ '/': drawing(4), '/a.svg': lens })
    const report = await crawlSite(site, { crawl: { mode: 'browser' } })
    expect(report.findings.map(({ rule }) => rule)).toEqual(['captioned'])
  })

  test('is followed where it leads elsewhere', async () => {
    const away = `<main>On the way</main><script>addEventListener('load', () => setTimeout(() => location.replace('/there'), 80))</script>`
    const site = await serve({ '/': away, '/there': '<img src="/a.svg">', '/a.svg': lens })
    const report = await crawlSite(site, { crawl: { mode: 'browser' } })
    expect(report.documents.map(({ document }) => path(document))).toEqual(['/there'])
  })

  test('is not waited for where it never ends', async () => {
    const site = await serve({
      '/': `<img src="/a.svg"><time></time><script>setInterval(() => { document.querySelector('time').textContent = Date.now() }, 5)</script>`,
      '/a.svg': lens,
    })
    const report = await crawlSite(site, { crawl: { mode: 'browser' } })
    expect(report.findings.map(({ rule }) => rule)).toEqual(['captioned'])
  })
})

test('a wrapper without a box hides nothing', async () => {
  const site = await serve({
    '/': `<div style="display: contents"><img src="/a.svg"></div>
      <div style="display: none"><p style="display: contents"><img src="/b.svg"></p></div><script>document.title = ''</script>`,
    '/a.svg': lens,
    '/b.svg': lens,
  })
  const report = await crawlSite(site, { crawl: { mode: 'browser' } })
  expect(report.findings.map(({ rule }) => rule)).toEqual(['captioned', 'not-exposed'])
})

describe('frames', () => {
  test('of the same origin belong to the page; those of others, and in a sandbox, do not', async () => {
    const other = await serve({ '/': '<img src="/x.svg">', '/x.svg': lens })
    const site = await serve({
      '/': `<img src="/a.svg" id="x"><iframe src="/framed/page"></iframe>
        <iframe srcdoc="<img src='/c.svg' aria-labelledby='x'><p id='x'>Other</p>"></iframe>
        <iframe sandbox srcdoc="<img src='/d.svg'>"></iframe><iframe src="${other.origin}/"></iframe>`,
      '/framed/page': '<a href="../linked">x</a><img src="b.svg"><iframe src="/inner"></iframe>',
      '/inner': '<img src="/e.svg" alt="E">',
      '/linked': '',
      ...Object.fromEntries(
        ['/a.svg', '/framed/b.svg', '/c.svg', '/d.svg', '/e.svg'].map((name) => [name, lens]),
      ),
    })
    const report = await crawlSite(site)
    const images = report.findings.filter(({ kind }) => kind === 'img')
    expect(images.map(({ source, rule }) => [path(source), rule])).toEqual([
      ['/a.svg', 'captioned'],
      ['/framed/b.svg', 'captioned'],
      ['/e.svg', 'named'],
      ['/c.svg', 'named'],
    ])
    expect(report.documents.map(({ document }) => path(document))).toEqual(['/', '/linked'])
  })
})

test('a base elsewhere does not make frames of the page those of others', async () => {
  const routes: Record<string, string> = { '/framed': '<img src="/a.svg" alt="A">', '/a.svg': lens }
  const site = await serve(routes)
  routes['/'] = `<base href="https://cdn.example/"><iframe src="${site.origin}/framed"></iframe>`
  const report = await crawlSite(site)
  expect(report.findings.filter(({ kind }) => kind === 'img').map(({ rule }) => rule)).toEqual(['named'])
})

describe('pictures without a file', () => {
  /** Says how large a picture is and what colour its middle has. */
  const painter: Captioner = {
    id: 'painter@1',
    async caption(images, options) {
      return Promise.all(
        images.map(async (bytes, index) => {
          const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
          const middle = 3 * (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2))
          const colour = [...data.subarray(middle, middle + 3)].join(' ')
          const outcome = {
            status: 'captioned',
            text: `a shape of ${info.width} by ${info.height} in ${colour}`,
            confidence: 0.9,
          } as const
          options?.onOutcome?.(index, outcome)
          return outcome
        }),
      )
    },
    async dispose() {},
  }

  test('canvas, SVG, backgrounds and blobs are looked at where they are shown', async () => {
    const site = await serve({
      '/': `<style>#back { width: 40px; height: 30px; background: url(/back.svg) center }</style>
        <div style="height: 3000px"></div>
        <canvas role="img" width="50" height="20"></canvas><canvas width="50" height="20"></canvas>
        <svg role="img" width="60" height="60"><rect width="60" height="60" fill="#00f"/></svg>
        <svg role="img" width="60" height="60" aria-label="Blue"><rect width="60" height="60"/></svg>
        <div id="back" role="img"></div><div style="display: none"><svg role="img"><rect/></svg></div><img id="made">
        <script>
          const context = document.querySelector('canvas').getContext('2d')
          context.fillStyle = '#f00'
          context.fillRect(0, 0, 50, 20)
          const source = '<svg xmlns="http://www.w3.org/2000/svg" width="70" height="70"><rect width="70" height="70" fill="#0f0"/></svg>'
          document.querySelector('#made').src = URL.createObjectURL(new Blob([source], { type: 'image/svg+xml' }))
        </script>`,
      '/back.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="#ff0"/></svg>`,
    })
    const options = { openCaptioner: async () => painter }
    const report = await crawlSite(site, options)
    expect(report.findings.map(({ kind, rule, proposal, after }) => [kind, rule, after ?? proposal])).toEqual(
      [
        ['canvas', 'role-img-name', 'A shape of 50 by 20 in 255 0 0'],
        ['canvas', 'canvas', undefined],
        ['svg', 'svg-name', 'A shape of 60 by 60 in 0 0 255'],
        ['svg', 'named', undefined],
        ['role-img', 'role-img-name', 'A shape of 40 by 30 in 255 255 0'],
        ['svg', 'not-exposed', undefined],
        ['img', 'captioned', 'A shape of 70 by 70 in 0 255 0'],
      ],
    )
    expect((await crawlSite(site, options)).findings.map(({ id }) => id)).toEqual(
      report.findings.map(({ id }) => id),
    )
  })
})

test.each(['static', 'auto', 'browser'] as const)(
  'a background that informs is told wherever a style sheet has it; others are not counted, mode %s',
  async (mode) => {
    const css: Route = (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/css' }).end(
        `.figures { background: url(../art/sales-chart.svg) no-repeat; width: 320px; height: 200px }
          .hero { background-image: url(../art/waves.svg); width: 600px; height: 200px }
          .dot { background: url(../art/dot.svg); width: 8px; height: 8px }
          .brand { background: url(../art/acme-logo.svg); display: block; width: 120px; height: 40px }`,
      )
    const site = await serve({
      '/': `<link rel="stylesheet" href="/css/site.css">
        <div class="hero"></div><p>One <i class="dot"></i> two</p>
        <section><div class="figures"></div></section>
        <a class="brand" href="/">Acme</a><div class="brand" role="img" aria-label="Acme"></div>`,
      '/css/site.css': css,
      ...Object.fromEntries(
        ['sales-chart', 'waves', 'dot', 'acme-logo'].map((name) => [`/art/${name}.svg`, lens]),
      ),
    })
    const report = await crawlSite(site, { crawl: { mode } })
    expect(report.findings.map(({ kind, source, rule }) => [kind, path(source), rule])).toEqual([
      ['css-image', '/art/sales-chart.svg', 'css-image'],
      ['role-img', '', 'named'],
    ])
    expect(report.documents[0]?.images).toBe(2)
  },
)

test.each(['static', 'browser'] as const)(
  'a sheet that is linked for some windows shows what another one hides, and one for paper hides nothing, mode %s',
  async (mode) => {
    const css =
      (text: string): Route =>
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/css' }).end(text)
    const site = await serve({
      '/': `<link rel="stylesheet" href="/all.css">
        <link rel="stylesheet" href="/wide.css" media="screen and (min-width: 600px)">
        <link rel="stylesheet" href="/tall.css" media="Print, (min-height: 300px)">
        <link rel="stylesheet" href="/paper.css" media="print">
        <img class="wide" src="/art/wide.svg"><img class="tall" src="/art/tall.svg"><img class="gone" src="/art/gone.svg">
        <img class="seen" src="/art/seen.svg">`,
      '/all.css': css('.wide, .tall, .gone { display: none }'),
      '/wide.css': css('.wide { display: block }'),
      '/tall.css': css('.tall { display: block }'),
      '/paper.css': css('.gone { display: block } .seen { display: none }'),
      ...Object.fromEntries(['wide', 'tall', 'gone', 'seen'].map((name) => [`/art/${name}.svg`, lens])),
    })
    const report = await crawlSite(site, { crawl: { mode } })
    expect(report.findings.map(({ source, rule }) => [path(source), rule])).toEqual([
      ['/art/wide.svg', 'captioned'],
      ['/art/tall.svg', 'captioned'],
      ['/art/gone.svg', 'not-exposed'],
      ['/art/seen.svg', 'captioned'],
    ])
  },
)
