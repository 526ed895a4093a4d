import type { CDPSession } from 'playwright'
import { type AccessibilityTree, accessibilityTree } from './accessibility-tree.ts'
import { type PageSnapshot, type SnapshotLimits, snapshotInPage } from './facts-in-page.ts'
import type { World } from './world.ts'

/** Reads a page as it is now: its DOM, what of it is seen, and what the browser calls its images and links. */
export async function snapshotPage(
  session: CDPSession,
  world: World,
  limits: SnapshotLimits,
): Promise<PageSnapshot> {
  return world.evaluate(snapshotInPage, { limits, tree: await treeOrNothing(session) })
}

/** A page that is on its way elsewhere is asked again by whoever reads it; without a tree, names are computed. */
async function treeOrNothing(session: CDPSession): Promise<AccessibilityTree | undefined> {
  try {
    return await accessibilityTree(session)
  } catch (error) {
    if (/wasn't found|not supported|Not allowed/i.test(String(error))) return undefined
    throw error
  }
}
