import type { ErrorCode } from '../error.ts'

/** To a thread: finish the step in progress, free the model and end. */
export interface Close {
  readonly type: 'close'
}

/** From a thread that could not start. */
export interface Refused {
  readonly type: 'refused'
  readonly code: ErrorCode
  readonly message: string
}

/** To a thread: a call, which nobody waits for any more, or the end. */
export type Request<Asked> =
  | { readonly type: 'ask'; readonly call: number; readonly asked: Asked }
  | { readonly type: 'cancel'; readonly call: number }
  | Close

/** Of a thread that looks at one image at a time; `work` is what is asked about it. */
export interface Look<Work> {
  readonly image: Uint8Array
  readonly work: Work
}

/** From such a thread. */
export type Reply<Result> =
  | { readonly type: 'ready'; readonly id: string }
  | Refused
  | { readonly type: 'done'; readonly call: number; readonly result: Result }
  | { readonly type: 'failed'; readonly call: number; readonly code: ErrorCode; readonly message: string }
