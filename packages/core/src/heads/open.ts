import type { Unreadable } from '../captioner.ts'
import { type LoneEngine, startLoneEngine } from '../threads/calls.ts'
import { workerOf } from '../threads/thread.ts'
import type { Start } from './engine.ts'

/** A head in a thread of its own; asked about an image and some texts, it gives an outcome for each. */
export function openHead<Outcome>(
  start: Start,
): Promise<LoneEngine<readonly string[], (Outcome | Unreadable)[]>> {
  return startLoneEngine({ script: workerOf('heads'), workerData: start, name: `altwright-${start.head}` })
}
