import type { Finding } from '@altwright/core'
import { stableAddress } from '@altwright/core/report'
import type { Shown } from './pictures.ts'
import { type SourceTag, tagsIn } from './tags.ts'

/** A tag of the sources and what it shows, if it is an image. */
export interface Candidate {
  readonly tag: SourceTag
  readonly shown: Shown | undefined
}

/** What finds candidates without looking at all of them. */
export interface CandidateIndex {
  readonly byText: ReadonlyMap<string, readonly Candidate[]>
  readonly byPicture: ReadonlyMap<string, readonly Candidate[]>
  readonly byName: ReadonlyMap<string, readonly Candidate[]>
}

export function indexOf(candidates: readonly Candidate[]): CandidateIndex {
  const byText = new Map<string, Candidate[]>()
  const byPicture = new Map<string, Candidate[]>()
  const byName = new Map<string, Candidate[]>()
  const add = (map: Map<string, Candidate[]>, key: string, candidate: Candidate) => {
    const known = map.get(key)
    if (known === undefined) map.set(key, [candidate])
    else known.push(candidate)
  }
  for (const candidate of candidates) {
    const { tag, shown } = candidate
    add(byText, tag.text, candidate)
    if (shown === undefined) continue
    if (shown.picture !== undefined) add(byPicture, shown.picture, candidate)
    add(byName, fileName(shown.address), candidate)
  }
  return { byText, byPicture, byName }
}

/**
 * The tags of the sources that may be the one of a finding: the same text; else the same picture, by its bytes or where they are not
 * known by its file name, with attributes that do not contradict. Where several are left, those whose file goes by the
 * document's name. One is sure; several are all that can be told.
 */
export function tagsFor(finding: Finding, index: CandidateIndex): readonly Candidate[] {
  const { markup = '', picture, source, document } = finding
  const same = index.byText.get(markup) ?? []
  if (same.length > 0) return nearest(same, document)
  const [rendered] = tagsIn(markup, '')
  if (rendered === undefined || source === '' || !/^(?:img|input)$/i.test(rendered.name)) return []
  const byBytes = picture === undefined ? [] : (index.byPicture.get(picture) ?? [])
  const byName = (index.byName.get(fileName(source)) ?? []).filter(
    ({ shown }) => picture === undefined || shown?.picture === undefined,
  )
  const showing = byBytes.length > 0 ? byBytes : byName
  return nearest(
    showing.filter(({ tag }) => hasAlt(tag, finding.before) && fits(tag, rendered)),
    document,
  )
}

function fileName(address: string): string {
  return stableAddress(address)
    .replace(/[?#].*$/s, '')
    .replace(/^.*\//s, '')
}

/** Attributes that a build or a browser may set otherwise than they are written. */
const free = new Set([
  'src',
  'srcset',
  'sizes',
  'alt',
  'loading',
  'decoding',
  'fetchpriority',
  'style',
  'data-src',
  'key',
  'ref',
])

/** What is written literally is what the page has; a Markdown image never comes without an alt. */
function hasAlt({ literal }: SourceTag, alt: string | null): boolean {
  return !literal.has('alt') || literal.get('alt') === alt
}

/** Whether what is written literally stands in what was rendered. A component says little of what it renders. */
function fits(written: SourceTag, rendered: SourceTag): boolean {
  if (written.name === '!') return true
  const isElement = /^(?:img|input)$/i.test(written.name)
  if (isElement && written.name.toLowerCase() !== rendered.name.toLowerCase()) return false
  return [...written.literal].every(([name, value]) => {
    if (free.has(name) || /^(?:on|@|#|v-|client:|set:|class:)/.test(name)) return true
    const there = rendered.literal.get(name)
    if (there === undefined) return !isElement
    return name === 'class' ? holdsAll(there, value) : there === value
  })
}

function holdsAll(there: string, wanted: string): boolean {
  const known = new Set(there.split(/\s+/))
  return wanted.split(/\s+/).every((token) => token === '' || known.has(token))
}

function nearest(candidates: readonly Candidate[], document: string): readonly Candidate[] {
  if (candidates.length < 2) return candidates
  const route = routesOf(document)
  const scored = candidates.map((candidate) => ({ candidate, score: score(candidate.tag.file, route) }))
  const best = Math.max(...scored.map(({ score }) => score))
  return best === 0
    ? candidates
    : scored.filter(({ score }) => score === best).map(({ candidate }) => candidate)
}

/** `/guide/` may be written in `guide.md` or `guide/index.md`. */
function routesOf(document: string): readonly (readonly string[])[] {
  const path = /^https?:/i.test(document) ? new URL(document).pathname : document
  const parts = withoutExtension(path).split('/').filter(Boolean)
  const page = parts.at(-1) === 'index' ? parts.slice(0, -1) : parts
  return [page, [...page, 'index']].filter((route) => route.length > 0)
}

/** How many names, from the last one on, are the same. */
function score(file: string, routes: readonly (readonly string[])[]): number {
  const parts = withoutExtension(file).split('/')
  return Math.max(
    ...routes.map((route) => {
      let same = 0
      while (same < Math.min(parts.length, route.length) && parts.at(-1 - same) === route.at(-1 - same))
        same += 1
      return same
    }),
    0,
  )
}

function withoutExtension(path: string): string {
  return path.replace(/\.[a-z\d]+$/i, '')
}
