import type { ErrorCode } from '../error.ts'
import type { Head } from './head.ts'
import type { ResolvedHeadOptions } from './options.ts'

/** What the worker starts with. */
export interface Start {
  readonly head: Head
  readonly options: ResolvedHeadOptions
}

/** From the caller's thread to the worker's: one image, and what to say about it. */
export type Request =
  | {
      readonly type: 'look'
      readonly call: number
      readonly image: Uint8Array
      readonly texts: readonly string[]
    }
  | { readonly type: 'cancel'; readonly call: number }
  | { readonly type: 'close' }

/** From the worker's thread to the caller's. An outcome for each text. */
export type Reply =
  | { readonly type: 'ready'; readonly id: string }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly type: 'done'; readonly call: number; readonly outcomes: readonly unknown[] }
  | {
      readonly type: 'failed'
      readonly call: number
      readonly code: ErrorCode
      readonly message: string
    }

/** A loaded model at work. It blocks its thread. */
export interface HeadEngine {
  readonly id: string
  /** Encodes the image once, and gives an outcome for each text; ends early when cancelled. */
  look(image: Uint8Array, texts: readonly string[], isCancelled: () => boolean): Promise<readonly object[]>
  close(): Promise<void>
}
