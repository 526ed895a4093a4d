import type { Environment } from '../../environment.ts'

/** What the command line talks to; a test hands in its own. */
export interface Terminal {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Environment
  readonly cwd: string
  /** Aborted by Ctrl-C. */
  readonly signal?: AbortSignal | undefined
  /** Aborted when nobody reads what is printed any more, as in `altwright caption photos | head`. */
  readonly unread?: AbortSignal | undefined
}

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}
