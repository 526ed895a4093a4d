import axe from 'axe-core'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../../../scripts/browser.mjs'
import { baselineOf, withBaseline } from '../../src/report/baseline.ts'
import { compareReports } from '../../src/report/compare.ts'
import { htmlDiff } from '../../src/report/diff/html.ts'
import type { Finding, Report } from '../../src/report/report.ts'
import { htmlReport } from '../../src/report/reporters/html.ts'
import { crawled, everything, fine, large, nothing, site } from './report.fixture.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
}, 300_000)

afterAll(async () => {
  await browser?.close()
})

const address = 'http://report.test/'

interface Opened {
  readonly page: Page
  /** What should stay empty: dialogs, refused or failing scripts, requests. */
  readonly trouble: string[]
}

async function open(
  report: Report | string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Opened> {
  const body = typeof report === 'string' ? report : htmlReport(report)

  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('dialog', (dialog) => {
    trouble.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => trouble.push(`error ${error.message}`))
  page.on('console', (message) => trouble.push(`console ${message.text()}`))
  await page.route('**/*', (route) => {
    const url = route.request().url()
    if (url === address) return route.fulfill({ contentType: 'text/html; charset=utf-8', body })
    if (!url.startsWith('data:') && !url.endsWith('/favicon.ico')) trouble.push(`request ${url}`)
    return route.abort()
  })
  await page.goto(address)
  return { page, trouble }
}

async function close({ page }: Opened): Promise<void> {
  await page.context().close()
}

const reports = [
  ['ordinary', site],
  ['crawled', crawled],
  ['hostile', everything],
  ['empty', nothing],
  ['fine', fine],
] as const
/** Colours do not hang on the width. */
const views = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 320, scheme: 'light' },
] as const
/** Rules of axe-core that do hang on a view; the others are asked in the first. */
const ofView = [
  ...['color-contrast', 'link-in-text-block', 'scrollable-region-focusable'],
  ...['aria-hidden-focus', 'meta-viewport', 'css-orientation-lock', 'target-size'],
]

describe.each(reports)('the %s report', (_, report) => {
  test.each(views)(
    'has no axe-core violation and fits at $width px in $scheme',
    async ({ width, scheme }) => {
      const opened = await open(report, { viewport: { width, height: 800 }, colorScheme: scheme })
      const { page, trouble } = opened
      const isFirst = width === 1280 && scheme === 'light'
      if (isFirst) expect(await violations(page)).toEqual([])
      if (report.findings.length > 0) await page.getByRole('button', { name: 'Expand all' }).click()
      expect(await page.locator('.findings article details:not([open])').count()).toBe(0)
      expect(await violations(page, isFirst ? undefined : ofView)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      expect(trouble).toEqual([])
      await close(opened)
    },
    60_000,
  )
})

describe('the page of a comparison', () => {
  test.each(views)(
    'has no axe-core violation and fits at $width px in $scheme',
    async ({ width, scheme }) => {
      const before = { ...everything, findings: everything.findings.slice(3) }
      const replaced = everything.findings.map((own) =>
        own.rule === 'named' ? { ...own, picture: `sha256-${own.source}` } : own,
      )
      const html = htmlDiff(
        compareReports(
          { ...before, findings: replaced.slice(3).map(otherPicture) },
          { ...everything, findings: replaced },
        ),
        before,
        everything,
      )
      const opened = await open(html, { viewport: { width, height: 800 }, colorScheme: scheme })
      const { page, trouble } = opened
      expect(await page.locator('main h2').allTextContents()).toEqual([
        expect.stringMatching(/^\d+ new, \d+ with a changed picture, .*unchanged\.$/),
        expect.stringMatching(/^New/),
        expect.stringMatching(/^Pictures changed under an old alt/),
        expect.stringMatching(/^Unchanged/),
      ])
      expect(await violations(page, width === 1280 && scheme === 'light' ? undefined : ofView)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      expect(trouble).toEqual([])
      await close(opened)
    },
  )
})

function otherPicture(finding: Finding): Finding {
  return finding.rule === 'named' ? { ...finding, picture: `sha256-old-${finding.source}` } : finding
}

test('findings that a baseline knows can be left out', async () => {
  const known = { ...site, findings: site.findings.filter(({ rule }) => rule === 'functional-image') }
  const opened = await open(withBaseline(site, baselineOf(known)))
  const { page } = opened
  await says(page, 'Showing all 39 images.')
  await page.getByRole('checkbox', { name: 'Without what the baseline knows' }).check()
  await says(page, `Showing ${39 - known.findings.length} of 39 images.`)
  await close(opened)
})

async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const options = {
    resultTypes: ['violations'],
    // Of WCAG 2.2, and off by default.
    rules: { 'target-size': { enabled: true } },
    ...(rules !== undefined && { runOnly: rules }),
  }
  const result = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as axe.AxeResults
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  )
}

