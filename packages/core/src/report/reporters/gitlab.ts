import type { Severity } from '../../policy/rules.ts'
import { oneLine, printable } from '../characters.ts'
import { isOpen } from '../notable.ts'
import { whereOf } from '../origin.ts'
import type { Finding, Report } from '../report.ts'

/**
 * The report as a GitLab Code Quality artifact, for the merge request's widget.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function gitlabReport(report: Report): string {
  return `${JSON.stringify(report.findings.filter(isViolation).map(violation), null, 2)}\n`
}

/** What a baseline knows stays: GitLab compares with the target branch by itself. */
function isViolation(finding: Finding): boolean {
  return finding.suppressed === undefined && isOpen(finding)
}

const severities: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', info: 'info' }

function violation(finding: Finding): unknown {
  const { id, rule, severity, reason, source } = finding
  const { document, place } = whereOf(finding)
  const image = source === '' ? '' : ` Image: ${oneLine(source)}.`
  return {
    description: `${oneLine(reason)}${image}`,
    check_name: rule,
    fingerprint: id,
    severity: severities[severity],
    location: { path: printable(document), lines: { begin: place?.line ?? 1 } },
  }
}
