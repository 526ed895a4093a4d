import type { Page } from 'playwright'
import type { Session } from '../../browser/session.ts'

/** A tab of a browser, just opened. */
export interface OpenTab {
  readonly session: Session
  /** Absent in a browser that Playwright knows nothing of. */
  readonly page?: Page | undefined
  /** Aborted, with an error, when the tab crashes or closes. */
  readonly gone: AbortSignal
  close(): Promise<unknown>
}

/** A browser that opens tabs, all with the same cookies. */
export interface TabSource {
  openTab(): Promise<OpenTab>
  readonly isConnected: boolean
  close(): Promise<unknown>
}
