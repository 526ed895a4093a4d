import { join } from 'node:path'
import type { Report } from '@altwright/core'
import { crawl } from 'altwright'
import type { Browser } from 'playwright'
import { build, type InlineConfig } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../scripts/browser.mjs'
import { serve } from '../../scripts/serve.mjs'
import { copyOf, readExpected } from './expected.ts'
import { domWithoutAlts, watch } from './page.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe('the built site in a browser', () => {
  const pages = readExpected('vite-site')
  let filled: Awaited<ReturnType<typeof serve>>
  let plain: Awaited<ReturnType<typeof serve>>

  beforeAll(async () => {
    const folder = copyOf('vite-site', {})
    const input = pages.map(([page]) => join(folder, page))
    const buildSite = (config: InlineConfig) => build({ root: folder, logLevel: 'silent', ...config })
    await buildSite({ build: { outDir: 'dist' } })
    const options = { outDir: 'plain', assetsInlineLimit: 0, rolldownOptions: { input } }
    await buildSite({ configFile: false, base: './', build: options })
    filled = await serve(join(folder, 'dist'))
    plain = await serve(join(folder, 'plain'))
  })
  afterAll(() => Promise.all([filled.close(), plain.close()]))

  test.each(pages)(
    '%s: every generated alt is the image’s accessible name, the rest of the DOM is the same',
    async (path) => {
      const page = await browser.newPage()
      const problems = watch(page)
      await page.goto(new URL(path, filled.url).href)
      const images = await page.locator('img[data-alt-source=generated]').all()
      expect(images.length).toBeGreaterThan(0)
      for (const image of images) {
        const name = (await image.getAttribute('alt')) ?? ''
        expect(name).not.toBe('')
        expect(await image.ariaSnapshot()).toBe(`- img ${JSON.stringify(name)}`)
      }
      const dom = await page.evaluate(domWithoutAlts)
      await page.goto(new URL(path, plain.url).href)
      expect(dom).toBe(await page.evaluate(domWithoutAlts))
      expect(problems).toEqual([])
      await page.close()
    },
  )
})

describe('the crawled site', () => {
  test('says in a browser what its files say', async () => {
    const expected = readExpected('crawl-site')
    const folder = copyOf('crawl-site', {})
    const server = await serve(folder)
    const report: Report = await crawl({ start: server.url, root: folder, locked: false })
    await server.close()
    const findings = report.findings.filter(({ kind }) => kind === 'img')
    for (const [path, images] of expected) {
      const page = new URL(path === 'index.html' ? '' : path, server.url).href
      const found = findings.filter(({ document }) => document === page)
      // Redirect pages are never a document of their own.
      if (found.length === 0) continue
      const outcomes = found.map(({ outcome, author }) => (author === 'rule' ? 'decorative' : outcome))
      const wanted = images.map(({ is }) => is)
      wanted.forEach((is, index) => {
        const outcome = outcomes[index] ?? 'none'
        const open = ['review', 'flawed', 'unreadable']
        if (is === 'filled') expect(outcome, `${path} ${images[index]?.src}`).toBe('filled')
        if (is === 'decorative') expect(outcome, `${path} ${images[index]?.src}`).toBe('decorative')
        if (is === 'review') expect(open, `${path} ${images[index]?.src}`).toContain(outcome)
      })
    }
  })
})
