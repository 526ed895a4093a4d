import { type ImageFacts, imagesFromHtml } from '@altwright/core'
import type { LoginScript, ResolvedCrawl } from '@altwright/core/config'
import { type Chromium, endBrowser, startChromium } from '../../browser/chromium.ts'
import { launchBrowser } from '../../browser/launch.ts'
import type { LaunchOptions } from '../../browser/start.ts'
import { withAddress } from '../absolute-facts.ts'
import type { Target } from '../frontier/frontier.ts'
import type { Opening, PageReader } from '../page.ts'
import { printOf } from '../print.ts'
import type { StoredState } from '../server/cookies.ts'
import type { Credentials } from '../server/fetcher.ts'
import type { FetchImage } from '../server/image-bytes.ts'
import type { Start } from '../start.ts'
import { within } from '../time-limit.ts'
import type { GateOptions } from './gate.ts'
import { pageLoader } from './load.ts'
import { openLoneBrowser } from './lone-browser.ts'
import { PlaywrightBrowser } from './playwright-browser.ts'
import { Tab, Tabs } from './tab.ts'
import type { TabSource } from './tab-source.ts'
import { type Visit, visit } from './visit.ts'

export interface LiveOptions {
  readonly launch: LaunchOptions
  /** A browser that was started ahead; it is the reader's to end. */
  readonly ahead: Promise<Chromium> | undefined
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
  #ahead: Promise<Chromium> | undefined

  constructor(options: LiveOptions) {
    this.#options = options
    this.#ahead = options.ahead
    this.#state = options.storageState
  }

  async read<T>(
    target: Target,
    accepts: (url: string) => boolean,
    use: (opening: Opening) => Promise<T>,
  ): Promise<T> {
    const { source, tabs } = await this.#open()
    const { timeout, onPage } = this.#options.settings
    const tab = await takeTab(tabs, timeout)
    if (!(tab instanceof Tab)) return use(tab)
    const { isNamed } = this.#options.gate
    const drawn = this.#options.wantsDrawn ? mostDrawn : 0
    const visited = await visit(tab, { url: target.url, timeout, accepts, isNamed, drawn, onPage })
    try {
      if (visited.status === 'failed' && !source.isConnected) return await use(ended)
      return await use(this.#openingOf(visited, tab))
    } finally {
      if (isSound(visited, tab)) tabs.giveBack(tab)
      else await tab.close()
    }
  }

  /** Starts the browser before the first page needs it, so that one that does not start is known at once, and what its tabs take. */
  async start(): Promise<void> {
    const { tabs } = await this.#open()
    const { depth, maxPages, concurrency } = this.#options.settings
    const mostPages = depth === 0 ? this.#options.start.urls.length : maxPages
    tabs.openAhead(Math.min(concurrency, mostPages))
  }

  /** Runs a login script in a page of its own, and answers the cookies it left. */
  async login(script: LoginScript): Promise<StoredState['cookies']> {
    const { source } = await this.#open()
    if (source instanceof PlaywrightBrowser) {
      this.#state = await source.login(script, this.#options.start.urls[0] ?? '')
    }
    return this.#state.cookies
  }

  /** Ends the browser, if one was started, and with it whatever it was doing. */
  async close(): Promise<void> {
    this.#isClosed = true
    await endBrowser(this.#ahead)
    const opened = await this.#opening?.catch(() => undefined)
    if (opened !== undefined) await within(10_000, opened.source.close()).catch(() => {})
  }

  #openingOf(visited: Visit, tab: Tab): Opening {
    if (visited.status !== 'read') return visited
    const images = readFacts(visited.documents)
    if (images === undefined) {
      return { status: 'failed', code: 'page', problem: 'Its elements are nested too deeply to be read.' }
    }
    const load = pageLoader({
      traffic: tab.traffic,
      fetchImage: this.#options.fetchImage,
      isNamed: this.#options.gate.isNamed,
      cookies: (url) => tab.cookies(url),
      picture: (index) => tab.picture(index, 5_000),
      url: visited.url,
    })
    const { url, links, canonical } = visited
    const texts = visited.documents.map(({ html }) => html)
    const print = printOf(texts, images, links)
    return { status: 'read', page: { url, images, links, print, canonical, load, reader: 'browser' } }
  }

  #open(): Promise<Opened> {
    this.#opening ??= this.#launch()
    return this.#opening
  }

  async #launch(): Promise<Opened> {
    const { launch, settings, credentials, gate } = this.#options
    const storageState = this.#state
    const onEnd = () => {
      this.#opening = undefined
    }
    const isPlaywrights = needsPlaywright(settings, storageState)
    const ahead = this.#ahead
    if (!isPlaywrights) this.#ahead = undefined
    const source = isPlaywrights
      ? await PlaywrightBrowser.open({
          ...{ settings, credentials, storageState, onEnd },
          launch: () => launchBrowser(launch),
        })
      : await openLoneBrowser({
          ...{ settings, cookies: storageState.cookies, onEnd },
          starting: ahead ?? startChromium(launch),
        })
    if (this.#isClosed) await source.close()
    return { source, tabs: new Tabs(source, isPlaywrights ? gate : { ...gate, credentials }) }
  }
}

/**
 * Whether Playwright has to be there: for scripts that get one of its pages, and for what it stores and pretends as we do
 * not.
 */
function needsPlaywright(
  { onPage, login, device }: ResolvedCrawl,
  { origins }: Pick<StoredState, 'origins'>,
): boolean {
  return [onPage, login, device].some((asked) => asked !== undefined) || origins.length > 0
}

interface Opened {
  readonly source: TabSource
  readonly tabs: Tabs
}

/** Whether the tab may open another page. */
function isSound(visited: Visit, tab: Tab): boolean {
  if (visited.status === 'failed') return visited.code === 'http' && tab.isSound
  return visited.status !== 'moved'
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
