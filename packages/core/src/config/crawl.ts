import { resolve } from 'node:path'

/** What `altwright crawl` does, beyond what every command does. */
export interface CrawlSettings {
  /**
   * Whether a browser opens the pages. `auto`: a page is fetched first, and opened in the browser only where its scripts
   * may still build or change what it shows; a site without such pages needs no browser. `browser`: always. `static`:
   * never, so what scripts add is not seen.
   * @default 'auto'
   */
  readonly mode?: CrawlMode | null | undefined
  /**
   * How many links away from the start a page may be; 0 is the start alone.
   * @default 3
   */
  readonly depth?: number | null | undefined
  /**
   * The most pages to open.
   * @default 200
   */
  readonly maxPages?: number | null | undefined
  /**
   * The most pages of one kind to open, where a kind is an address with numbers, dates, ids and titles left out:
   * `/shop/17` and `/shop/18`, `/blog/a-long-title` and `/blog/another-long-title`.
   * @default no limit
   */
  readonly maxPerTemplate?: number | null | undefined
  /**
   * Which share of the pages this run reports, where several runs crawl one site: the first of three is
   * `{ index: 1, count: 3 }`. The other options mean the whole crawl, and have to be the same in all of them.
   * @default all pages
   */
  readonly shard?: Shard | null | undefined
  /**
   * Address of a Redis server that any number of processes share the crawl over: `redis://host:6379/0`, `rediss://` for TLS, with
   * `user:password@` where it asks for one. Takes the packages `bullmq` and `ioredis`. Limits hold over all of them.
   * @default none: this process crawls alone
   */
  readonly queue?: string | null | undefined
  /**
   * What the shared crawl is called: letters, digits, `.`, `_` and `-`. A named crawl is done once; who comes later finds it done.
   * @default a name made from the starts and the settings, under which a crawl begins anew when the last one is done
   */
  readonly queueName?: string | null | undefined
  /**
   * How many pages are open at once.
   * @default 4
   */
  readonly concurrency?: number | null | undefined
  /**
   * How long one page may take, in milliseconds.
   * @default 30000
   */
  readonly timeout?: number | null | undefined
  /**
   * Which pages links and sitemaps may lead to, besides the start: a glob over the path (`/docs/**`), a glob over the
   * whole address where it starts with `http`, or a regular expression over the whole address.
   * @default all
   */
  readonly include?: readonly (string | RegExp)[] | null | undefined
  /**
   * Which pages are left out, in the same form; it goes before `include`.
   * @default none
   */
  readonly exclude?: readonly (string | RegExp)[] | null | undefined
  /**
   * Hosts beside those of the starts that links may lead to: `docs.example.com`, `*.example.com`, with a port where it is
   * not the usual one.
   * @default none
   */
  readonly allowedHosts?: readonly string[] | null | undefined
  /**
   * Read the sitemaps that robots.txt names, else `/sitemap.xml`; their pages count as linked from the start.
   * @default true
   */
  readonly sitemap?: boolean | null | undefined
  /**
   * Do as robots.txt says, for the user agent `altwright`.
   * @default true
   */
  readonly robots?: boolean | null | undefined
  /**
   * The least time between two pages of a host, in milliseconds. A `Crawl-delay` of robots.txt that is longer goes before it.
   * @default 0
   */
  readonly delay?: number | null | undefined
  /**
   * How often a page is asked for again after a connection that broke or an answer of 429, 502, 503 or 504; with pauses that
   * grow, or as `Retry-After` says.
   * @default 2
   */
  readonly retries?: number | null | undefined
  /**
   * HTTP headers, sent to the hosts of the starts and to `allowedHosts`, and to nobody else.
   * @default {}
   */
  readonly headers?: Readonly<Record<string, string>> | null | undefined
  /**
   * Cookies by name, for the origins of the starts.
   * @default {}
   */
  readonly cookies?: Readonly<Record<string, string>> | null | undefined
  /**
   * For HTTP authentication at the origins of the starts.
   * @default none
   */
  readonly httpCredentials?: { readonly username: string; readonly password: string } | null | undefined
  /**
   * A file of cookies and local storage that Playwright has saved, relative to `root`.
   * @default none
   */
  readonly storageState?: string | null | undefined
  /**
   * Signs in before the crawl: a function, or the path of a module that exports one by default, relative to `root`. It gets
   * a page of Playwright and the first start: `async ({ page, start }) => { … }`. What it leaves in cookies and local
   * storage holds for the whole crawl.
   * @default none
   */
  readonly login?: string | LoginScript | null | undefined
  /**
   * Called with each page that is open in the browser, before it is read: to accept a banner or to open a tab. Pages are
   * then always opened in the browser. An exception makes the page one that could not be read.
   * @default none
   */
  readonly onPage?: PageHook | null | undefined
  /**
   * What the crawler calls itself to servers.
   * @default the browser's own; `Mozilla/5.0 (compatible; altwright/<version>)` where no browser asks
   */
  readonly userAgent?: string | null | undefined
  /**
   * The window, in CSS pixels.
   * @default { width: 1280, height: 1024 }, or the device's
   */
  readonly viewport?: { readonly width: number; readonly height: number } | null | undefined
  /**
   * A device that Playwright knows, such as `iPhone 15`: its window, scale and user agent.
   * @default none
   */
  readonly device?: string | null | undefined
}

