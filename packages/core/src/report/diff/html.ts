import type { Comparison } from '../compare.ts'
import { groupBy } from '../group.ts'
import { card } from '../html/card.ts'
import { frame } from '../html/frame.ts'
import { cardsOf } from '../html/groups.ts'
import { type Content, type Element, h, quoted, serialise } from '../html/tree.ts'
import { count, date, number } from '../html/words.ts'
import type { Finding, Report } from '../report.ts'
import { ruleOf } from '../rule.ts'
import { type Category, categories, categoryOrder, findingsOf, headline } from './categories.ts'

/** A comparison as one HTML file that needs nothing beside it, with both pictures where one replaced another. */
export function htmlDiff(comparison: Comparison, before: Report, after: Report): string {
  const reports = { before, after }
  const sections = categoryOrder.filter((category) => findingsOf(comparison, category).length > 0)
  return `<!doctype html>\n${serialise(
    frame({
      title: `Image alt diff: ${after.root}`,
      heading: 'Image alt diff',
      root: after.root,
      facts: [
        ['Before', named(before)],
        ['After', named(after)],
      ],
      tool: after.tool,
      main: [
        h(
          'section',
          { class: 'summary', 'aria-labelledby': 'verdict' },
          h('h2', { id: 'verdict' }, sentence(headline(comparison))),
        ),
        h(
          'div',
          { id: 'findings', class: 'findings', tabindex: -1 },
          sections.map((category) => section(category, comparison, reports)),
        ),
      ],
    }),
  )}\n`
}

function named({ root, date: at }: Report): Content {
  return at === undefined ? quoted(root) : [quoted(root), ', ', h('time', { datetime: at }, date(at))]
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`
}

interface Reports {
  readonly before: Report
  readonly after: Report
}

function section(category: Category, comparison: Comparison, reports: Reports): Element {
  const { title, note } = categories[category]
  const findings = findingsOf(comparison, category)
  const list =
    category === 'replaced'
      ? comparison.replaced.map((pair, index) => replacedGroup(pair, index, reports))
      : groups(
          category,
          findings,
          category === 'fixed' || category === 'removed' ? reports.before : reports.after,
        )
  return h(
    'section',
    { id: category, class: 'section', 'aria-labelledby': `${category}-title` },
    h(
      'h2',
      { id: `${category}-title` },
      h('span', {}, title),
      ' ',
      h('span', { class: 'n' }, number(findings.length)),
    ),
    h('p', { class: 'note' }, note),
    category === 'unchanged'
      ? h('details', { class: 'fold' }, h('summary', {}, `Show ${count(findings.length, 'finding')}`), list)
      : list,
  )
}

function groups(category: Category, findings: readonly Finding[], report: Report): readonly Element[] {
  const written = new Set(report.documents.flatMap((one) => (one.written ? one.document : [])))
  return [...groupBy(findings, ({ rule }) => rule)].map(([rule, own]) => {
    const id = `${category}-${rule}`
    const cards = cardsOf(own, written).map((one, index) => card(one, `${id}-${index + 1}`, report))
    return group(id, ruleOf(rule).title.replaceAll('`', ''), rule, cards)
  })
}

function replacedGroup(
  { before, after }: Comparison['replaced'][number],
  index: number,
  reports: Reports,
): Element {
  const id = `replaced-${index + 1}`
  const one = (finding: Finding, when: 'before' | 'after') =>
    card({ first: finding, findings: [finding], written: true }, `${id}-${when}`, reports[when])
  return group(id, after.before ?? '', 'before and after', [one(before, 'before'), one(after, 'after')])
}

function group(id: string, title: string, label: string, cards: readonly Element[]): Element {
  return h(
    'section',
    { class: 'group', 'aria-labelledby': `${id}-title` },
    h(
      'div',
      { class: 'head' },
      h('h3', { id: `${id}-title` }, quoted(title)),
      h('p', { class: 'tags' }, h('code', {}, label)),
    ),
    h('div', { class: 'cards' }, cards),
  )
}
