/** What tells whether two pages are one document. */
export interface Document {
  readonly address: string
  /** Of all that was read there. */
  readonly print: string
  /** Which address its author calls its own. */
  readonly canonical?: string | undefined
}

/**
 * Documents that servers give under several addresses: `/`, `/index.html`; `/about`, `/about/`, `/about.html`. They are one where
 * they are the same to the letter, or where their author says so.
 */
export class Twins {
  readonly #known = new Map<string, Document[]>()

  /** Whether it was met before, under another address; else it is known from now on. */
  has(document: Document): boolean {
    const place = placeOf(document.address)
    const others = this.#known.get(place) ?? []
    if (others.some((other) => isOne(document, other, place))) return true
    const { address, print, canonical } = document
    this.#known.set(place, [...others, { address, print, canonical }])
    return false
  }
}

/** Where a page is, whatever a server lets it be called: the same for all addresses of one document. */
export function placeOf(address: string): string {
  const { origin, pathname, search } = new URL(address)
  const path = pathname
    .replace(/\/(?:index|default)\.(?:x?html?|php|aspx?|jsp)$/i, '/')
    .replace(/\.html?$/i, '')
    .replace(/\/+$/, '')
  return `${origin}${path}${search}`
}

function isOne(one: Document, other: Document, place: string): boolean {
  if (one.address === other.address) return false
  return one.print === other.print || claims(one, other, place) || claims(other, one, place)
}

/** An author's word is taken for addresses alone that servers mix up: many sites call every page by one address, by mistake. */
function claims({ canonical }: Document, other: Document, place: string): boolean {
  if (canonical === undefined || placeOf(canonical) !== place) return false
  return canonical === other.address || canonical === other.canonical
}
