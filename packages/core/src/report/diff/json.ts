import type { Comparison } from '../compare.ts'
import type { Report } from '../report.ts'
import { categoryOrder, findingsOf } from './categories.ts'

/** A comparison as JSON: where both come from, counts, and the findings of each category as reports have them. */
export function jsonDiff(comparison: Comparison, before: Report, after: Report): string {
  const counts = categoryOrder.map((category) => [category, findingsOf(comparison, category).length])
  const { added, replaced, fixed, removed, unchanged } = comparison
  const data = {
    version: 1,
    before: originOf(before),
    after: originOf(after),
    summary: Object.fromEntries(counts),
    added,
    replaced,
    fixed,
    removed,
    unchanged,
  }
  return `${JSON.stringify(data, null, 2)}\n`
}

function originOf({ root, command, date, tool }: Report): Pick<Report, 'root' | 'command' | 'date' | 'tool'> {
  return { root, command, date, tool }
}
