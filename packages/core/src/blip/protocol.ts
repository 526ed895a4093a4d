import type { CaptionOutcome } from '../captioner.ts'
import type { Refused, Request as ThreadRequest } from '../threads/protocol.ts'
import type { CrewPlan } from './plan.ts'

/** To the worker's thread. A group, which is a call of it, is a few images that are captioned together. */
export type Request = ThreadRequest<readonly Uint8Array[]>

/** From the worker's thread to the caller's. */
export type Reply =
  | { readonly type: 'ready'; readonly id: string; readonly plan?: CrewPlan }
  | Refused
  | {
      readonly type: 'outcome'
      readonly group: number
      readonly index: number
      readonly outcome: CaptionOutcome
    }
  | { readonly type: 'done'; readonly group: number }
  | { readonly type: 'failed'; readonly group: number; readonly message: string }
