import type { Report } from '../report.ts'
import { buckets } from './buckets.ts'
import type { Section } from './groups.ts'
import { sign } from './sign.ts'
import { type Element, h } from './tree.ts'
import { number } from './words.ts'

/** Shown by the script; without it there is nothing that could filter. */
export function filter(sections: readonly Section[], { baseline }: Pick<Report, 'baseline'>): Element {
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
    baseline === undefined
      ? undefined
      : h(
          'label',
          { class: 'check' },
          h('input', { type: 'checkbox', id: 'fresh' }),
          h('span', { class: 'grow' }, 'Without what the baseline knows'),
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

/** Where each bucket and each rule is. */
export function contents(sections: readonly Section[]): Element {
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
