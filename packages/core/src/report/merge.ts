import type { Report } from './report.ts'
import { summarize } from './summary.ts'

/**
 * Several reports as one, for jobs that together are one run. Each document's name gets its report's root
 * before it where the roots differ and the name is not an address.
 *
 * @param root
 *   What the whole is called.
 * @throws RangeError where there is no report.
 */
export function mergeReports(reports: readonly Report[], root: string): Report {
  const [first] = reports
  if (first === undefined) throw new RangeError('Expected at least one report')
  const several = new Set(reports.map((report) => report.root)).size > 1
  const named = (report: Report, document: string) =>
    several && !/^https?:/.test(document) ? `${report.root}/${document}` : document
  const findings = reports.flatMap((report) =>
    report.findings.map((finding) => ({ ...finding, document: named(report, finding.document) })),
  )
  const documents = reports.flatMap((report) =>
    report.documents.map((result) => ({ ...result, document: named(report, result.document) })),
  )
  const engines = [...new Set(reports.flatMap((report) => report.engine ?? []))]
  return {
    version: 1,
    tool: first.tool,
    command: first.command,
    written: reports.every((report) => report.written),
    root,
    engine: engines.length === 0 ? undefined : engines.join(', '),
    date: first.date,
    findings,
    pictures: Object.assign({}, ...reports.map((report) => report.pictures)),
    documents,
    summary: summarize(findings, documents),
  }
}
