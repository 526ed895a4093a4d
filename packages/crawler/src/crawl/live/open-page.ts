import type { ImageFacts } from '@altwright/core'
import type { Page } from 'playwright'
import { snapshotPage } from './snapshot.ts'
import { World } from './world.ts'

/** A page that somebody has opened, as the crawler reads its own. */
export interface OpenPage {
  /** The rendered DOM, stamped for `imagesFromHast(tree, { rendered: true })`. */
  readonly html: string
  /** What relative addresses resolve against. */
  readonly base: string
  readonly images: readonly ImageFacts[]
}

/**
 * Reads the images of a page that is open in Playwright’s Chromium, with the browser’s own names, visibility and
 * layout; for tests that bring a page into a state which no address leads to. Nothing in the page changes.
 *
 * @throws RangeError
 *   Where the rendered page has more than 10 million characters.
 */
export async function readOpenPage(page: Page): Promise<OpenPage> {
  const session = await page.context().newCDPSession(page)
  try {
    const snapshot = await snapshotPage(session, new World(session), { html: 10_000_000, links: 0, drawn: 0 })
    const { html, base } = snapshot
    // Half of what the package takes to load, and few of its users read pages of their own.
    const { imagesFromHtml } = await import('@altwright/core')
    if (html === undefined) throw new RangeError('The rendered page has more than 10 million characters.')
    return { html, base, images: imagesFromHtml(html, { rendered: true }) }
  } finally {
    await session.detach()
  }
}
