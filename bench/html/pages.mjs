// Sites for the benchmark, the same on every run: text-heavy pages, pages without images, and one page of a megabyte.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A generator of numbers from 0 to 1 (mulberry32), so that every run measures the same bytes. */
function randomFrom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const vocabulary =
  `the a of in on and with for by from old new river valley station harbour winter morning baker teacher engine letter
  window garden bridge market sailor mountain road paper summer lamp forest clock gathers carries finds leaves opens
  follows keeps remembers repairs crosses slowly often never again together early quiet wooden narrow bright common
  reads writes house people village kitchen autumn field stone water ship table music history little number year day`.split(
    /\s+/,
  )

function writer(random) {
  const pick = (list) => list[Math.floor(random() * list.length)]
  const between = (least, most) => least + Math.floor(random() * (most - least + 1))
  const words = (count) => Array.from({ length: count }, () => pick(vocabulary)).join(' ')
  const sentence = () => {
    const plain = words(between(6, 18))
    return `${plain[0].toUpperCase()}${plain.slice(1)}.`
  }
  const inline = () => {
    const kind = random()
    if (kind < 0.12)
      return `<a href="/articles/${between(1, 900)}/" class="link">${words(between(2, 4))}</a> `
    if (kind < 0.2) return `<em>${words(2)}</em> `
    if (kind < 0.25) return `<code>${words(1)}()</code> `
    if (kind < 0.28) return 'salt &amp; pepper &mdash; '
    return ''
  }
  const paragraph = () =>
    `<p>${Array.from({ length: between(2, 6) }, () => `${inline()}${sentence()}`).join(' ')}</p>\n`
  return { random, pick, between, words, sentence, paragraph }
}

const icon =
  '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M4 4h16v2H4zM4 11h16v2H4zM4 18h10v2H4z"/></svg>'

/** An `img` as a static site writes it. */
function image(w, src, alt) {
  const tag = `<img src="${src}"${alt} width="640" height="480" loading="lazy">`
  return w.random() < 0.5
    ? `<figure class="shot">\n${tag}\n<figcaption>${w.sentence()}</figcaption>\n</figure>\n`
    : `<div class="row">${tag}</div>\n`
}

/** Most images have no alt yet, some are answered. */
function someAlt(w) {
  return w.random() < 0.67 ? '' : w.random() < 0.3 ? ' alt=""' : ` alt="${w.words(5)}"`
}

function block(w) {
  const kind = w.random()
  if (kind < 0.62) return w.paragraph()
  if (kind < 0.74) return `<h2 id="part-${w.between(1, 99999)}">${w.words(4)}</h2>\n`
  if (kind < 0.86) {
    const items = Array.from({ length: w.between(3, 7) }, () => `<li>${w.sentence()}</li>\n`)
    return `<ul class="list">\n${items.join('')}</ul>\n`
  }
  if (kind < 0.92) {
    const rows = Array.from(
      { length: w.between(3, 8) },
      () => `<tr><td>${w.words(2)}</td><td>${w.words(3)}</td><td>${w.between(1, 999)}</td></tr>\n`,
    )
    return `<table>\n<thead><tr><th>name</th><th>what</th><th>count</th></tr></thead>\n<tbody>\n${rows.join('')}</tbody>\n</table>\n`
  }
  if (kind < 0.97)
    return `<pre><code class="language-js">const ${w.words(1)} = (${w.words(1)}) =&gt; {\n  return ${w.words(1)} &amp;&amp; ${w.words(1)}\n}\n</code></pre>\n`
  return `<blockquote>\n${w.paragraph()}</blockquote>\n`
}

/** A page of so many bytes, and the images that each of `images` makes somewhere in it. */
function article(w, { size, images }) {
  const nav = Array.from({ length: 12 }, () => `<li><a href="/${w.words(1)}/">${w.words(2)}</a></li>`)
  const head = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${w.words(5)}</title>
<link rel="stylesheet" href="/assets/style.css">
<script type="module" src="/assets/main.js"></script>
</head>
<body>
<header class="top"><a class="skip" href="#main">Skip to content</a>
<nav aria-label="Main"><ul>${nav.join('\n')}</ul></nav>
${images.length > 0 ? `<button type="button" aria-label="Menu">${icon}</button>` : ''}</header>
<main id="main">
<h1>${w.words(6)}</h1>
`
  const foot = `</main>
<footer><p>${w.sentence()}</p></footer>
</body>
</html>
`
  const blocks = []
  let length = head.length + foot.length
  while (length < size) {
    const next = block(w)
    blocks.push(next)
    length += next.length
  }
  for (const make of images) blocks.splice(w.between(0, blocks.length), 0, make())
  return head + blocks.join('') + foot
}

/** One megabyte, 2,596 images, 1,730 of them without alt: a gallery of the kind that emoji lists and shops have. */
function gallery(w, pictures) {
  const items = Array.from({ length: 2596 }, (_, index) => {
    const alt = index % 3 === 2 ? ` alt="${w.words(3)}"` : ''
    return `<li class="item"><div class="card"><img class="thumb" src="/img/${w.pick(pictures)}"${alt} width="96" height="96" loading="lazy" decoding="async"><div class="text"><h3>${w.words(3)}</h3><p>${w.sentence()} ${w.sentence()}</p><span class="price">${w.between(1, 99)}.50</span></div></div></li>\n`
  })
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${w.words(3)}</title></head>
<body><main><h1>${w.words(3)}</h1><ul class="grid">
${items.join('')}</ul></main></body></html>
`
}

