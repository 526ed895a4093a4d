import { AltwrightError, type ImageFacts, imagesFromHtml } from '@altwright/core'
import type { LoginScript, ResolvedCrawl } from '@altwright/core/config'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright'
import { withAddress } from '../absolute-facts.ts'
import type { Target } from '../frontier/frontier.ts'
import type { Opening, PageReader } from '../page.ts'
import type { StoredState } from '../server/cookies.ts'
import type { Credentials } from '../server/fetcher.ts'
import type { FetchImage } from '../server/image-bytes.ts'
import type { Start } from '../start.ts'
import type { GateOptions } from './gate.ts'
import { pageLoader } from './load.ts'
import { Tab, Tabs } from './tab.ts'
import { TimeLimitError, within } from './time-limit.ts'
import { type Visit, visit } from './visit.ts'

export interface LiveOptions {
  readonly launch: () => Promise<Browser>
  readonly start: Start
  readonly settings: ResolvedCrawl
  readonly gate: GateOptions
  /** Whether somebody wants to see what has no file. */
  readonly wantsDrawn: boolean
  readonly credentials: Credentials | undefined
  readonly fetchImage: FetchImage
  /** What the first page finds in cookies and local storage. */
  readonly storageState: StoredState
}

/** Pictures of elements that one page may have taken; each holds the page up. */
const mostDrawn = 50

/** Opens pages in Chromium. The browser starts with the first of them. */
export class LiveReader implements PageReader {
  readonly #options: LiveOptions
  #opening: Promise<Opened> | undefined
  #isClosed = false
  #state: StoredState

  constructor(options: LiveOptions) {
    this.#options = options
    this.#state = options.storageState
  }

  async read<T>(
    target: Target,
    accepts: (url: string) => boolean,
    use: (opening: Opening) => Promise<T>,
  ): Promise<T> {
    const { browser, context, tabs } = await this.#open()
    const { timeout, onPage } = this.#options.settings
    const tab = await takeTab(tabs, timeout)
    if (!(tab instanceof Tab)) return use(tab)
    const { isNamed } = this.#options.gate
    const drawn = this.#options.wantsDrawn ? mostDrawn : 0
    const visited = await visit(tab, { url: target.url, timeout, accepts, isNamed, drawn, onPage })
    try {
      if (visited.status === 'failed' && !browser.isConnected()) return await use(ended)
      return await use(this.#openingOf(visited, tab, context))
    } finally {
      if (isSound(visited)) tabs.giveBack(tab)
      else await tab.close()
    }
  }

  /** Starts the browser before the first page needs it, so that one that does not start is known at once. */
  async start(): Promise<void> {
    await this.#open()
  }

  /** Runs a login script in a page of its own, and answers the cookies it left. */
  async login(script: LoginScript): Promise<StoredState['cookies']> {
    const { context } = await this.#open()
    const page = await context.newPage()
    const start = this.#options.start.urls[0] ?? ''
    try {
      await script({ page, start })
      // A browser that has to be started again is signed in as well. Asked while the page is there, local storage needs no other.
      this.#state = await stateOf(context)
      return this.#state.cookies
    } catch (error) {
      const problem = error instanceof Error ? error.message.split('\n')[0] : String(error)
      throw new AltwrightError('bad-input', `The login script failed: ${problem}`, { cause: error })
    } finally {
      // A page that is still on its way somewhere may not say that it has closed.
      await within(2_000, page.close()).catch(() => {})
    }
  }

  /** Ends the browser, if one was started, and with it whatever it was doing. */
  async close(): Promise<void> {
    this.#isClosed = true
    const opened = await this.#opening?.catch(() => undefined)
    if (opened !== undefined) await within(10_000, opened.browser.close()).catch(() => {})
  }

  #openingOf(visited: Visit, tab: Tab, context: BrowserContext): Opening {
    if (visited.status !== 'read') return visited
    const images = readFacts(visited.documents)
    if (images === undefined) {
      return { status: 'failed', code: 'page', problem: 'Its elements are nested too deeply to be read.' }
    }
    const load = pageLoader({
      traffic: tab.traffic,
      fetchImage: this.#options.fetchImage,
      isNamed: this.#options.gate.isNamed,
      cookies: async (url) =>
        (await context.cookies(url)).map(({ name, value }) => `${name}=${value}`).join('; '),
      picture: (index) => tab.picture(index, 5_000),
      url: visited.url,
    })
    return {
      status: 'read',
      page: { url: visited.url, images, links: visited.links, load, reader: 'browser' },
    }
  }

