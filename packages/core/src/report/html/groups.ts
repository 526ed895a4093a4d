import type { RuleId, Severity } from '../../policy/rules.ts'
import { groupBy } from '../group.ts'
import type { Finding, Report } from '../report.ts'
import { bySeverity } from '../rule.ts'
import { shownBy } from '../shown.ts'
import { type Bucket, bucketOf, bucketOrder, stands } from './buckets.ts'

/** One picture with one answer, in every place that has it. */
export interface Card {
  readonly first: Finding
  /** At least one, in the report's order. */
  readonly findings: readonly Finding[]
  /** Whether the answer stands in the documents. */
  readonly written: boolean
}

/** The cards of one rule. */
export interface Group {
  readonly rule: RuleId
  /** The worst of its findings. */
  readonly severity: Severity
  readonly cards: readonly Card[]
  readonly images: number
}

export interface Section {
  readonly bucket: Bucket
  readonly groups: readonly Group[]
  readonly images: number
}

/** Findings as the page shows them: by bucket, then by rule, the same picture with the same answer once. */
export function sectionsOf({
  findings,
  documents,
}: Pick<Report, 'findings' | 'documents'>): readonly Section[] {
  const written = new Set(documents.flatMap((one) => (one.written ? one.document : [])))
  const byBucket = groupBy(findings, bucketOf)
  return bucketOrder
    .filter((bucket) => byBucket.has(bucket))
    .map((bucket) => {
      const own = byBucket.get(bucket) ?? []
      return { bucket, groups: groupsOf(own, written), images: own.length }
    })
}

function groupsOf(findings: readonly Finding[], written: ReadonlySet<string>): readonly Group[] {
  return [...groupBy(findings, (finding) => finding.rule)]
    .map(([rule, own]) => ({
      rule,
      severity: worstOf(own),
      cards: cardsOf(own, written),
      images: own.length,
    }))
    .toSorted(
      (a, b) => bySeverity(a.severity, b.severity) || b.images - a.images || (a.rule < b.rule ? -1 : 1),
    )
}

function worstOf(findings: readonly Finding[]): Severity {
  return findings.map(({ severity }) => severity).toSorted(bySeverity)[0] ?? 'info'
}

export function cardsOf(findings: readonly Finding[], written: ReadonlySet<string>): readonly Card[] {
  const isWritten = (finding: Finding) => written.has(finding.document) || stands(finding)
  const cards = groupBy(findings, (finding) => `${isWritten(finding)} ${likeness(finding)}`)
  return [...cards.values()].map((own) => {
    const first = own[0] as Finding
    return { first, findings: own, written: isWritten(first) }
  })
}

function likeness(finding: Finding): string {
  const { before, after, proposal, author, known = false } = finding
  return JSON.stringify([shownBy(finding), before, after, proposal ?? null, author ?? null, known])
}
