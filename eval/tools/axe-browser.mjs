// axe-core in Chromium.
import { createRequire } from 'node:module'
import { launchBrowser } from '../../scripts/browser.mjs'
import { answering, question } from './axe.mjs'

const axe = createRequire(import.meta.url)('axe-core')

export async function openAxeInBrowser() {
  const browser = await launchBrowser()
  const page = await browser.newPage()
  return {
    id: 'axe-browser',
    title: `axe-core, Chromium`,
    browser: true,
    async answer(item) {
      await page.setContent(item.html, { waitUntil: 'load' })
      await page.evaluate(axe.source)
      return page.evaluate(`(${answering})(${JSON.stringify(question(item))})`)
    },
    close: () => browser.close(),
  }
}
