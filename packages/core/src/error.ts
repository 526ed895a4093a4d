/** Codes of the errors after which a run cannot go on. A problem in a page is a finding instead. */
export type ErrorCode =
  | 'bad-config'
  | 'bad-lockfile'
  | 'bad-model'
  | 'bad-input'
  | 'browser-missing'
  | 'engine-failed'
  | 'model-missing'
  | 'unreachable'

/** A known error: what happened, where, and what to do next, in one or two sentences. */
export class AltwrightError extends Error {
  override readonly name = 'AltwrightError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