function picture(w, index) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#${w.between(0x100000, 0xffffff).toString(16)}"/><circle cx="48" cy="48" r="${10 + (index % 30)}" fill="#${w.between(0x100000, 0xffffff).toString(16)}"/><path d="M${index} 10 L80 ${index % 90} L20 80z"/></svg>\n`
}

const pageSize = (w) => w.between(20_000, 100_000)

/** An ordinary page with the images that are named and no alt, another one for each number. It links `/assets/style.css` and `/assets/main.js`. */
export function ordinaryPage(number, sources) {
  const w = writer(randomFrom(number))
  return article(w, { size: pageSize(w), images: sources.map((src) => () => image(w, src, '')) })
}

/**
 * An article as it is written for a generator, of 4 to 16 KB, in blocks that leave markup to whoever renders them. Another one for each number.
 *
 * @param {number} number
 * @param {{ link: (text: string, href: string) => string, emphasis: (text: string) => string, code: (text: string) => string }} inline
 *   How words in a sentence are marked up.
 * @returns {({ kind: 'heading' | 'paragraph', text: string } | { kind: 'list' | 'code', lines: string[] })[]}
 */
export function ordinaryBlocks(number, inline) {
  const w = writer(randomFrom(number))
  const marked = () => {
    const kind = w.random()
    if (kind < 0.12)
      return `${inline.link(w.words(3), `https://example.com/articles/${w.between(1, 900)}/`)} `
    if (kind < 0.2) return `${inline.emphasis(w.words(2))} `
    return kind < 0.25 ? `${inline.code(`${w.words(1)}()`)} ` : ''
  }
  const sentences = (count) => Array.from({ length: count }, () => `${marked()}${w.sentence()}`)
  const make = () => {
    const kind = w.random()
    if (kind < 0.15) return { kind: 'heading', text: w.words(4) }
    if (kind < 0.27) return { kind: 'list', lines: sentences(w.between(3, 7)) }
    if (kind < 0.31)
      return {
        kind: 'code',
        lines: [`const ${w.words(1)} = ${w.words(1)}(${w.words(1)})`, `run('${w.words(1)}')`],
      }
    return { kind: 'paragraph', text: sentences(w.between(2, 6)).join(' ') }
  }
  const size = w.between(4_000, 16_000)
  const blocks = []
  for (let length = 0; length < size; ) {
    const next = make()
    blocks.push(next)
    length += (next.text ?? next.lines.join('\n')).length
  }
  return blocks
}

const pageCounts = { articles: 1000, large: 3000, plain: 200, gallery: 4 }

/**
 * Writes a site below a folder; answers its pages, with their lengths in bytes, and its pictures.
 *
 * @param {string} folder
 * @param {keyof typeof pageCounts} corpus
 *   `large` are more `articles`.
 */
export async function writeSite(folder, corpus) {
  const w = writer(randomFrom(20261125))
  const count = pageCounts[corpus]
  const names = Array.from({ length: corpus === 'plain' ? 0 : 200 }, (_, index) => `p${index}.svg`)
  const pictures = names.map((name, index) => ({ name, bytes: picture(w, index) }))
  const page = () =>
    corpus === 'gallery'
      ? gallery(w, names)
      : article(w, {
          size: pageSize(w),
          images: Array(corpus === 'plain' ? 0 : w.between(5, 20)).fill(() =>
            image(w, `/img/${w.pick(names)}`, someAlt(w)),
          ),
        })
  await mkdir(join(folder, 'img'), { recursive: true })
  for (const { name, bytes } of pictures) await writeFile(join(folder, 'img', name), bytes)
  const files = []
  for (let index = 0; index < count; index++) {
    const name = `page-${index}.html`
    const text = page()
    await writeFile(join(folder, name), text)
    // Without its text, which would lie in the memory of all that is measured.
    files.push({ name, length: Buffer.byteLength(text) })
  }
  return { files, pictures }
}
