import type { Report } from '@altwright/core'
import { counted } from '@altwright/core/terminal'

/** Exit codes; 2 is for what could not run at all. */
export const exit = { clean: 0, findings: 1, failed: 2, interrupted: 130 } as const

export interface Verdict {
  readonly code: 0 | 1
  /** Why it is not clean; empty when it is. */
  readonly reason: string
}

/** Errors need a person, and so do documents that could not be read; warnings count when they are too many. */
export function judgeReport(report: Report, maxWarnings: number | undefined): Verdict {
  const { errors, warnings, problems } = report.summary
  const reasons = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(problems > 0 ? [`${counted(problems, 'document')} could not be read`] : []),
    ...(maxWarnings !== undefined && warnings > maxWarnings
      ? [`${counted(warnings, 'warning')}, and at most ${maxWarnings} allowed`]
      : []),
  ]
  return { code: reasons.length === 0 ? 0 : 1, reason: reasons.join('; ') }
}