/** One of `count` shares, from 1. */
export interface Shard {
  readonly index: number
  readonly count: number
}

export type CrawlMode = 'auto' | 'browser' | 'static'

// Methods, so that a function may say that it takes Playwright's `Page`, which the core does not know.
interface Hooks {
  login(session: { readonly page: unknown; readonly start: string }): void | Promise<void>
  onPage(page: unknown, place: { readonly url: string }): void | Promise<void>
}

export type LoginScript = Hooks['login']
export type PageHook = Hooks['onPage']

/** With every default filled in. */
export interface ResolvedCrawl {
  readonly mode: CrawlMode
  readonly depth: number
  readonly maxPages: number
  readonly maxPerTemplate: number | undefined
  readonly shard: Shard | undefined
  readonly queue: string | undefined
  readonly queueName: string | undefined
  readonly concurrency: number
  readonly timeout: number
  readonly include: readonly (string | RegExp)[]
  readonly exclude: readonly (string | RegExp)[]
  readonly allowedHosts: readonly string[]
  readonly sitemap: boolean
  readonly robots: boolean
  readonly delay: number
  readonly retries: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: Readonly<Record<string, string>>
  readonly httpCredentials: { readonly username: string; readonly password: string } | undefined
  /** Absolute. */
  readonly storageState: string | undefined
  /** A path is absolute. */
  readonly login: string | LoginScript | undefined
  readonly onPage: PageHook | undefined
  readonly userAgent: string | undefined
  readonly viewport: { readonly width: number; readonly height: number } | undefined
  readonly device: string | undefined
}

export function resolveCrawl(given: CrawlSettings | null | undefined, root: string): ResolvedCrawl {
  const path = (name: string | null | undefined) => (name ? resolve(root, name) : undefined)
  return {
    mode: given?.mode ?? 'auto',
    depth: given?.depth ?? 3,
    maxPages: given?.maxPages ?? 200,
    maxPerTemplate: given?.maxPerTemplate ?? undefined,
    shard: given?.shard ?? undefined,
    queue: given?.queue ?? undefined,
    queueName: given?.queueName ?? undefined,
    concurrency: given?.concurrency ?? 4,
    timeout: given?.timeout ?? 30_000,
    include: given?.include ?? [],
    exclude: given?.exclude ?? [],
    allowedHosts: given?.allowedHosts ?? [],
    sitemap: given?.sitemap ?? true,
    robots: given?.robots ?? true,
    delay: given?.delay ?? 0,
    retries: given?.retries ?? 2,
    headers: given?.headers ?? {},
    cookies: given?.cookies ?? {},
    httpCredentials: given?.httpCredentials ?? undefined,
    storageState: path(given?.storageState),
    login: typeof given?.login === 'function' ? given.login : path(given?.login),
    onPage: given?.onPage ?? undefined,
    userAgent: given?.userAgent ?? undefined,
    viewport: given?.viewport ?? undefined,
    device: given?.device ?? undefined,
  }
}
