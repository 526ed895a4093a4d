import type { Limits, Report } from '@altwright/core'
import { excessOf } from '@altwright/core/page'

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
