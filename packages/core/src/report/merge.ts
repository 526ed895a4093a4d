import type { Report } from './report.ts'
import { summarize } from './summary.ts'

/**
 * Several reports as one, for jobs that together are one run. Documents of one root, as shards of a crawl have, are sorted
 * again; those of several come one report after the other, and each name gets its report's root before it unless it is an
 * address. A document that several reports hold is taken from the last of them.
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
  const last = new Map(
    reports.flatMap((report) =>
      report.documents.map(({ document }) => [named(report, document), report] as const),
    ),
  )
  const kept = <T extends { readonly document: string }>(report: Report, items: readonly T[]): T[] =>
    items
      .map((item) => ({ ...item, document: named(report, item.document) }))
      .filter(({ document }) => last.get(document) === report)
  const sorted = <T extends { readonly document: string }>(items: readonly T[]): readonly T[] =>
    several ? items : [...items].sort(byDocument)
  const findings = sorted(reports.flatMap((report) => kept(report, report.findings)))
  const documents = sorted(reports.flatMap((report) => kept(report, report.documents)))
  const changes = reports.flatMap((report) =>
    (report.changes ?? [])
      .map((change) => ({ ...change, path: named(report, change.path) }))
      .filter(({ path }) => last.get(path) === report),
  )
  const pictures = new Map(reports.flatMap((report) => Object.entries(report.pictures)))
  const engines = [...new Set(reports.flatMap((report) => report.engine ?? []))]
  return {
    version: 2,
    tool: first.tool,
    command: first.command,
    root,
    engine: engines.length === 0 ? undefined : engines.join(', '),
    date: first.date,
    findings,
    pictures: Object.fromEntries([...pictures].sort(([a], [b]) => (a < b ? -1 : 1))),
    documents,
    ...(changes.length === 0 ? {} : { changes }),
    summary: summarize(findings, documents),
  }
}

function byDocument(a: { readonly document: string }, b: { readonly document: string }): number {
  return a.document < b.document ? -1 : a.document > b.document ? 1 : 0
}
