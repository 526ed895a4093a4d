import type { Comparison } from '../compare.ts'
import { code } from '../markdown/escape.ts'
import { mostCharacters, tables } from '../markdown/tables.ts'
import type { Report } from '../report.ts'
import { categories, findingsOf, headline } from './categories.ts'

/** A comparison as Markdown for a pull request: what is new, and what was replaced; the rest is counted. */
export function markdownDiff(comparison: Comparison, before: Report, after: Report): string {
  const head = [
    '<!-- altwright diff -->',
    `## Image alts: ${headline(comparison)}`,
    `${name(before)} → ${name(after)}`,
  ]
  const shown = (['added', 'replaced', 'fixed'] as const).filter(
    (category) => findingsOf(comparison, category).length > 0,
  )
  const room = (mostCharacters - 1_000) / Math.max(1, shown.length)
  const sections = shown.flatMap((category) => {
    const { title, note } = categories[category]
    return [`### ${title}`, note, ...tables(findingsOf(comparison, category), room)]
  })
  return `${[...head, ...sections].join('\n\n')}\n`
}

function name({ root, date }: Report): string {
  return date === undefined ? code(root) : `${code(root)} of ${code(date)}`
}
