import { AltwrightError } from '@altwright/core'
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

/** The window of a page where the settings name none, in CSS pixels. */
export const defaultViewport = { width: 1280, height: 1024 } as const

/** Why a tab is gone. */
export const tabEnds = {
  crashed: () => new Error('The page crashed the browser tab'),
  closed: () => new Error('The browser tab was closed'),
} as const

/** For stored state that a browser does not take. */
export function refusedState(problem: string | undefined, cause: unknown): AltwrightError {
  return new AltwrightError('bad-input', `The browser refused what it was to begin with: ${problem}`, {
    cause,
  })
}