test('text of a page never becomes markup', async () => {
  const opened = await open(everything)
  const { page, trouble } = opened
  expect(await page.locator('script').count()).toBe(1)
  expect(await page.locator('style').count()).toBe(1)
  expect(
    await page.locator('[onerror], [onload], [onmouseover], svg *:not(rect), b, i, iframe').count(),
  ).toBe(0)
  expect(
    await page.evaluate(
      '[...document.querySelectorAll("a")].map((a) => a.getAttribute("href")).filter((href) => href === null || !/^(#|https:\\/\\/www\\.w3\\.org\\/WAI\\/)/.test(href))',
    ),
  ).toEqual([])
  expect(
    await page.evaluate(
      '[...document.images].map((image) => image.src).filter((src) => !/^data:image\\/(png|webp);base64,/.test(src))',
    ),
  ).toEqual([])
  expect(await page.locator('.root').textContent()).toBe('dist"><script>alert(13)</script>')
  expect(await page.title()).toBe('Image alt report: dist"><script>alert(13)</script>')
  expect(await page.locator('.reason', { hasText: 'alert(3)' }).textContent()).toBe(
    '</style></script><script>alert(3)</script> ]]> <!-- <img src=x onerror=alert(4)>',
  )
  await page.mouse.move(600, 500)
  expect(trouble).toEqual([])
  await close(opened)
})

test('the policy stops what would get past the escaping', async () => {
  const opened = await open(site)
  const { page } = opened
  await page.evaluate(`{
    const script = document.createElement('script')
    script.textContent = 'globalThis.ran = true'
    document.body.append(script)
    document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x.png" onerror="globalThis.ran = true">')
  }`)
  await page.waitForTimeout(100)
  expect(await page.evaluate('globalThis.ran')).toBeUndefined()
  expect(opened.trouble.filter((line) => line.startsWith('request'))).toEqual([])
  expect(opened.trouble.some((line) => line.includes('Content Security Policy'))).toBe(true)
  await close(opened)
})

test('the filters work by keyboard, say how many are shown, and can be cleared', async () => {
  const opened = await open(site)
  const { page } = opened
  const shown = page.getByRole('status')
  await says(page, 'Showing all 39 images.')
  expect(await shown.getAttribute('aria-live')).toBe('polite')

  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Skip to the findings')
  await tabTo(page, 'text')
  await page.keyboard.type('lens')
  await says(page, 'Showing 4 of 39 images.')
  expect(await page.locator('#generated h2 .n').textContent()).toBe('3 of 4')
  expect(await page.locator('#review').isVisible()).toBe(false)
  expect(await page.locator('#documents').isVisible()).toBe(false)

  for (let index = 0; index < 4; index++) await page.keyboard.press('Backspace')
  await says(page, 'Showing all 39 images.')

  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await says(page, 'Showing 18 of 39 images.')
  expect(await page.locator('.section:visible').count()).toBe(1)

  await tabTo(page, 'rule')
  await page.keyboard.type('functional')
  await says(page, 'Showing 14 of 39 images.')
  expect(await page.locator('.group:visible').count()).toBe(1)

  await tabTo(page, 'expand')
  await page.keyboard.press('Enter')
  expect(await page.locator('#review-functional-image details[open]').count()).toBe(2)

  await tabTo(page, 'clear')
  await page.keyboard.press('Enter')
  await says(page, 'Showing all 39 images.')
  expect(await focused(page)).toBe('text')
  expect(await page.locator('#clear').isVisible()).toBe(false)

  await page.keyboard.type('no such thing')
  await says(page, 'No image matches.')
  await close(opened)
})

