// Altwright over a live page: the browser's own names, visibility and layout, read as the crawler reads them.
import { readOpenPage } from 'altwright'
import { fromHtml } from 'hast-util-from-html'
import { launchBrowser } from '../../scripts/browser.mjs'
import { answerOf, openAudit } from './ours.mjs'

export async function openOursInBrowser() {
  const audit = await openAudit()
  const browser = await launchBrowser()
  const page = await browser.newPage()
  return {
    id: 'altwright-browser',
    title: 'Altwright, Chromium',
    browser: true,
    async answer(item) {
      await page.setContent(item.html, { waitUntil: 'load' })
      const { html } = await readOpenPage(page)
      return answerOf({ ...item, html }, fromHtml(html), true, audit)
    },
    async close() {
      await browser.close()
      await audit.close()
    },
  }
}
