import { mayBePage, pageAddress } from './address.ts'

/** A page to open. */
export interface Target {
  readonly url: string
  /** A person named it; what is wrong with it is theirs to know. */
  readonly isStart: boolean
}

/**
 * Which pages to open: level by level from the start, each page once. A level is complete before the next
 * begins and keeps the order of the links, so that the same pages are chosen whatever the concurrency.
 */
export class Frontier {
  readonly #seen = new Set<string>()
  readonly #origins = new Set<string>()
  readonly #depth: number
  #budget: number
  #level = 0

  constructor(limits: { readonly depth: number; readonly maxPages: number }) {
    this.#depth = limits.depth
    this.#budget = limits.maxPages
  }

  start(urls: readonly string[]): Target[] {
    for (const url of urls) this.allow(new URL(url).origin)
    return this.#admit(urls).map((url) => ({ url, isStart: true }))
  }

  /** The next level, from the links of this one in order. */
  next(links: readonly string[]): Target[] {
    if (this.#level >= this.#depth) return []
    this.#level += 1
    const pages = links.flatMap((link) => pageAddress(link) ?? [])
    return this.#admit(pages.filter((url) => this.isAllowed(url) && mayBePage(url))).map((url) => ({
      url,
      isStart: false,
    }))
  }

  /** Takes the address that a redirect led to; false where that page has its own turn, or had it. */
  claim(url: string): boolean {
    if (this.#seen.has(url)) return false
    this.#seen.add(url)
    return true
  }

  /** Links to an origin are followed only when a start lies there. */
  allow(origin: string): void {
    this.#origins.add(origin)
  }

  isAllowed(url: string): boolean {
    return this.#origins.has(new URL(url).origin)
  }

  #admit(urls: readonly string[]): string[] {
    const fresh = [...new Set(urls)].filter((url) => !this.#seen.has(url)).slice(0, this.#budget)
    for (const url of fresh) this.#seen.add(url)
    this.#budget -= fresh.length
    return fresh
  }
}
