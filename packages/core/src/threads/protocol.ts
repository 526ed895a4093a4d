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

/** To a thread that is asked about one image at a time; `work` is what about it. */
export type Request<Work> =
  | { readonly type: 'look'; readonly call: number; readonly image: Uint8Array; readonly work: Work }
  | { readonly type: 'cancel'; readonly call: number }
  | Close

/** From such a thread. */
export type Reply<Result> =
  | { readonly type: 'ready'; readonly id: string }
  | Refused
  | { readonly type: 'done'; readonly call: number; readonly result: Result }
  | { readonly type: 'failed'; readonly call: number; readonly code: ErrorCode; readonly message: string }
