import type { Session } from '../../browser/session.ts'
import { type AccessibilityTree, accessibilityTree } from './accessibility-tree.ts'
import {
  asking,
  isWorthAsking,
  type PageSnapshot,
  type SnapshotLimits,
  snapshotInPage,
} from './facts-in-page.ts'
import { framesOf } from './frames.ts'
import { World } from './world.ts'

/** A page, with its frames of the same origin, each a document of its own. */
export interface WholeSnapshot extends PageSnapshot {
  readonly inFrames: readonly PageSnapshot[]
}

/**
 * Reads a page as it is now: its DOM, what of it is seen, and what the browser calls its images and links.
 *
 * @param wantsNames
 *   Whether the browser is worth asking; default: the page is asked.
 */
export async function snapshotPage(
  session: Session,
  world: World,
  limits: SnapshotLimits,
  wantsNames?: boolean,
): Promise<WholeSnapshot> {
  const wanted = wantsNames ?? (await world.evaluate(isWorthAsking, asking))
  const tree = wanted ? await treeOrNothing(session) : undefined
  const page = await world.evaluate(snapshotInPage, { limits, tree })
  return { ...page, inFrames: page.frames ? await snapshotFrames(session, limits) : [] }
}

/** A page that is on its way elsewhere is asked again by whoever reads it; without a tree, names are computed. */
async function treeOrNothing(session: Session): Promise<AccessibilityTree | undefined> {
  try {
    return await accessibilityTree(session)
  } catch (error) {
    if (/wasn't found|not supported|Not allowed/i.test(String(error))) return undefined
    throw error
  }
}

/** What a frame holds is named by computing; one that goes away meanwhile is no part of the page. */
async function snapshotFrames(session: Session, limits: SnapshotLimits): Promise<PageSnapshot[]> {
  const snapshots: PageSnapshot[] = []
  for (const frame of await framesOf(session)) {
    try {
      snapshots.push(
        await new World(session, frame).evaluate(snapshotInPage, {
          limits: { ...limits, drawn: 0 },
          tree: undefined,
        }),
      )
    } catch {
      // It has gone.
    }
  }
  return snapshots
}
