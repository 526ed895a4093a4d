import type { Session } from '../../browser/session.ts'
import { type AccessibilityTree, accessibilityTree } from './accessibility-tree.ts'
import { isWorthAsking, type PageSnapshot, type SnapshotLimits, snapshotInPage } from './facts-in-page.ts'
import { framesOf } from './frames.ts'
import { World } from './world.ts'

/** A page, with its frames of the same origin, each a document of its own. */
export interface WholeSnapshot extends PageSnapshot {
  readonly inFrames: readonly PageSnapshot[]
}

/** Reads a page as it is now: its DOM, what of it is seen, and what the browser calls its images and links. */
export async function snapshotPage(
  session: Session,
  world: World,
  limits: SnapshotLimits,
): Promise<WholeSnapshot> {
  const wanted = await world.evaluate(isWorthAsking, mostElements)
  const tree = wanted ? await treeOrNothing(session) : undefined
  const page = await world.evaluate(snapshotInPage, { limits, tree })
  return { ...page, inFrames: page.frames ? await snapshotFrames(session, limits) : [] }
}

/** A browser builds its tree anew for whoever asks, at a tenth of a millisecond an element. */
const mostElements = 20_000

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
