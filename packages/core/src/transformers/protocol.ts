import type { CaptionOutcome } from '../captioner.ts'
import type { ErrorCode } from '../error.ts'

/** From the caller's thread to the worker's. */
export type Request =
  | { readonly type: 'caption'; readonly key: number; readonly image: Uint8Array }
  | { readonly type: 'cancel'; readonly key: number }
  | { readonly type: 'close' }

/** From the worker's thread to the caller's. */
export type Reply =
  | { readonly type: 'ready'; readonly id: string }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly type: 'outcome'; readonly key: number; readonly outcome: CaptionOutcome }
  | { readonly type: 'failed'; readonly key: number; readonly message: string }
