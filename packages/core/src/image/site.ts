import { type AnyElement, childrenOf, collapse, text } from './element.ts'

/** What a page says its site is called, the surest word first. */
export interface SiteName {
  value: string
  /** How sure: a page has several of these words, and they may differ. */
  rank: number
}

const metaNames: Readonly<Record<string, number>> = {
  'og:site_name': 4,
  'application-name': 3,
  'apple-mobile-web-app-title': 2,
}

/** Takes the site's name from a `meta` element, where it gives one. */
export function readMeta(element: AnyElement, site: SiteName): void {
  const name = (text(element, 'property') ?? text(element, 'name') ?? '').trim().toLowerCase()
  take(site, metaNames[name] ?? 0, text(element, 'content') ?? '')
}

/** The language that a `meta` element says the page is in. https://html.spec.whatwg.org/#attr-meta-http-equiv-content-language */
export function pragmaLanguage(element: AnyElement): string | undefined {
  if (text(element, 'http-equiv')?.trim().toLowerCase() !== 'content-language') return undefined
  const [, language] = /^\s*([^\s,]+)(?:\s[^,]*)?$/.exec(text(element, 'content') ?? '') ?? []
  return language
}

/** Takes it from structured data: the `name` of a `WebSite` or an organisation. https://schema.org/WebSite */
export function readStructuredData(script: AnyElement, site: SiteName): void {
  const source = childrenOf(script)
    .map((child) => (child.type === 'text' ? child.value : ''))
    .join('')
  if (source.length > 100_000 || !source.includes('"name"')) return
  try {
    readThing(JSON.parse(source), site, 0)
  } catch {
    // Structured data that is none says nothing.
  }
}

const things: Readonly<Record<string, number>> = {
  WebSite: 5,
  Organization: 4,
  Corporation: 4,
  LocalBusiness: 4,
  NewsMediaOrganization: 4,
}

function readThing(value: unknown, site: SiteName, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > 3) return
  if (Array.isArray(value)) {
    for (const item of value.slice(0, 50)) readThing(item, site, depth + 1)
    return
  }
  const { '@type': type, '@graph': graph, name } = value as Record<string, unknown>
  const rank = Math.max(0, ...[type].flat().map((kind) => things[String(kind)] ?? 0))
  if (typeof name === 'string') take(site, rank, name)
  readThing(graph, site, depth + 1)
}

function take(site: SiteName, rank: number, name: string): void {
  const plain = collapse(name)
  if (rank <= site.rank || plain === '' || plain.length > 60) return
  site.value = plain
  site.rank = rank
}
