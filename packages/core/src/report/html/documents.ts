import type { DocumentResult } from '../report.ts'
import { type Content, h, quoted } from './tree.ts'
import { count, number } from './words.ts'

/** Documents that could not be read or written: images that nobody has looked at may be in them. */
export function problems(failed: readonly DocumentResult[]): Content {
  if (failed.length === 0) return undefined
  return h(
    'section',
    { id: 'problems', class: 'section other', 'aria-labelledby': 'problems-title' },
    h(
      'h2',
      { id: 'problems-title' },
      h('span', {}, 'Documents that could not be read or written'),
      ' ',
      h('span', { class: 'n' }, number(failed.length)),
    ),
    h('p', { class: 'note' }, 'Images of those that could not be read are not in this report.'),
    h(
      'dl',
      { class: 'failed' },
      failed.map(({ document, problem }) =>
        h('div', {}, h('dt', {}, quoted(document)), h('dd', {}, quoted(problem ?? ''))),
      ),
    ),
  )
}

/** Every document of the run. */
export function documents(all: readonly DocumentResult[]): Content {
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
