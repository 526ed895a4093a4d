import { type RuleId, rules, type Severity } from '../../policy/rules.ts'
import type { Finding } from '../report.ts'
import { type Bucket, bucketOf, bucketOrder } from './buckets.ts'

/** One picture with one answer, in every place that has it. */
export interface Card {
  readonly first: Finding
  /** At least one, in the report's order. */
  readonly findings: readonly Finding[]
}

/** The cards of one rule. */
export interface Group {
  readonly rule: RuleId
  readonly cards: readonly Card[]
  readonly images: number
}

export interface Section {
  readonly bucket: Bucket
  readonly groups: readonly Group[]
  readonly images: number
}

/** Findings as the page shows them: by bucket, then by rule, the same picture with the same answer once. */
export function sectionsOf(findings: readonly Finding[]): readonly Section[] {
  const byBucket = groupBy(findings, bucketOf)
  return bucketOrder
    .filter((bucket) => byBucket.has(bucket))
    .map((bucket) => {
      const own = byBucket.get(bucket) ?? []
      return { bucket, groups: groupsOf(own), images: own.length }
    })
}

function groupsOf(findings: readonly Finding[]): readonly Group[] {
  return [...groupBy(findings, (finding) => finding.rule)]
    .map(([rule, own]) => ({ rule, cards: cardsOf(own), images: own.length }))
    .toSorted(
      (a, b) =>
        weight[rules[a.rule].severity] - weight[rules[b.rule].severity] ||
        b.images - a.images ||
        (a.rule < b.rule ? -1 : 1),
    )
}

const weight: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

function cardsOf(findings: readonly Finding[]): readonly Card[] {
  return [...groupBy(findings, identity).values()].map((own) => ({ first: own[0] as Finding, findings: own }))
}

function identity(finding: Finding): string {
  const { before, after, proposal, author } = finding
  return JSON.stringify([pictureOf(finding), before, after, proposal ?? null, author ?? null])
}

/** An address that means the same picture in every document; anything else may be another picture elsewhere. */
function pictureOf(finding: Finding): string {
  if (finding.picture !== undefined) return finding.picture
  return /^(?:https?:)?\//i.test(finding.source) ? finding.source : finding.id
}

function groupBy<K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>()
  for (const value of values) {
    const key = keyOf(value)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}
