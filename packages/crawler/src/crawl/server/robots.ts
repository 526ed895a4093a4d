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

/** robots.txt by origin, each read once. */
export class RobotsFiles {
  readonly #fetcher: Fetcher
  readonly #timeout: number
  readonly #files = new Map<string, Promise<Robots>>()
  readonly #read = new Map<string, Robots>()

  constructor(fetcher: Fetcher, timeout: number) {
    this.#fetcher = fetcher
    this.#timeout = timeout
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
    const fetched = await this.#fetcher.get(address, {
      timeout: Math.min(10_000, this.#timeout),
      mostBytes,
      accept: 'text/plain,*/*;q=0.5',
    })
    const robots = readRobots(address, fetched)
    this.#read.set(origin, robots)
    return robots
  }
}

function readRobots(address: string, fetched: Awaited<ReturnType<Fetcher['get']>>): Robots {
  // A server that is not there will say so when a page is asked for.
  if (fetched.status !== 'answered') return everything
  if (fetched.code >= 500 || fetched.code === 429) {
    const problem = `Its robots.txt answered ${fetched.code}, so nothing may be read; --no-robots goes on without, where the site is yours.`
    return { isAllowed: () => false, delay: 0, sitemaps: [], problem }
  }
  if (fetched.code >= 400) return everything
  const rules = parseRobots(address, fetched.body.toString('utf8'))
  return {
    isAllowed: (url) => rules.isAllowed(url, robotName) !== false,
    delay: Math.min(longestPause, 1000 * Math.max(0, rules.getCrawlDelay(robotName) ?? 0)),
    sitemaps: rules
      .getSitemaps()
      .flatMap((sitemap) => (URL.canParse(sitemap, address) ? [new URL(sitemap, address).href] : [])),
  }
}
