import type { Comparison } from '../report/compare.ts'
import { type Category, categories, categoryOrder, findingsOf, headline } from '../report/diff/categories.ts'
import type { Finding } from '../report/report.ts'
import { type DiagnosticView, formatDiagnostic } from './diagnostic.ts'
import { plain } from './plain.ts'

export interface ComparisonView extends DiagnosticView {
  /** What is new alone. */
  readonly quiet: boolean
  /** What is unchanged too. */
  readonly verbose: boolean
}

/** A comparison for a terminal: what is new in full, the rest a line each, and a line that counts. */
export function formatComparison(comparison: Comparison, view: ComparisonView): string {
  const shown = categoryOrder.filter(
    (category) => category === 'added' || (!view.quiet && (category !== 'unchanged' || view.verbose)),
  )
  const blocks = shown.flatMap((category) => {
    const findings = findingsOf(comparison, category)
    if (findings.length === 0) return []
    return [
      [
        view.colors.bold(categories[category].title),
        ...findings.map((one) => entry(one, category, view)),
      ].join('\n\n'),
    ]
  })
  const line = headline(comparison)
  return [...blocks, `${line.slice(0, 1).toUpperCase()}${line.slice(1)}.\n`].join('\n\n')
}

function entry(finding: Finding, category: Category, view: DiagnosticView): string {
  if (category === 'added') return indented(formatDiagnostic(finding, view))
  const { document, place, rule, source, context, before } = finding
  const where = `${plain(view.nameOf(document))}${place === undefined ? '' : `:${place.line}:${place.column}`}`
  const what = plain(source === '' ? context : source)
  return category === 'replaced'
    ? `  ${where}  ${what}  alt="${plain(before ?? '')}"`
    : `  ${where}  ${view.colors.bold(rule)}  ${what}`
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ')
}
