import type { Report } from '../report.ts'
import { documents, problems } from './documents.ts'
import { frame } from './frame.ts'
import { type Section, sectionsOf } from './groups.ts'
import { contents, filter } from './rail.ts'
import { findings } from './section.ts'
import { summary } from './summary.ts'
import { type Element, h, quoted } from './tree.ts'
import { date } from './words.ts'

/** The whole report as one tree. */
export function page(report: Report): Element {
  const sections = sectionsOf(report)
  const failed = report.documents.filter((document) => document.problem !== undefined)
  return frame({
    title: `Image alt report: ${report.root}`,
    heading: 'Image alt report',
    root: report.root,
    facts: [
      ['Command', report.command],
      ['Model', report.engine === undefined ? 'none was opened' : quoted(report.engine)],
      ...(report.date === undefined
        ? []
        : [['Date', h('time', { datetime: report.date }, date(report.date))] as const]),
    ],
    tool: report.tool,
    main: [
      summary(report, sections),
      h(
        'div',
        { class: sections.length === 0 ? 'layout alone' : 'layout' },
        sections.length === 0
          ? undefined
          : h('div', { class: 'rail' }, filter(sections, report), contents(sections)),
        h(
          'div',
          { id: 'findings', class: isLong(sections) ? 'findings long' : 'findings', tabindex: -1 },
          sections.filter(({ bucket }) => bucket !== 'kept').map((section) => findings(section, report)),
          problems(failed),
          sections.filter(({ bucket }) => bucket === 'kept').map((section) => findings(section, report)),
          documents(report.documents),
        ),
      ),
    ],
  })
}

/** A long list is laid out as it comes into view, which pictures of the whole page and old browsers do without. */
function isLong(sections: readonly Section[]): boolean {
  const cards = sections.flatMap(({ groups }) => groups.map((group) => group.cards.length))
  return cards.reduce((sum, own) => sum + own, 0) > 300
}
