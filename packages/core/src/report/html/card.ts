import { draftPlace } from '../draft.ts'
import { originText } from '../origin.ts'
import { referencesOf } from '../references.ts'
import type { Finding, Picture, Report } from '../report.ts'
import { ruleOf } from '../rule.ts'
import type { Card } from './groups.ts'
import { type Content, type Element, h, isPicture, quoted } from './tree.ts'
import { confidence, count, number, pictureAlt, sourceName, withoutRoot } from './words.ts'

const placesShown = 3
const reasonsShown = 2

/** One picture: what it looks like, what stands there, what became of it and where. */
export function card(
  { first, findings, written }: Card,
  id: string,
  { pictures, root }: Pick<Report, 'pictures' | 'root'>,
): Element {
  const picture = first.picture === undefined ? undefined : pictures[first.picture]
  const { folder, name, rest } = sourceName(first, root)
  return h(
    'article',
    { class: 'card', 'aria-labelledby': id, 'data-images': findings.length, 'data-known': first.known },
    thumbnail(first, picture),
    h(
      'div',
      { class: 'main' },
      h(
        'h4',
        { id },
        h(
          'bdi',
          {},
          folder && h('span', { class: 'dim' }, folder),
          name,
          rest && h('span', { class: 'dim' }, rest),
        ),
      ),
      difference(first, written),
      reasons(findings),
      pardons(findings),
      draft(first),
      details(first, findings, { picture, name, root }),
    ),
    h('div', { class: 'side' }, places(findings, root), origin(first), known(first)),
  )
}

function thumbnail(finding: Finding, picture: Picture | undefined): Element {
  const url = picture?.thumbnail
  if (url === undefined || !isPicture(url))
    return h('div', { class: 'thumb none' }, h('span', {}, 'No preview'))
  const alt = pictureAlt(finding)
  return h('div', { class: 'thumb' }, h('img', { src: url, alt, loading: 'lazy', decoding: 'async' }))
}

/** The alt as it is and as it becomes, one line each. */
function difference({ before, after, outcome }: Finding, written: boolean): Element {
  if (before === after)
    return h('dl', { class: 'diff' }, line('same', '', 'Now', altOf(before, outcome === 'kept')))
  return h(
    'dl',
    { class: 'diff' },
    line('minus', '−', 'Before', altOf(before, false)),
    line('plus', '+', written ? 'After' : 'Should be', altOf(after, false)),
  )
}

function line(kind: string, sign: string, label: string, value: Content): Element {
  return h(
    'div',
    { class: kind },
    h('dt', {}, sign && h('span', { class: 'mark', 'aria-hidden': 'true' }, sign), label),
    h('dd', {}, value),
  )
}

function altOf(value: string | null, fine: boolean): Content {
  if (value === null) return h('span', { class: 'noalt' }, fine ? 'no alt, none needed' : 'no alt')
  return written('alt=', value)
}

function written(place: string, value: string): Content {
  if (value === '') return h('code', {}, `${place}""`)
  const dim = (text: string) => h('span', { class: 'dim' }, text)
  return h('code', {}, dim(`${place}"`), quoted(value), dim('"'))
}

/** Why its author does not want to hear of it. */
function pardons(findings: readonly Finding[]): Content {
  return distinct(findings.flatMap(({ suppressed }) => suppressed?.reason || [])).map((reason) =>
    h('p', { class: 'reason' }, 'Suppressed: ', quoted(reason)),
  )
}

function reasons(findings: readonly Finding[]): Content {
  const all = distinct(findings.map((finding) => finding.reason))
  if (all.length === 1) return h('p', { class: 'reason' }, quoted(all[0] ?? ''))
  const more = all.length - reasonsShown
  return h(
    'ul',
    { class: 'reason' },
    all.slice(0, reasonsShown).map((reason) => h('li', {}, quoted(reason))),
    more > 0 ? h('li', {}, `and ${count(more, 'other reason')}, with the places below`) : undefined,
  )
}

function draft(finding: Finding): Content {
  if (finding.proposal === undefined) return undefined
  const words = written(draftPlace(finding), finding.proposal)
  return h('p', { class: 'draft' }, h('strong', {}, 'Draft, not written'), ' ', words)
}

