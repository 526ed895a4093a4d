import type { Report } from '../report.ts'
import { documents, problems } from './documents.ts'
import { type Section, sectionsOf } from './groups.ts'
import { contents, filter } from './rail.ts'
import { script, scriptHash } from './script.ts'
import { findings } from './section.ts'
import { style, styleHash } from './style.ts'
import { summary } from './summary.ts'
import { type Content, type Element, h, quoted } from './tree.ts'
import { date } from './words.ts'

// Nothing is fetched, nothing but our own script runs, and nothing can be sent anywhere.
const policy = [
  "default-src 'none'",
  'img-src data:',
  `style-src '${styleHash}'`,
  `script-src '${scriptHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** The whole report as one tree. */
export function page(report: Report): Element {
  const sections = sectionsOf(report)
  return h('html', { lang: 'en' }, head(report), body(report, sections))
}

function head(report: Report): Element {
  return h(
    'head',
    {},
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('meta', { name: 'referrer', content: 'no-referrer' }),
    h('title', {}, `Image alt report: ${report.root}`),
    h('style', {}, style),
  )
}

function body(report: Report, sections: readonly Section[]): Element {
  const failed = report.documents.filter((document) => document.problem !== undefined)
  return h(
    'body',
    {},
    h('a', { class: 'skip', href: '#findings' }, 'Skip to the findings'),
    masthead(report),
    h(
      'main',
      {},
      summary(report, sections),
      h(
        'div',
        { class: sections.length === 0 ? 'layout alone' : 'layout' },
        sections.length === 0 ? undefined : h('div', { class: 'rail' }, filter(sections), contents(sections)),
        h(
          'div',
          { id: 'findings', class: isLong(sections) ? 'findings long' : 'findings', tabindex: -1 },
          sections.filter(({ bucket }) => bucket !== 'kept').map((section) => findings(section, report)),
          problems(failed),
          sections.filter(({ bucket }) => bucket === 'kept').map((section) => findings(section, report)),
          documents(report.documents),
        ),
      ),
    ),
    h(
      'footer',
      {},
      h('p', {}, 'Written by ', quoted(`${report.tool.name} ${report.tool.version}`), '.'),
      h(
        'p',
        {},
        'This report is about the text alternatives of images and nothing else. Whether words are right for their page is for a person to judge.',
      ),
    ),
    h('script', {}, script),
  )
}

/** A long list is laid out as it comes into view, which pictures of the whole page and old browsers do without. */
function isLong(sections: readonly Section[]): boolean {
  const cards = sections.flatMap(({ groups }) => groups.map((group) => group.cards.length))
  return cards.reduce((sum, own) => sum + own, 0) > 300
}

function masthead(report: Report): Element {
  const facts: readonly (readonly [label: string, value: Content])[] = [
    ['Command', report.command],
    ['Model', report.engine === undefined ? 'none was opened' : quoted(report.engine)],
    ...(report.date === undefined
      ? []
      : [['Date', h('time', { datetime: report.date }, date(report.date))] as const]),
  ]
  return h(
    'header',
    { class: 'masthead' },
    h(
      'div',
      { class: 'title' },
      h('p', { class: 'brand' }, mark, 'Altwright'),
      h('h1', {}, 'Image alt report'),
      h('p', { class: 'root' }, quoted(report.root)),
    ),
    h(
      'dl',
      { class: 'run' },
      facts.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value))),
    ),
  )
}

/** A picture with its line of text. */
const mark = h(
  'svg',
  { class: 'mark', viewBox: '0 0 20 20', width: 20, height: 20, 'aria-hidden': 'true', focusable: 'false' },
  h('rect', { x: 1, y: 1, width: 18, height: 11, rx: 2 }),
  h('rect', { x: 1, y: 14.5, width: 18, height: 1.8, rx: 0.9 }),
  h('rect', { x: 1, y: 18, width: 11, height: 1.8, rx: 0.9 }),
)
