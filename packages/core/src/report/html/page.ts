import { rules } from '../../policy/rules.ts'
import type { DocumentResult, Report } from '../report.ts'
import { type Bucket, buckets } from './buckets.ts'
import { card, link } from './card.ts'
import { type Group, type Section, sectionsOf } from './groups.ts'
import { referencesOf } from './references.ts'
import { script, scriptHash } from './script.ts'
import { sign } from './sign.ts'
import { style, styleHash } from './style.ts'
import { summary } from './summary.ts'
import { type Content, type Element, h, quoted } from './tree.ts'
import { count, date, number } from './words.ts'

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
  const sections = sectionsOf(report.findings)
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

/** Shown by the script; without it there is nothing that could filter. */
function filter(sections: readonly Section[]): Element {
  const used = [...new Set(sections.flatMap(({ groups }) => groups.map(({ rule }) => rule)))].toSorted()
  return h(
    'form',
    { id: 'filter', class: 'filter', role: 'search', 'aria-label': 'Filter the findings', hidden: true },
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'text' }, 'Search'),
      h('input', {
        id: 'text',
        type: 'search',
        autocomplete: 'off',
        spellcheck: 'false',
        'aria-describedby': 'text-hint',
      }),
      h('p', { id: 'text-hint', class: 'hint' }, 'File, document, alt, reason or markup'),
    ),
    h(
      'fieldset',
      {},
      h('legend', {}, 'Show only'),
      sections.map(({ bucket, images }) =>
        h(
          'label',
          { class: 'check' },
          h('input', { type: 'checkbox', name: 'bucket', value: bucket }),
          sign(bucket),
          h('span', { class: 'grow' }, buckets[bucket].label),
          h('span', { class: 'dim' }, number(images)),
        ),
      ),
    ),
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'rule' }, 'Rule'),
      h(
        'select',
        { id: 'rule' },
        h('option', { value: '' }, 'All rules'),
        used.map((rule) => h('option', { value: rule }, rule)),
      ),
    ),
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', id: 'expand', 'aria-pressed': 'false' }, 'Expand all'),
      h('button', { type: 'reset', id: 'clear', hidden: true }, 'Clear filters'),
    ),
    h('p', { id: 'shown', class: 'shown', role: 'status', 'aria-live': 'polite' }),
  )
}

function contents(sections: readonly Section[]): Element {
  return h(
    'nav',
    { class: 'contents', 'aria-label': 'Contents' },
    h(
      'ul',
      {},
      sections.map(({ bucket, groups }) =>
        h(
          'li',
          {},
          h('a', { href: `#${bucket}` }, buckets[bucket].title),
          h(
            'ul',
            {},
            groups.map(({ rule, images }) =>
              h(
                'li',
                {},
                h('a', { href: `#${bucket}-${rule}` }, rule),
                h('span', { class: 'dim' }, number(images)),
              ),
            ),
          ),
        ),
      ),
    ),
  )
}

function findings(section: Section, report: Report): Element {
  const { bucket, groups, images } = section
  const list = groups.map((one) => group(one, bucket, report))
  return h(
    'section',
    { id: bucket, class: 'section', 'data-bucket': bucket, 'aria-labelledby': `${bucket}-title` },
    h(
      'h2',
      { id: `${bucket}-title` },
      sign(bucket),
      h('span', {}, buckets[bucket].title),
      ' ',
      h('span', { class: 'n', 'data-total': images }, number(images)),
    ),
    h('p', { class: 'note' }, buckets[bucket].note),
    bucket === 'kept'
      ? h('details', { class: 'fold' }, h('summary', {}, `Show ${count(images, 'image')}`), list)
      : list,
  )
}

function group({ rule, cards, images }: Group, bucket: Bucket, report: Report): Element {
  const { title, why, fix, severity } = rules[rule]
  const id = `${bucket}-${rule}`
  const references = referencesOf(rules[rule])
  return h(
    'section',
    { id, class: 'group', 'data-rule': rule, 'aria-labelledby': `${id}-title` },
    h(
      'div',
      { class: 'head' },
      h(
        'h3',
        { id: `${id}-title` },
        h('span', {}, inline(title)),
        ' ',
        h('span', { class: 'n', 'data-total': images }, number(images)),
      ),
      h('p', {}, inline(why)),
      fix.startsWith('Nothing') ? undefined : h('p', {}, h('strong', {}, 'What to do: '), inline(fix)),
      h(
        'p',
        { class: 'tags' },
        severity === 'info' ? undefined : h('span', { class: `severity ${severity}` }, severity),
        h('code', {}, rule),
        references.map(({ label, url }) => link(label, url)),
      ),
    ),
    h(
      'div',
      { class: 'cards' },
      cards.map((one, index) => card(one, `${id}-${index + 1}`, report.pictures)),
    ),
  )
}

/** A rule's wording, with its `code` set as code. */
function inline(text: string): Content {
  return text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part))
}

function problems(failed: readonly DocumentResult[]): Content {
  if (failed.length === 0) return undefined
  return h(
    'section',
    { id: 'problems', class: 'section other', 'aria-labelledby': 'problems-title' },
    h(
      'h2',
      { id: 'problems-title' },
      h('span', {}, 'Documents that could not be read'),
      ' ',
      h('span', { class: 'n' }, number(failed.length)),
    ),
    h('p', { class: 'note' }, 'Their images are not in this report.'),
    h(
      'dl',
      { class: 'failed' },
      failed.map(({ document, problem }) =>
        h('div', {}, h('dt', {}, quoted(document)), h('dd', {}, quoted(problem ?? ''))),
      ),
    ),
  )
}

function documents(all: readonly DocumentResult[]): Content {
  if (all.length === 0) return undefined
  return h(
    'section',
    { id: 'documents', class: 'section other', 'aria-labelledby': 'documents-title' },
    h(
      'h2',
      { id: 'documents-title' },
      h('span', {}, 'Documents'),
      ' ',
      h('span', { class: 'n' }, number(all.length)),
    ),
    h(
      'details',
      { class: 'fold' },
      h('summary', {}, `Show ${count(all.length, 'document')}`),
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h('tr', {}, h('th', { scope: 'col' }, 'Document'), h('th', { scope: 'col' }, 'Images')),
        ),
        h(
          'tbody',
          {},
          all.map(({ document, images, problem }) =>
            h(
              'tr',
              {},
              h('td', {}, quoted(document)),
              h('td', {}, problem === undefined ? number(images) : 'not read'),
            ),
          ),
        ),
      ),
    ),
  )
}
