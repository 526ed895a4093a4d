import { groupBy } from './group.ts'
import type { Finding } from './report.ts'
import { bySeverity } from './rule.ts'
import { shownBy } from './shown.ts'

/** What somebody has to do something about; what is fine, suppressed, or known from a baseline is left out. */
export function isNotable(finding: Finding): boolean {
  return finding.suppressed === undefined && finding.known !== true && isOpen(finding)
}

/** What needs somebody, suppressed, known or neither. */
export function isOpen({ outcome, severity }: Finding): boolean {
  return severity !== 'info' || outcome === 'review' || outcome === 'flawed' || outcome === 'unreadable'
}

/** One thing to do: the same image with the same question, wherever it stands. */
export interface Repeated {
  readonly first: Finding
  /** At least one, in the report's order. */
  readonly findings: readonly Finding[]
}

/** Notable findings, the worst first, each once however many pages show it. */
export function repeated(findings: readonly Finding[]): readonly Repeated[] {
  return [...groupBy(findings, likeness).values()]
    .map((own) => ({ first: own[0] as Finding, findings: own }))
    .toSorted((a, b) => bySeverity(a.first.severity, b.first.severity))
}

function likeness(finding: Finding): string {
  const { rule, severity, reason, before, after, proposal } = finding
  return JSON.stringify([rule, severity, reason, shownBy(finding), before, after, proposal ?? null])
}
