import type { Session } from '../../browser/session.ts'
import { World } from './world.ts'

type FrameTree = Awaited<ReturnType<typeof askForFrames>>['frameTree']

/** Of one page. */
const mostFrames = 20

/** Frames inside a page whose documents its own scripts could read, in document order. */
export async function framesOf(session: Session): Promise<string[]> {
  const { frameTree } = await askForFrames(session)
  const frames = (frameTree.childFrames ?? []).flatMap(flatten).slice(0, mostFrames)
  const open = await Promise.all(
    frames.map(async (frame) => {
      // One that has gone meanwhile is no part of the page.
      const isOpen = await new World(session, frame).evaluate(isOpenToPage, undefined).catch(() => false)
      return isOpen ? [frame] : []
    }),
  )
  return open.flat()
}

function askForFrames(session: Session) {
  return session.send('Page.getFrameTree')
}

function flatten({ frame, childFrames = [] }: FrameTree): string[] {
  return [frame.id, ...childFrames.flatMap(flatten)]
}

/** Runs in the frame: a document of another origin, or in a sandbox, may not look at the page. */
function isOpenToPage(): boolean {
  try {
    return window.top?.document !== null && window.top?.document !== undefined
  } catch {
    return false
  }
}
