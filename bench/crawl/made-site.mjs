// A site made for the crawler, with the truth about each of its images: mixed constructs, planted faults, clean images,
// pages that are plain and pages that a script builds. The same numbers give the same site, byte for byte.
import { createServer } from 'node:http'
import sharp from 'sharp'

const subjects = [
  'kettle',
  'fern',
  'bicycle',
  'lighthouse',
  'violin',
  'teapot',
  'ladder',
  'compass',
  'heron',
  'anvil',
]

/**
 * Constructs, and what is true of each: the rule that speaks of it. `src` is a picture's address, `word` names it, `n` counts
 * the images of the site. All hold with and without a browser.
 */
const constructs = [
  ['captioned', ({ src, word }) => `<p>About the ${word}.</p><img src="${src}" width="320" height="240">`],
  ['named', ({ src, word }) => `<img src="${src}" alt="A ${word} on a table" width="320" height="240">`],
  ['author-decorative', ({ src }) => `<img src="${src}" alt="" width="320" height="240">`],
  ['functional-image', ({ src, n }) => `<a href="/"><img src="${src}" id="home-${n}"></a>`],
  ['beside-text', ({ src, word }) => `<a href="/">The ${word} <img src="${src}"></a>`],
  [
    'svg-name',
    () => '<svg role="img" width="40" height="40" viewBox="0 0 40 40"><path d="M0 0h40v40z"/></svg>',
  ],
  [
    'named',
    ({ word }) =>
      `<svg role="img" width="40" height="40"><title>A ${word}</title><path d="M0 0h40v40z"/></svg>`,
  ],
  ['role-img-name', () => '<div role="img" style="width: 40px; height: 40px; background: #336"></div>'],
  ['image-input', ({ src }) => `<form><input type="image" src="${src}" width="64" height="64"></form>`],
  ['not-exposed', ({ src }) => `<div class="narrow-only"><img src="${src}"></div>`],
  ['not-exposed', ({ src }) => `<div hidden><img src="${src}"></div>`],
  [
    'captioned',
    ({ src }) =>
      `<picture><source srcset="${src}" media="(min-width: 1px)"><img src="${src}" width="320" height="240"></picture>`,
  ],
  ['captioned', ({ src }) => `<img data-src="${src}" width="320" height="240">`],
  ['image-unreadable', ({ n }) => `<img src="/missing-${n}.png" width="320" height="240">`],
  ['alt-filename', ({ src }) => `<img src="${src}" alt="${src.slice(1)}" width="320" height="240">`],
  [
    'captioned',
    ({ src, n }) =>
      `<figure><img src="${src}" width="320" height="240"><figcaption>Number ${n} of the collection</figcaption></figure>`,
  ],
  ['object-name', ({ src }) => `<object data="${src}" type="image/png" width="320" height="240"></object>`],
  ['functional-image', ({ src, n }) => `<button id="do-${n}"><img src="${src}"></button>`],
  ['titled-control', ({ src, word }) => `<a href="/" title="To the ${word}"><img src="${src}"></a>`],
  ['named-control', ({ src, word }) => `<a href="/" aria-label="To the ${word}"><img src="${src}"></a>`],
  ['not-exposed', ({ src }) => `<div aria-hidden="true"><img src="${src}"></div>`],
  ['alt-blank', ({ src }) => `<p>A picture.</p><img src="${src}" alt=" " width="320" height="240">`],
  [
    'named',
    ({ src, word }) =>
      `<span id="name-${word}" class="away">A ${word}</span><img src="${src}" aria-labelledby="name-${word}">`,
  ],
]

const styleSheet = `.narrow-only { display: none } .away { position: absolute; left: -9999px }
@media print { .never { display: none } } .card { margin: 1em }`

/**
 * @param {{ pages?: number, images?: number, built?: number }} options
 *   `built`: each so many-th page is built by a script; 0 is none.
 */
