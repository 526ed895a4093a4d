import { stringify } from 'csv-stringify/sync'
import { guardCell } from '../../spreadsheet.ts'
import { printable } from '../characters.ts'
import { originText } from '../origin.ts'
import type { Finding, Report } from '../report.ts'

const columns: Readonly<Record<string, (finding: Finding) => string | number | null | undefined>> = {
  document: (finding) => finding.document,
  line: (finding) => finding.place?.line,
  column: (finding) => finding.place?.column,
  rule: (finding) => finding.rule,
  severity: (finding) => finding.severity,
  outcome: (finding) => finding.outcome,
  image: (finding) => finding.source,
  context: (finding) => finding.context,
  before: (finding) => altOf(finding.before),
  after: (finding) => altOf(finding.after),
  draft: (finding) => altOf(finding.proposal),
  confidence: (finding) => finding.confidence,
  author: (finding) => finding.author,
  reason: (finding) => finding.reason,
  suppressed: (finding) => finding.suppressed?.reason,
  known: (finding) => (finding.known ? 'yes' : undefined),
  origin: originText,
  id: (finding) => finding.id,
}

/**
 * The report as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets): a row for each image. No alt is an empty
 * cell, an empty alt the cell `""`; nothing that a page wrote is taken for a formula.
 */
export function csvReport(report: Report): string {
  const rows = report.findings.map((finding) => Object.values(columns).map((cellOf) => cell(cellOf(finding))))
  return stringify(rows, {
    header: true,
    columns: Object.keys(columns),
    bom: true,
    record_delimiter: 'windows',
  })
}

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  return guardCell(printable(String(value)))
}

function altOf(alt: string | null | undefined): string | null | undefined {
  return alt === '' ? '""' : alt
}
