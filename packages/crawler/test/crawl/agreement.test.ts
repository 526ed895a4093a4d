import { readFileSync } from 'node:fs'
import { type ImageFacts, imagesFromHtml, judge } from '@altwright/core'
import { readOpenPage } from 'altwright'
import { expect, onTestFinished, test } from 'vitest'
import { launchBrowser } from '../../../../scripts/browser.mjs'
import { picture } from '../site.ts'

/** Rows of a table, by their cells. */
function rowsOf(name: string): string[][] {
  return readFileSync(new URL(`../../../core/test/fixtures/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
}

const pages = rowsOf('rules.tsv').map(([, , html]) => html as string)

/** What somebody has to do something about. */
function open(images: readonly ImageFacts[]): string[] {
  return images.flatMap((facts) => {
    const { verdict, rule } = judge(facts)
    return verdict === 'keep' ? [] : [`${facts.kind} ${rule}`]
  })
}

test('the source of a page and Chromium lead to the same findings', async () => {
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  let body = ''
  await page.route('**/*', (route) =>
    route.request().isNavigationRequest() && route.request().frame() === page.mainFrame()
      ? route.fulfill({ contentType: 'text/html; charset=utf-8', body })
      : route.fulfill({ contentType: 'image/svg+xml', body: picture('anything') }),
  )
  const differ: object[] = []
  for (const html of pages) {
    body = `<!doctype html><title>Page</title>${html}`
    await page.goto('http://page.test/')
    const live = open((await readOpenPage(page)).images)
    const still = open(imagesFromHtml(html))
    if (live.join() !== still.join()) differ.push({ html, live, still })
  }
  expect(differ).toEqual([])
})

test('Chromium shows what conditions of style sheets let it show', async () => {
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  const differ: object[] = []
  for (const [is, html = ''] of rowsOf('conditions.tsv')) {
    await page.setContent(html)
    const shown = await page.evaluate('document.images[0].checkVisibility()')
    if (shown !== (is === 'shown')) differ.push({ is, html, shown })
  }
  expect(differ).toEqual([])
})
