import type { Finding, Report } from '@altwright/core/page'
import type { OpenFindings } from './news.ts'

/** Findings that a build prints; the reports have all. */
const most = 20

/** Those of a report that a person has to do something about; `undefined` where there are none. */
export function openOf(report: Report): OpenFindings | undefined {
  const { documents, summary } = report
  if (summary.errors + summary.warnings === 0) return undefined
  // A report whose findings nobody asks for never makes them.
  const open = report.findings.filter(isOpen)
  return { findings: open.slice(0, most), documents, more: Math.max(0, open.length - most) }
}

export function isOpen({ severity, suppressed, known }: Finding): boolean {
  return severity !== 'info' && suppressed === undefined && known !== true
}

/** Where the first of them are, for an error that has one line. */
export function placesOf(findings: readonly Finding[]): string {
  const places = findings.map(({ document, place, rule }) => {
    const at = place === undefined ? document : `${document}:${place.line}:${place.column}`
    return `${at} (${rule})`
  })
  const more = places.length > 3 ? ` and ${places.length - 3} more` : ''
  return `${places.slice(0, 3).join(', ')}${more}`
}
