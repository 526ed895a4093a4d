import type { Place } from '../../image/facts.ts'
import type { FileChange } from '../changes.ts'
import type { DocumentResult, Finding, Origin, Picture, Report, Summary } from '../report.ts'

/**
 * The report as JSON: keys in one order whatever order the run built them in, the summary before the findings,
 * pictures by hash, two spaces, a newline at the end. What is `undefined` is left out.
 */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(ordered(report), null, 2)}\n`
}

// Each copy is complete because its return type is: a key added to the interface fails the build here.
function ordered(report: Report): Report {
  return {
    version: report.version,
    tool: { name: report.tool.name, version: report.tool.version },
    command: report.command,
    root: report.root,
    engine: report.engine,
    date: report.date,
    summary: orderedSummary(report.summary),
    findings: report.findings.map(orderedFinding),
    pictures: Object.fromEntries(
      Object.entries(report.pictures)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([hash, picture]) => [hash, orderedPicture(picture)]),
    ),
    documents: report.documents.map(orderedDocument),
    ...(report.baseline === undefined
      ? {}
      : { baseline: { findings: report.baseline.findings, fixed: report.baseline.fixed } }),
    ...(report.changes === undefined ? {} : { changes: report.changes.map(orderedChange) }),
  }
}

function orderedSummary(summary: Summary): Summary {
  return {
    documents: summary.documents,
    problems: summary.problems,
    images: summary.images,
    kept: summary.kept,
    unreviewed: summary.unreviewed,
    generated: summary.generated,
    reviewed: summary.reviewed,
    decorative: summary.decorative,
    review: summary.review,
    flawed: summary.flawed,
    unreadable: summary.unreadable,
    suppressed: summary.suppressed,
    known: summary.known,
    errors: summary.errors,
    warnings: summary.warnings,
  }
}

function orderedFinding(finding: Finding): Finding {
  return {
    id: finding.id,
    document: finding.document,
    place: finding.place && orderedPlace(finding.place),
    kind: finding.kind,
    source: finding.source,
    picture: finding.picture,
    context: finding.context,
    ...(finding.use === undefined ? {} : { use: finding.use }),
    outcome: finding.outcome,
    rule: finding.rule,
    severity: finding.severity,
    reason: finding.reason,
    before: finding.before,
    after: finding.after,
    proposal: finding.proposal,
    confidence: finding.confidence,
    ...(finding.attributes === undefined ? {} : { attributes: finding.attributes }),
    ...(finding.origins === undefined ? {} : { origins: finding.origins.map(orderedOrigin) }),
    ...(finding.suppressed === undefined ? {} : { suppressed: { reason: finding.suppressed.reason } }),
    ...(finding.known === undefined ? {} : { known: finding.known }),
    author: finding.author,
    markup: finding.markup,
  }
}

function orderedOrigin({ document, place }: Origin): Origin {
  return { document, place: orderedPlace(place) }
}

function orderedPlace(place: Place): Place {
  return { line: place.line, column: place.column, offset: place.offset }
}

function orderedPicture(picture: Picture): Picture {
  return {
    width: picture.width,
    height: picture.height,
    format: picture.format,
    thumbnail: picture.thumbnail,
    fingerprint: picture.fingerprint,
  }
}

function orderedChange({ path, hunks }: FileChange): FileChange {
  return { path, hunks: hunks.map(({ line, lines }) => ({ line, lines })) }
}

function orderedDocument(result: DocumentResult): DocumentResult {
  return {
    document: result.document,
    images: result.images,
    written: result.written,
    problem: result.problem,
    ...(result.known === undefined ? {} : { known: result.known }),
  }
}
