import { longestPause } from './pace.ts'

/** Answers that another try may change. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504])

export function isPassing(status: number): boolean {
  return passing.has(status)
}

/** How long to wait before the next try, in milliseconds, when the server says nothing: half a second, then twice as long each time. */
export function backoff(attempt: number): number {
  return Math.min(longestPause, 500 * 2 ** attempt)
}

/** `Retry-After` in milliseconds: a number of seconds, or a date (RFC 9110, 10.2.3). */
export function retryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  if (header === undefined) return undefined
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
