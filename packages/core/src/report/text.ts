import type { Finding } from './report.ts'

/** `page.html:3:5  rule-id  reason`, with the draft on a line of its own; plain text. */
export function formatFinding(finding: Finding): string {
  const draft =
    finding.proposal === undefined || finding.proposal === '' ? '' : `\n    draft: ${finding.proposal}`
  const source = finding.source === '' ? '' : ` (${finding.source})`
  return `${location(finding)}  ${finding.rule}  ${finding.reason}${source}${draft}`
}

/** `document:line:column`, as editors and terminals link it. */
function location(finding: Finding): string {
  const { place } = finding
  return place === undefined ? finding.document : `${finding.document}:${place.line}:${place.column}`
}
