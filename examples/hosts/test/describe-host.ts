import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../../scripts/browser.mjs'
import { serve } from '../../../scripts/serve.mjs'
import { expectImages, readExpected } from '../../test/expected.ts'
import { watch } from '../../test/page.ts'
import { buildHost, type Host } from './host.ts'

export interface HostExample {
  /** The example's folder. */
  readonly name: string
  /** Where the host writes its pages, relative to the example. */
  readonly output: string
  /** Where the site is served; `/` by default. */
  readonly base?: string
  /** It shows no messages of plugins. */
  readonly silent?: boolean
}

/**
 * The test of every host: built without Altwright and with it, both opened in a browser. `expected.json` says what its images
 * have to be, however a page was come to; nothing else may differ, and the console stays empty.
 */
export function describeHost({ name, output, base = '/', silent = false }: HostExample): void {
  const pages = readExpected(`hosts/${name}`)
  let browser: Browser
  let host: Host
  let plain: Awaited<ReturnType<typeof serve>>
  let filled: Awaited<ReturnType<typeof serve>>

  beforeAll(async () => {
    browser = await launchBrowser()
    host = await buildHost(name, output, base)
    plain = await serve(host.plain)
    filled = await serve(host.filled)
  })
  afterAll(() => Promise.all([browser?.close(), plain?.close(), filled?.close()]))

  const open = async (page: Page, site: string, path: string) => {
    // As a link names it: some hosts take another address for another page.
    await page.goto(new URL(`.${base}${path.replace(/index\.html$/, '')}`, site).href)
    await settle(page)
  }

  describe(name, () => {
    test('keeps what it filled for review, and says so where the host lets it', () => {
      expect(host.captions).toBeGreaterThan(0)
      if (!silent) expect(host.printed).toMatch(/\d+ images? in \d+ [\s\S]*filled by the engine, to be reviewed/)
    })

    test.each(pages)('%s has the alts that it needs, and is otherwise as it was', async (path, images) => {
      const page = await browser.newPage()
      const problems = watch(page)
      await open(page, filled.url, path)
      expectImages(path, await page.content(), images)
      const dom = await page.evaluate(contentWithoutAlts)
      await open(page, plain.url, path)
      expect(dom).toBe(await page.evaluate(contentWithoutAlts))
      expect(problems).toEqual([])
      await page.close()
    })

    test('a page that is come to by a link has them too', async () => {
      const [[start], [path, images]] = pages as [(typeof pages)[0], (typeof pages)[0]]
      const page = await browser.newPage()
      const problems = watch(page)
      await open(page, filled.url, start)
      await page.getByRole('link', { name: 'Routes' }).first().click()
      await page.getByRole('heading', { name: 'Routes', level: 1 }).waitFor()
      await settle(page)
      expectImages(path, await page.content(), images)
      expect(problems).toEqual([])
      await page.close()
    })
  })
}

/** Scripts have run; what they render is rendered anew, which would lose an alt that only the HTML had. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  const button = page.getByRole('button', { name: 'I walk along' })
  if ((await button.count()) === 0) return
  await button.click()
  await page.getByText('1 so far').waitFor()
}

/**
 * Runs in the page: what a reader may meet of it, without what may have been written. Scripts and styles are named by what
 * is in them, hosts put what is in a head in no certain order, and Astro takes a comment out of an island now or later.
 */
function contentWithoutAlts(): string {
  const copy = document.documentElement.cloneNode(true) as HTMLElement
  for (const image of copy.querySelectorAll('img')) {
    image.removeAttribute('alt')
    image.removeAttribute('data-alt-source')
  }
  const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT)
  const found: Node[] = []
  while (comments.nextNode()) found.push(comments.currentNode)
  for (const comment of found) comment.parentNode?.removeChild(comment)
  const loaded = 'script, style, link[rel~=stylesheet], link[rel*=preload], link[rel~=prefetch]'
  for (const element of copy.querySelectorAll(loaded)) element.remove()
  const head = copy.querySelector('head')
  const inHead = [...(head?.children ?? [])].map((element) => {
    const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).sort()
    return [element.localName, ...attributes, element.textContent].join(' ')
  })
  head?.remove()
  return [...inHead.sort(), copy.outerHTML].join('\n')
}