function places(findings: readonly Finding[], root: string): Element {
  const more = findings.length - placesShown
  return h(
    'div',
    { class: 'places' },
    findings.length > 1 ? h('p', {}, count(findings.length, 'place')) : undefined,
    h(
      'ul',
      {},
      findings.slice(0, placesShown).map((finding) => h('li', {}, place(finding, root))),
      more > 0 ? h('li', { class: 'dim' }, `and ${number(more)} more in the details`) : undefined,
    ),
  )
}

function place({ document, place: at }: Finding, root: string): Content {
  const where = /^https?:\/\//i.test(document)
    ? h('a', { href: document, rel: 'noreferrer' }, quoted(withoutRoot(document, root)))
    : quoted(document)
  return h('span', { class: 'place' }, where, at && h('span', { class: 'dim' }, `:${at.line}:${at.column}`))
}

function origin({ author, confidence: value }: Finding): Content {
  if (author === undefined && value === undefined) return undefined
  return h(
    'dl',
    { class: 'origin' },
    author === undefined ? undefined : [h('dt', {}, 'Words'), h('dd', {}, authors[author])],
    value === undefined ? undefined : [h('dt', {}, 'Confidence'), h('dd', {}, confidence(value))],
  )
}

function known(finding: Finding): Content {
  return finding.known ? h('p', { class: 'dim' }, 'Known from the baseline') : undefined
}

const authors: Readonly<Record<NonNullable<Finding['author']>, string>> = {
  generated: 'generated, not reviewed',
  reviewed: 'reviewed by a person',
  rule: 'set by a rule',
}

function details(
  first: Finding,
  findings: readonly Finding[],
  { picture, name, root }: { picture: Picture | undefined; name: string; root: string },
): Element {
  return h(
    'details',
    {},
    h('summary', {}, 'Details', h('span', { class: 'unseen' }, ' of ', quoted(name))),
    h(
      'dl',
      { class: 'facts' },
      h('dt', {}, 'Rule'),
      h('dd', {}, ruleLinks(first)),
      pictureFacts(first, picture),
      sources(findings),
      findings.length > 1 ? [h('dt', {}, 'Places'), h('dd', {}, allPlaces(findings, root))] : undefined,
      markup(findings),
    ),
  )
}

function ruleLinks({ rule }: Finding): Content {
  return [
    h('code', {}, rule),
    ...referencesOf(ruleOf(rule)).flatMap(({ label, url }) => [', ', link(label, url)]),
  ]
}

export function link(label: string, url: string): Element {
  return h('a', { href: url, rel: 'noreferrer' }, label)
}

function pictureFacts({ kind }: Finding, picture: Picture | undefined): Content {
  const size =
    picture?.width === undefined || picture.height === undefined
      ? undefined
      : `${picture.width} × ${picture.height} pixels`
  const known = [kind, picture?.format, size].filter((fact) => fact !== undefined)
  return [h('dt', {}, 'Picture'), h('dd', {}, quoted(known.join(', ')))]
}

function allPlaces(findings: readonly Finding[], root: string): Element {
  const differ = distinct(findings.map((finding) => finding.reason)).length > 1
  return h(
    'ul',
    {},
    findings.map((finding) =>
      h(
        'li',
        {},
        place(finding, root),
        differ ? h('span', { class: 'why' }, quoted(finding.reason)) : undefined,
      ),
    ),
  )
}

function sources(findings: readonly Finding[]): Content {
  const all = distinct(findings.map(originText).filter((origin) => origin !== ''))
  if (all.length === 0) return undefined
  return [
    h('dt', {}, 'Source'),
    h(
      'dd',
      {},
      h(
        'ul',
        {},
        all.map((origin) => h('li', {}, quoted(origin))),
      ),
    ),
  ]
}

function markup(findings: readonly Finding[]): Content {
  const all = distinct(findings.flatMap((finding) => finding.markup ?? []))
  if (all.length === 0) return undefined
  return [
    h('dt', {}, 'Markup'),
    h(
      'dd',
      {},
      all.map((tag) => h('pre', {}, h('code', { dir: 'ltr' }, tag))),
    ),
  ]
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}
