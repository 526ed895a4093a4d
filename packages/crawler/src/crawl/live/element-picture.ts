/// <reference lib="dom" />

import type { Session } from '../../browser/session.ts'
import type { World } from './world.ts'

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A picture of what the page shows where an element is; what covers it is on the picture too. */
export async function pictureOf(session: Session, world: World, index: number): Promise<Buffer> {
  const box = await world.evaluate(boxInPage, index)
  if (box === undefined) throw new Error('The element has gone')
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'png',
    clip: { ...box, scale: 1 },
    captureBeyondViewport: true,
  })
  return Buffer.from(data, 'base64')
}

/** Runs in the page's own world of the crawler, after `snapshotInPage`; uses nothing from this module. */
function boxInPage(index: number): Box | undefined {
  const { altwrightDrawn = [] } = globalThis as { altwrightDrawn?: Element[] }
  const element = altwrightDrawn[index]
  if (element === undefined || !element.isConnected) return undefined
  const { x, y, width, height } = Element.prototype.getBoundingClientRect.call(element)
  if (width < 1 || height < 1) return undefined
  return { x: x + window.scrollX, y: y + window.scrollY, width: Math.ceil(width), height: Math.ceil(height) }
}
