import { AltwrightError } from '@altwright/core'
import type { LoginScript, ResolvedCrawl } from '@altwright/core/config'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright'
import { firstLine } from '../../first-line.ts'
import type { StoredState } from '../server/cookies.ts'
import type { Credentials } from '../server/fetcher.ts'
import { TimeLimitError, within } from '../time-limit.ts'
import { defaultViewport, type OpenTab, refusedState, type TabSource, tabEnds } from './tab-source.ts'

export interface PlaywrightOptions {
  readonly launch: () => Promise<Browser>
  readonly settings: ResolvedCrawl
  readonly credentials: Credentials | undefined
  readonly storageState: StoredState
  /** Called once, when the browser has ended by itself or not. */
  readonly onEnd: () => void
}

/** A browser that Playwright drives: for what scripts of its users do with a page, and for what it stores and pretends. */
export class PlaywrightBrowser implements TabSource {
  readonly #browser: Browser
  readonly #context: BrowserContext

  private constructor(browser: Browser, context: BrowserContext) {
    this.#browser = browser
    this.#context = context
  }

  static async open(options: PlaywrightOptions): Promise<PlaywrightBrowser> {
    const contextOf = await contextOptions(options)
    const browser = await options.launch()
    const context = await openContext(browser, contextOf)
    browser.on('disconnected', options.onEnd)
    return new PlaywrightBrowser(browser, context)
  }

  get isConnected(): boolean {
    return this.#browser.isConnected()
  }

  async openTab(): Promise<OpenTab> {
    const page = await this.#context.newPage()
    const session = await this.#context.newCDPSession(page)
    const gone = new AbortController()
    page.on('crash', () => gone.abort(tabEnds.crashed()))
    page.on('close', () => gone.abort(tabEnds.closed()))
    page.on('popup', (popup) => void popup.close().catch(() => {}))
    await session.send('Page.enable')
    return { session, page, gone: gone.signal, close: () => page.close() }
  }

  /** Runs a login script in a page of its own, and answers what it left: a browser that has to be started again is signed in as well. */
  async login(script: LoginScript, start: string): Promise<StoredState> {
    const page = await this.#context.newPage()
    try {
      await script({ page, start })
      // Asked while the page is there, local storage needs no other.
      return await this.#state()
    } catch (error) {
      throw new AltwrightError('bad-input', `The login script failed: ${firstLine(error)}`, { cause: error })
    } finally {
      // A page that is still on its way somewhere may not say that it has closed.
      await within(2_000, page.close()).catch(() => {})
    }
  }

  async close(): Promise<void> {
    await this.#browser.close()
  }

  /** Cookies and local storage; where a page that is on its way elsewhere does not give the latter, cookies alone. */
  async #state(): Promise<StoredState> {
    try {
      return await within(10_000, this.#context.storageState())
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error
      return { cookies: await this.#context.cookies(), origins: [] }
    }
  }
}

/** @throws AltwrightError `bad-input` for stored cookies that the browser does not take; then it ends. */
async function openContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  try {
    return await browser.newContext(options)
  } catch (error) {
    await browser.close()
    throw refusedState(firstLine(error), error)
  }
}

async function contextOptions({
  settings,
  credentials,
  storageState,
}: PlaywrightOptions): Promise<BrowserContextOptions> {
  const { device, userAgent, viewport } = settings
  return {
    viewport: defaultViewport,
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