test('what was answered already is folded, and opens when it is looked for', async () => {
  const opened = await open(site)
  const { page } = opened
  expect(await page.locator('#kept .fold').getAttribute('open')).toBeNull()
  await page.getByRole('checkbox', { name: 'Already answered' }).check()
  expect(await page.locator('#kept article').first().isVisible()).toBe(true)
  await page.getByRole('checkbox', { name: 'Already answered' }).uncheck()
  expect(await page.locator('#kept .fold').getAttribute('open')).toBeNull()
  await close(opened)
})

test('every control shows its focus, and headings do not skip a level', async () => {
  const opened = await open(site)
  const { page } = opened
  for (let index = 0; index < 40; index++) {
    await page.keyboard.press('Tab')
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
    expect(outline, await focused(page)).not.toBe('none')
  }
  const levels = (await page.evaluate(
    '[...document.querySelectorAll("h1,h2,h3,h4")].map((heading) => Number(heading.tagName[1]))',
  )) as number[]
  expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([])
  await close(opened)
})

test('without JavaScript all is there, and no dead filter', async () => {
  const opened = await open(everything, { javaScriptEnabled: false })
  const { page } = opened
  expect(await page.getByRole('search').count()).toBe(0)
  expect(await page.locator('#review article').first().isVisible()).toBe(true)
  await page.locator('#kept summary').first().click()
  expect(await page.locator('#kept article').first().isVisible()).toBe(true)
  await close(opened)
})

test('colours of the system and print keep everything', async () => {
  const opened = await open(site, { forcedColors: 'active' })
  const { page } = opened
  expect(await page.locator('.tile .sign').first().isVisible()).toBe(true)
  await page.emulateMedia({ media: 'print', forcedColors: 'none' })
  expect(await page.locator('#filter').isVisible()).toBe(false)
  expect(await page.locator('#review article').first().isVisible()).toBe(true)
  await close(opened)
})

test('a report of 5,000 findings is shown a piece at a time', async () => {
  const opened = await open(large(5000))
  const { page, trouble } = opened
  await says(page, 'Showing all 5,000 images.')
  const visible = page.locator('#review-functional-image article:visible')
  expect(await visible.count()).toBe(40)
  const more = page.locator('#review-functional-image .more')
  expect(await more.textContent()).toBe('Show 40 more of 2,380')
  await more.press('Enter')
  expect(await visible.count()).toBe(80)
  expect(
    await page.evaluate(
      'document.activeElement === document.querySelectorAll("#review-functional-image article")[40]',
    ),
  ).toBe(true)
  await page.getByRole('searchbox').fill('assets/4711/')
  await says(page, 'Showing 1 of 5,000 images.')
  expect(trouble).toEqual([])
  await close(opened)
}, 60_000)

async function says(page: Page, text: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 10_000 })
}

async function focused(page: Page): Promise<string> {
  return (await page.evaluate('document.activeElement.id || document.activeElement.textContent')) as string
}

async function tabTo(page: Page, id: string): Promise<void> {
  for (let index = 0; index < 30; index++) {
    if ((await focused(page)) === id) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The Tab key does not come to #${id}.`)
}
