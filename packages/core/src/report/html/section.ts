import { referencesOf } from '../references.ts'
import type { Report } from '../report.ts'
import { ruleOf } from '../rule.ts'
import { type Bucket, buckets } from './buckets.ts'
import { card, link } from './card.ts'
import type { Group, Section } from './groups.ts'
import { sign } from './sign.ts'
import { type Content, type Element, h } from './tree.ts'
import { count, number } from './words.ts'

/** A bucket's findings under their rules; what its authors have answered is folded. */
export function findings(section: Section, report: Report): Element {
  const { bucket, groups, images } = section
  const isWritten = groups.some(({ cards }) => cards.some(({ written }) => written))
  const { title, note } = (isWritten ? undefined : buckets[bucket].ready) ?? buckets[bucket]
  const list = groups.map((one) => group(one, bucket, report))
  return h(
    'section',
    { id: bucket, class: 'section', 'data-bucket': bucket, 'aria-labelledby': `${bucket}-title` },
    h(
      'h2',
      { id: `${bucket}-title` },
      sign(bucket),
      h('span', {}, title),
      ' ',
      h('span', { class: 'n', 'data-total': images }, number(images)),
    ),
    h('p', { class: 'note' }, note),
    bucket === 'kept'
      ? h('details', { class: 'fold' }, h('summary', {}, `Show ${count(images, 'image')}`), list)
      : list,
  )
}

function group({ rule, severity, cards, images }: Group, bucket: Bucket, report: Report): Element {
  const { title, why, fix } = ruleOf(rule)
  const id = `${bucket}-${rule}`
  const references = referencesOf(ruleOf(rule))
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
      cards.map((one, index) => card(one, `${id}-${index + 1}`, report)),
    ),
  )
}

/** A rule's wording, with its `code` set as code. */
function inline(text: string): Content {
  return text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part))
}
