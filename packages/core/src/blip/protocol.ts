import type { CaptionOutcome } from '../captioner.ts'
import type { Close, Refused } from '../threads/protocol.ts'
import type { CrewPlan } from './plan.ts'

/** From the caller's thread to the worker's. A group is a few images that are captioned together. */
export type Request =
  | { readonly type: 'caption'; readonly group: number; readonly images: readonly Uint8Array[] }
  | { readonly type: 'cancel'; readonly group: number }
  | Close

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
