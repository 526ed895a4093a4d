import { excessOf, type Limits, type Report } from '@altwright/core'

/** Exit codes; 2 is for what could not run at all. */
export const exit = { clean: 0, findings: 1, failed: 2, interrupted: 130 } as const

export interface Verdict {
  readonly code: 0 | 1
  /** Why it is not clean; empty when it is. */
  readonly reason: string
}

/** Clean is what the limits of the settings allow. */
export function judgeReport({ summary }: Report, limits: Limits | undefined): Verdict {
  const reasons = excessOf(summary, limits)
  return { code: reasons.length === 0 ? 0 : 1, reason: reasons.join('; ') }
}
