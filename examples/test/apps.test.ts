import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { createBuilder, createServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../scripts/browser.mjs'
import { serve } from '../../scripts/serve.mjs'
import { copyOf, expectImages, readExpected } from './expected.ts'
import { domWithoutAlts, watch } from './page.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** Builds run in development here, so that a browser warns of every difference that hydration meets. */
describe.each([
  ['react-app', ['<h2>Paper maps', '<p>Paper maps']],
  ['vue-app', ['alt="Map icon"', 'alt="Atlas"']],
  // Svelte takes attributes as they are; it goes by what it has written between the elements.
  ['svelte-app', ['<!--]-->', '']],
] as const)('%s', (example, [from, to]) => {
  const [[name, expected] = ['', []]] = readExpected(example)
  let folder: string
  let filled: Awaited<ReturnType<typeof serve>>
  let plain: Awaited<ReturnType<typeof serve>>

  beforeAll(async () => {
    folder = copyOf(example, {})
    const config = readFileSync(join(folder, 'vite.config.js'), 'utf8')
    const without = config.replace(/^import altwright.*\n/m, '').replace(', altwright()', '')
    expect(without).not.toContain('altwright')
    writeFileSync(join(folder, 'plain.config.js'), without.replaceAll('dist/', 'plain/'))
    await buildApp('vite.config.js')
    await buildApp('plain.config.js')
    filled = await serve(join(folder, 'dist/client'))
    plain = await serve(join(folder, 'plain/client'))
  })
  afterAll(() => Promise.all([filled.close(), plain.close()]))

  async function buildApp(configFile: string): Promise<void> {
    const options = { root: folder, configFile: join(folder, configFile), logLevel: 'silent' } as const
    const builder = await createBuilder(options)
    await builder.buildApp()
  }

  test('has the alts that it needs, as rendered on the server and as hydrated', async () => {
    expectImages(name, readFileSync(join(folder, 'dist/client/index.html'), 'utf8'), expected)
    const { page, problems } = await open(filled.url)
    await hydrated(page)
    expectImages(name, await page.content(), expected)
    expect(problems).toEqual([])
    for (const image of await page.locator('img[data-alt-source=generated]').all()) {
      const alt = (await image.getAttribute('alt')) ?? ''
      expect(await image.ariaSnapshot()).toBe(`- img ${JSON.stringify(alt)}`)
    }
    await page.close()
  })

  test('is otherwise the app that Vite builds', async () => {
    const pages = await Promise.all([open(filled.url), open(plain.url)])
    for (const { page } of pages) await hydrated(page)
    const doms = await Promise.all(pages.map(({ page }) => page.evaluate(domWithoutAlts)))
    const [ours, theirs] = doms.map(withoutCounts)
    expect(ours).toBe(theirs)
    expect(pages.map(({ problems }) => problems)).toEqual([[], []])
    for (const { page } of pages) await page.close()
  })

  test('would warn of another page than the one it hydrates', async () => {
    const { page, problems } = await open(filled.url, (html) => html.replace(from, to))
    await hydrated(page)
    expect(problems.join('\n')).toMatch(/hydrat/i)
    await page.close()
  })

  test('shows a review of the lockfile while it is served, without loading the page again', async () => {
    const server = await createServer({
      root: folder,
      logLevel: 'silent',
      server: { port: 0, host: '127.0.0.1' },
    })
    await server.listen()
    const address = server.httpServer?.address() as AddressInfo
    const { page, problems } = await open(`http://127.0.0.1:${address.port}/`)
    const map = page.locator('section:has(h2:text("Paper maps")) img')
    await map.waitFor()
    expect(await map.getAttribute('alt')).toBe('Map icon')
    await page.evaluate(() => document.documentElement.setAttribute('data-page', 'the first'))
    const lockfile = join(folder, 'altwright.lock.json')
    const { images, ...rest } = JSON.parse(readFileSync(lockfile, 'utf8'))
    const reviewed = Object.entries<object>(images).map(([hash, entry]) =>
      'source' in entry && entry.source === 'map.svg'
        ? [hash, { ...entry, state: 'edited', alt: 'A folded map' }]
        : [hash, entry],
    )
    writeFileSync(lockfile, JSON.stringify({ ...rest, images: Object.fromEntries(reviewed) }))
    await page.locator('img[alt="A folded map"]:not([data-alt-source])').waitFor()
    expect(await page.locator('html').getAttribute('data-page')).toBe('the first')
    expect(problems).toEqual([])
    await page.close()
    await server.close()
  })

  /** What the console says; a script that changes the page before it is parsed may be handed in. */
  async function open(url: string, change?: (html: string) => string) {
    const page = await browser.newPage()
    const problems = watch(page)
    if (change !== undefined) {
      await page.route(url, async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, body: change(await response.text()) })
      })
    }
    await page.goto(url)
    return { page, problems }
  }
})

/** A click counts only once the page is alive. */
async function hydrated(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: /^Walked/ })
  await expect
    .poll(async () => {
      await button.click()
      return await button.textContent()
    })
    .not.toContain('0')
}

/** Names of scripts and styles go by their content, and clicks are counted. */
function withoutCounts(dom: string): string {
  return dom
    .replace(/\/assets\/index-[\w-]+\.(js|css)/g, '/assets/index.$1')
    .replace(/Walked \d+ times/g, 'Walked')
}
