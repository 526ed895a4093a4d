// Renders each page in Chromium and cuts the icons out of it: what `labels.json` labels.
//   node cut.mjs [FOLDER]      writes FOLDER/*.png (default: crops) and FOLDER/cut.json
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchBrowser } from '../../packages/crawler/dist/browser/launch.js'
import { pages } from './pages.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const packs = join(here, 'node_modules')
const target = process.argv[2] ?? join(here, 'crops')
mkdirSync(target, { recursive: true })

const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.mjs': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.gif': 'image/gif', '.jpg': 'image/jpeg', '.woff2': 'font/woff2', '.woff': 'font/woff', '.json': 'application/json' }

/** What a page asks of the network is taken from the pinned packages; anything else is refused. */
const networks = [
  [/^https:\/\/cdn\.jsdelivr\.net\/npm\/([^@/]+)@[^/]+\/(.*)$/, (_, name, path) => `/${name}/${path}`],
  [/^https:\/\/use\.fontawesome\.com\/releases\/[^/]+\/(.*)$/, (_, path) => `/@fortawesome/fontawesome-free/${path}`],
  [/^https:\/\/cdnjs\.cloudflare\.com\/ajax\/libs\/simple-line-icons\/[^/]+\/(.*?)(\.min)?\.css$/, (_, path) => `/simple-line-icons/dist/styles/simple-line-icons.css`],
]

function answer(path) {
  try {
    return { body: readFileSync(join(packs, normalize(decodeURIComponent(path)))), type: types[extname(path)] ?? 'application/octet-stream' }
  } catch {
    return undefined
  }
}

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://x').pathname
  const own = pages.find(({ id, html }) => html && path === `/page/${id}`)
  const found = own ? { body: own.html, type: 'text/html' } : answer(path)
  response.writeHead(found ? 200 : 404, { 'content-type': found?.type ?? 'text/plain' }).end(found?.body)
})
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const origin = `http://127.0.0.1:${server.address().port}`

/** In the page: boxes of what looks like an icon, each with its markup, one for each look. */
function findIcons() {
  const box = (element) => element.getBoundingClientRect()
  const small = ({ width, height }) => width >= 12 && height >= 12 && width <= 96 && height <= 96 && width / height < 2.2 && height / width < 2.2
  const drawn = (element) => {
    if (['svg', 'IMG'].includes(element.tagName)) return true
    const glyph = ['::before', '::after'].some((part) => /^"[\uE000-\uF8FF\u{F0000}-\u{FFFFD}]"$/u.test(getComputedStyle(element, part).content))
    if (glyph) return true
    const painted = (part) => /url\(/.test(getComputedStyle(element, part).backgroundImage)
    return element.textContent.trim() === '' && [undefined, '::before', '::after'].some(painted)
  }
  const all = (root) => [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])])
  return all(document)
    .filter((element) => !element.parentElement?.closest('svg') && drawn(element) && small(box(element)) && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((element) => {
      const { x, y, width, height } = box(element)
      const label = element.closest('button,a,[title],[aria-label]')
      return { x: x + scrollX, y: y + scrollY, width, height, hint: `${element.getAttribute('class') ?? ''} | ${label?.getAttribute('title') ?? label?.getAttribute('aria-label') ?? ''}`.slice(0, 90) }
    })
}

const browser = await launchBrowser()
const rows = []
for (const { id, page: path, html, most } of pages) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, deviceScaleFactor: 2 })
  await page.route(/^https?:/, (route) => {
    const url = route.request().url()
    if (url.startsWith(origin)) return route.continue()
    const [pattern, to] = networks.find(([test]) => test.test(url)) ?? []
    const found = pattern && answer(url.replace(pattern, to))
    return found ? route.fulfill({ body: found.body, contentType: found.type, headers: { 'access-control-allow-origin': '*' } }) : route.abort()
  })
  await page.goto(origin + (html ? `/page/${id}` : path), { waitUntil: 'load' }).catch((error) => console.log(id, String(error.message).split('\n')[0]))
  await page.waitForTimeout(1500)
  const icons = await page.evaluate(findIcons)
  const seen = new Set()
  let kept = 0
  for (const { hint, ...clip } of icons) {
    if (kept >= most) break
    const bytes = await page.screenshot({ clip, fullPage: true, animations: 'disabled' }).catch(() => undefined)
    if (!bytes) continue
    const look = createHash('sha256').update(bytes).digest('hex')
    if (seen.has(look) || bytes.length < 150) continue
    seen.add(look)
    const file = `${id}-${String(++kept).padStart(2, '0')}.png`
    writeFileSync(join(target, file), bytes)
    rows.push({ file, page: id, width: Math.round(clip.width), height: Math.round(clip.height), hint })
  }
  console.log(id, icons.length, 'found', kept, 'cut')
  await page.close()
}
writeFileSync(join(target, 'cut.json'), `${JSON.stringify(rows, null, 1)}\n`)
await browser.close()
server.close()
console.log(rows.length, 'icons')