  #open(): Promise<Opened> {
    this.#opening ??= this.#launch()
    return this.#opening
  }

  async #launch(): Promise<Opened> {
    const { launch, gate } = this.#options
    const contextOf = await contextOptions(this.#options, this.#state)
    const browser = await launch()
    const context = await openContext(browser, contextOf)
    browser.on('disconnected', () => {
      this.#opening = undefined
    })
    if (this.#isClosed) await browser.close()
    return { browser, context, tabs: new Tabs(context, gate) }
  }
}

/** Cookies and local storage; where a page that is on its way elsewhere does not give the latter, cookies alone. */
async function stateOf(context: BrowserContext): Promise<StoredState> {
  try {
    return await within(10_000, context.storageState())
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error
    return { cookies: await context.cookies(), origins: [] }
  }
}

interface Opened {
  readonly browser: Browser
  readonly context: BrowserContext
  readonly tabs: Tabs
}

/**
 * Whether the tab may open another page. After a navigation that failed the browser still puts its error page there, which
 * would come in the way of the next.
 */
function isSound(visited: Visit): boolean {
  if (visited.status === 'failed') return visited.code === 'http'
  return visited.status !== 'moved'
}

/** @throws AltwrightError `bad-input` for stored cookies that the browser does not take; then it ends. */
async function openContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  try {
    return await browser.newContext(options)
  } catch (error) {
    await browser.close()
    const problem = String(error).split('\n')[0]
    throw new AltwrightError('bad-input', `The browser refused what it was to begin with: ${problem}`, {
      cause: error,
    })
  }
}

/** Another browser is started for the next try. */
const ended: Opening = { status: 'failed', code: 'busy', problem: 'The browser ended.' }

async function takeTab(tabs: Tabs, timeout: number): Promise<Tab | Opening> {
  try {
    return await within(timeout, tabs.take())
  } catch {
    return ended
  }
}

async function contextOptions(
  { settings, credentials }: LiveOptions,
  storageState: StoredState,
): Promise<BrowserContextOptions> {
  const { device, userAgent, viewport } = settings
  return {
    viewport: { width: 1280, height: 1024 },
    ...(device !== undefined && (await deviceOptions(device))),
    ...(viewport !== undefined && { viewport }),
    ...(userAgent !== undefined && { userAgent }),
    storageState,
    ...(credentials !== undefined && { httpCredentials: credentials }),
    acceptDownloads: false,
    serviceWorkers: 'block',
    reducedMotion: 'reduce',
  }
}

/** @throws AltwrightError `bad-config` where Playwright knows no such device. */
async function deviceOptions(name: string): Promise<BrowserContextOptions> {
  const { devices } = await import('playwright')
  const device = devices[name]
  if (device !== undefined) {
    const { defaultBrowserType: _, ...options } = device
    return options
  }
  const near = Object.keys(devices).filter((known) =>
    known.toLowerCase().startsWith(name.toLowerCase().slice(0, 4)),
  )
  const hint =
    near.length === 0
      ? 'iPhone 15, Pixel 7 and iPad Mini are some'
      : `it knows ${near.slice(0, 8).join(', ')}`
  throw new AltwrightError('bad-config', `Playwright knows no device “${name}”; ${hint}.`)
}

/** `undefined` where elements are nested too deeply. */
function readFacts(documents: Extract<Visit, { status: 'read' }>['documents']): ImageFacts[] | undefined {
  try {
    return documents.flatMap(({ html, base }) =>
      imagesFromHtml(html, { rendered: true }).map((facts) => withAddress(facts, base)),
    )
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
