import type { CDPSession } from 'playwright'
import { type AccessibilityTree, accessibilityTree } from './accessibility-tree.ts'
import { isWorthAsking, type PageSnapshot, type SnapshotLimits, snapshotInPage } from './facts-in-page.ts'
import type { World } from './world.ts'

/** Reads a page as it is now: its DOM, what of it is seen, and what the browser calls its images and links. */
export async function snapshotPage(
  session: CDPSession,
  world: World,
  limits: SnapshotLimits,
): Promise<PageSnapshot> {
  const wanted = await world.evaluate(isWorthAsking, mostElements)
  const tree = wanted ? await treeOrNothing(session) : undefined
  return world.evaluate(snapshotInPage, { limits, tree })
}

/** A browser builds its tree anew for whoever asks, at a tenth of a millisecond an element. */
const mostElements = 20_000

/** A page that is on its way elsewhere is asked again by whoever reads it; without a tree, names are computed. */
async function treeOrNothing(session: CDPSession): Promise<AccessibilityTree | undefined> {
  try {
    return await accessibilityTree(session)
  } catch (error) {
    if (/wasn't found|not supported|Not allowed/i.test(String(error))) return undefined
    throw error
  }
}
