import robotsModule from 'robots-parser'
import type { Fetcher } from './fetcher.ts'
import { longestPause } from './pace.ts'

// Its types describe a default export, and it is a CommonJS module.
const parseRobots = robotsModule as unknown as typeof robotsModule.default

/** The name in `User-agent:` lines that is meant for us. */
const robotName = 'altwright'

/** What the robots.txt of an origin says (RFC 9309). */
export interface Robots {
  isAllowed(url: string): boolean
  /** Milliseconds between two pages; 0 where nothing is said. */
  readonly delay: number
  /** Absolute addresses. */
  readonly sitemaps: readonly string[]
  /** Set where everything is closed because the rules could not be read. */
  readonly problem?: string
}

const everything: Robots = { isAllowed: () => true, delay: 0, sitemaps: [] }

/** More than this is not read; RFC 9309 asks for at least 500 KiB. */
const mostBytes = 512 * 1024

/** What a server answered, as plain data. */
interface Answer {
  /** Absent where it could not be asked. */
  readonly code?: number
  readonly text: string
}

/** Makes something known to all who crawl together, the same to each; alone: makes it. */
export type Share = <T>(name: string, make: () => Promise<T>) => Promise<T>

/** robots.txt by origin, each read once. */
export class RobotsFiles {
  readonly #fetcher: Fetcher
  readonly #timeout: number
  readonly #share: Share
  readonly #files = new Map<string, Promise<Robots>>()
  readonly #read = new Map<string, Robots>()

  constructor(fetcher: Fetcher, timeout: number, share: Share) {
    this.#fetcher = fetcher
    this.#timeout = timeout
    this.#share = share
  }

  async of(url: string): Promise<Robots> {
    const { origin } = new URL(url)
    let file = this.#files.get(origin)
    if (file === undefined) {
      file = this.#load(origin)
      this.#files.set(origin, file)
    }
    return file
  }

  /** As `of`, for an origin that was read before; else what an absent file says. */
  known(url: URL): Robots {
    return this.#read.get(url.origin) ?? everything
  }

  async #load(origin: string): Promise<Robots> {
    const address = `${origin}/robots.txt`
    const robots = readRobots(address, await this.#share(address, () => this.#ask(address)))
    this.#read.set(origin, robots)
    return robots
  }

  async #ask(address: string): Promise<Answer> {
    const fetched = await this.#fetcher.get(address, {
      timeout: Math.min(10_000, this.#timeout),
      mostBytes,
      accept: 'text/plain,*/*;q=0.5',
    })
    if (fetched.status !== 'answered') return { text: '' }
    return { code: fetched.code, text: fetched.code < 400 ? fetched.body.toString('utf8') : '' }
  }
}

function readRobots(address: string, { code, text }: Answer): Robots {
  // A server that is not there will say so when a page is asked for.
  if (code === undefined) return everything
  if (code >= 500 || code === 429) {
    const problem = `Its robots.txt answered ${code}, so nothing may be read; --no-robots goes on without, where the site is yours.`
    return { isAllowed: () => false, delay: 0, sitemaps: [], problem }
  }
  if (code >= 400) return everything
  const rules = parseRobots(address, text)
  return {
    isAllowed: (url) => rules.isAllowed(url, robotName) !== false,
    delay: Math.min(longestPause, 1000 * Math.max(0, rules.getCrawlDelay(robotName) ?? 0)),
    sitemaps: rules
      .getSitemaps()
      .flatMap((sitemap) => (URL.canParse(sitemap, address) ? [new URL(sitemap, address).href] : [])),
  }
}