export async function makeSite({ pages = 200, images = 10, built = 10 } = {}) {
  const pictures = await Promise.all(Array.from({ length: 40 }, (_, index) => makePicture(index)))
  const truth = new Map()
  const routes = new Map([
    ['/site.css', ['text/css', Buffer.from(styleSheet)]],
    ['/robots.txt', ['text/plain', Buffer.from('User-agent: *\nDisallow: /closed\n')]],
    ...pictures.map((bytes, index) => [`/picture-${index}.png`, ['image/png', bytes]]),
  ])
  const sections = Math.ceil(pages / 20)
  for (let page = 0; page < pages; page++) {
    const path = page === 0 ? '/' : `/page-${page}.html`
    const links =
      page === 0 ? range(1, sections) : page <= sections ? range(sections + 1 + (page - 1) * 20, 20) : []
    const isBuilt = built > 0 && page % built === built - 1
    const items = Array.from({ length: images }, (_, index) => {
      const n = page * images + index
      const [rule, write] = constructs[(n * 7 + page) % constructs.length]
      const word = subjects[n % subjects.length]
      return { rule, html: `<div class="card">${write({ src: `/picture-${n % 40}.png`, word, n })}</div>` }
    })
    const body = items.map(({ html }) => html).join('\n')
    const nav = `<nav>${links
      .filter((link) => link < pages)
      .map((link) => `<a href="/page-${link}.html">Page ${link}</a>`)
      .join(' ')}
      <a href="/">Home</a> <a href="/closed">Closed</a></nav>`
    const main = isBuilt
      ? `<main id="app"></main><script>document.querySelector('#app').innerHTML = ${JSON.stringify(body).replaceAll('<', '\\u003c')}</script>`
      : `<main>${body}</main>`
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page ${page}</title><link rel="stylesheet" href="/site.css"></head>
<body><h1>Collection, page ${page}</h1>${nav}${main}${paragraphs(page)}</body></html>`
    routes.set(path, ['text/html; charset=utf-8', Buffer.from(html)])
    truth.set(path, { isBuilt, rules: items.map(({ rule }) => rule) })
  }
  return { routes, truth }
}

const range = (from, count) => Array.from({ length: count }, (_, index) => from + index)

/** Some text between, as pages have it. */
function paragraphs(page) {
  return range(0, 12)
    .map(
      (n) =>
        `<p>The ${subjects[(page + n) % subjects.length]} of page ${page} stands beside the ${subjects[(page * 3 + n) % subjects.length]}, as it did in the year ${1800 + ((page * 7 + n) % 200)}.</p>`,
    )
    .join('\n')
}

/** A few kilobytes that decode to a different picture each. */
function makePicture(index) {
  const [width, height] = [320, 240]
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x)
      pixels[at] = (x + index * 31) & 0xf0
      pixels[at + 1] = (y + index * 17) & 0xf0
      pixels[at + 2] = ((x * y) >> 6) & 0xf0
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ palette: true })
    .toBuffer()
}

/** Serves routes on the loopback interface; pages come after so many milliseconds, as over a network. */
export async function serveRoutes(routes, { delay = 0 } = {}) {
  const asked = new Map()
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.set(path, (asked.get(path) ?? 0) + 1)
    const route = routes.get(path)
    if (route === undefined)
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end('not here')
    const send = () =>
      response.writeHead(200, { 'content-type': route[0], 'cache-control': 'max-age=60' }).end(route[1])
    if (delay > 0 && route[0].startsWith('text/html')) setTimeout(send, delay)
    else send()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    asked,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What a report says that is not true, and what it does not say that is. */
export function differences(report, truth, { withBuilt }) {
  const wrong = []
  const found = new Map(report.documents.map(({ document }) => [new URL(document).pathname, []]))
  for (const { document, rule } of report.findings) found.get(new URL(document).pathname)?.push(rule)
  for (const [path, { isBuilt, rules }] of truth) {
    const expected = isBuilt && !withBuilt ? [] : rules
    const rulesFound = found.get(path)
    if (rulesFound === undefined) wrong.push(`${path}: was not read`)
    else if (rulesFound.join() !== expected.join())
      wrong.push(`${path}: found ${rulesFound.join()}; true is ${expected.join()}`)
    found.delete(path)
  }
  return [...wrong, ...[...found.keys()].map((path) => `${path}: is not of the site`)]
}
