import type { CDPSession } from 'playwright'

/** How a tab of Chromium is asked, and tells: by the DevTools protocol, whoever holds the connection. */
export interface Session {
  readonly send: CDPSession['send']
  readonly on: CDPSession['on']
}
