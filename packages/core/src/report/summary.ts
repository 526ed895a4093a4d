import type { DocumentResult, Finding, Report, Summary } from './report.ts'

/** Counts findings by what became of them. What a machine wrote is a count of its own, never a pass. */
export function summarize(findings: readonly Finding[], documents: readonly DocumentResult[]): Summary {
  const counts = { kept: 0, unreviewed: 0, review: 0, flawed: 0, unreadable: 0, suppressed: 0, known: 0 }
  const authors = { generated: 0, reviewed: 0, rule: 0 }
  const severities = { error: 0, warning: 0, info: 0 }
  // A report may have very many findings, so they are passed once.
  for (const { suppressed, outcome, rule, author, known, severity } of findings) {
    if (suppressed !== undefined) {
      counts.suppressed += 1
      continue
    }
    if (outcome === 'kept') counts[rule === 'unreviewed' ? rule : 'kept'] += 1
    else if (outcome !== 'filled' && outcome !== 'decorative') counts[outcome] += 1
    if (author !== undefined) authors[author] += 1
    if (known === true) counts.known += 1
    else severities[severity] += 1
  }
  return {
    documents: documents.length,
    problems: documents.filter(isProblem).length,
    images: findings.length,
    kept: counts.kept,
    unreviewed: counts.unreviewed,
    generated: authors.generated,
    reviewed: authors.reviewed,
    decorative: authors.rule,
    review: counts.review,
    flawed: counts.flawed,
    unreadable: counts.unreadable,
    suppressed: counts.suppressed,
    known: counts.known,
    errors: severities.error,
    warnings: severities.warning,
  }
}

/** The counts of several documents, whose findings are counted already. */
export function addUp(parts: readonly Summary[], documents: readonly DocumentResult[]): Summary {
  const sum = { ...summarize([], documents) } as { -readonly [Key in keyof Summary]: number }
  const keys = Object.keys(sum) as (keyof Summary)[]
  for (const part of parts) {
    for (const key of keys) if (key !== 'documents' && key !== 'problems') sum[key] += part[key]
  }
  return sum
}

/** A count that is not zero, and what it counts. */
export interface Count {
  readonly count: number
  readonly label: string
  /** What a person has to know of it; empty for most. */
  readonly remark: string
}

/** What became of a report's images, in the order in which it is told. */
export function countsOf({ summary, documents }: Pick<Report, 'summary' | 'documents'>): readonly Count[] {
  const filled = { all: 'filled', some: 'filled, or could be,', none: 'could be filled' }[
    writtenOf(documents)
  ]
  const rows: readonly (readonly [number, string, string?])[] = [
    [summary.kept, 'answered by their authors'],
    [summary.unreviewed, 'written by the engine before', 'to be reviewed'],
    [summary.generated, `${filled} by the engine`, 'to be reviewed'],
    [summary.reviewed, `${filled} from reviewed text`],
    [summary.decorative, `${filled} by a rule`],
    [summary.review, 'left for a person'],
    [summary.flawed, 'with an alt that needs work'],
    [summary.unreadable, 'unreadable'],
    [summary.suppressed, 'suppressed by their authors'],
    [summary.known, 'of these known from the baseline'],
  ]
  return rows.filter(([count]) => count > 0).map(([count, label, remark = '']) => ({ count, label, remark }))
}

/** A few lines of plain text for a terminal or a log; rows that are zero are left out. */
export function formatSummary(report: Pick<Report, 'summary' | 'documents'>): string {
  const { summary, documents } = report
  const counts = countsOf(report)
  const noun = documents.every(({ document }) => isPage(document)) ? 'page' : 'file'
  const width = Math.max(0, ...counts.map(({ count }) => String(count).length))
  return [
    `${plural(summary.images, 'image')} in ${plural(summary.documents, noun)}`,
    ...counts.map(({ count, label, remark }) => {
      return `  ${String(count).padStart(width)}  ${label}${remark === '' ? '' : `, ${remark}`}`
    }),
    ...(summary.problems > 0 ? [`${plural(summary.problems, noun)} could not be read or written`] : []),
  ].join('\n')
}

/** An address, or a file that is one page; a component is part of many. */
function isPage(document: string): boolean {
  return !/\.(?:[jt]sx|svelte|vue)$/.test(document)
}

/** A document that could not be read, and that no baseline knows. */
export function isProblem({ problem, known }: DocumentResult): boolean {
  return problem !== undefined && known !== true
}

/** How many of the documents that could be read were written; a merged report may hold both kinds. */
export function writtenOf(documents: readonly DocumentResult[]): 'all' | 'some' | 'none' {
  const read = documents.filter(({ problem }) => problem === undefined)
  const written = read.filter((document) => document.written).length
  if (written === 0) return 'none'
  return written === read.length ? 'all' : 'some'
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
