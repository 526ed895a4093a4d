import { masked } from '@altwright/core/remote'
import { mayBePage, pageAddress } from './address.ts'
import { templateOf } from './template.ts'

/** A page to open. */
export interface Target {
  readonly url: string
  /** A person named it; what is wrong with it is theirs to know. */
  readonly isStart: boolean
}

export interface FrontierLimits {
  readonly depth: number
  readonly maxPages: number
  readonly maxPerTemplate: number | undefined
}

/** Pages that links lead to and that are not opened, by why. */
export interface LeftOut {
  readonly robots: number
  readonly depth: number
  readonly maxPages: number
  readonly maxPerTemplate: number
}

/** What is left out is counted, not kept without end. */
const mostCounted = 100_000

/**
 * Which pages to open: level by level from the start, each page once. Who tells it of the pages of a level in the order of
 * their links, and of all of them before it descends, has the same pages chosen whatever the concurrency.
 */
export class Frontier {
  readonly #limits: FrontierLimits
  /** Pages that were admitted, by address with its secrets masked: a session's id does not make another page. */
  readonly #seen = new Set<string>()
  readonly #templates = new Map<string, number>()
  readonly #leftOut: Record<keyof LeftOut, Set<string>> = {
    robots: new Set(),
    depth: new Set(),
    maxPages: new Set(),
    maxPerTemplate: new Set(),
  }
  #level = 0
  #admitted = 0

  constructor(limits: FrontierLimits) {
    this.#limits = limits
  }

  start(urls: readonly string[]): Target[] {
    return this.#admit(urls).map((url) => ({ url, isStart: true }))
  }

  /** Pages of the next level, from links of this one; `isAllowed` says what robots.txt does. */
  next(links: readonly string[], isAllowed: (url: string) => boolean): Target[] {
    const fresh = links.flatMap((link) => {
      const url = pageAddress(link)
      return url !== undefined && mayBePage(url) && !this.#seen.has(masked(url)) ? [url] : []
    })
    const open = fresh.filter((url) => isAllowed(url) || this.#leave('robots', masked(url)))
    if (this.#level >= this.#limits.depth) {
      for (const url of open) this.#leave('depth', masked(url))
      return []
    }
    return this.#admit(open).map((url) => ({ url, isStart: false }))
  }

  /** From now on, links are those of the next level. */
  descend(): void {
    this.#level += 1
  }

  /** Whether no link of this level can lead to another page any more. */
  get isFull(): boolean {
    return this.#level >= this.#limits.depth || this.#admitted >= this.#limits.maxPages
  }

  /** Takes the address that a redirect led to; false where that page has its own turn, or had it. */
  claim(url: string): boolean {
    if (this.#seen.has(masked(url))) return false
    this.#seen.add(masked(url))
    return true
  }

  /** Whether a page has its own turn, or had it. */
  has(url: string): boolean {
    return this.#seen.has(masked(url))
  }

  leftOut(): LeftOut {
    const count = (why: keyof LeftOut) => [...this.#leftOut[why]].filter((url) => !this.#seen.has(url)).length
    return {
      robots: count('robots'),
      depth: count('depth'),
      maxPages: count('maxPages'),
      maxPerTemplate: count('maxPerTemplate'),
    }
  }

  #admit(urls: readonly string[]): string[] {
    return urls.filter((url) => {
      const key = masked(url)
      if (this.#seen.has(key)) return false
      const template = templateOf(url)
      const ofKind = this.#templates.get(template) ?? 0
      if (ofKind >= (this.#limits.maxPerTemplate ?? Number.POSITIVE_INFINITY)) {
        return this.#leave('maxPerTemplate', key)
      }
      if (this.#admitted >= this.#limits.maxPages) return this.#leave('maxPages', key)
      this.#admitted += 1
      this.#templates.set(template, ofKind + 1)
      this.#seen.add(key)
      return true
    })
  }

  #leave(why: keyof LeftOut, key: string): false {
    if (this.#leftOut[why].size < mostCounted) this.#leftOut[why].add(key)
    return false
  }
}
