import type { ResolvedCrawl } from '@altwright/core/config'
import type { Chromium } from '../../browser/chromium.ts'
import type { Session } from '../../browser/session.ts'
import type { StoredState } from '../server/cookies.ts'
import { within } from '../time-limit.ts'
import { defaultViewport, type OpenTab, refusedState, type TabSource, tabEnds } from './tab-source.ts'

export interface LoneBrowserOptions {
  /** Started, or about to be. */
  readonly starting: Promise<Chromium>
  readonly settings: ResolvedCrawl
  readonly cookies: StoredState['cookies']
  /** Called once, when the browser has ended by itself or not. */
  readonly onEnd: () => void
}

/** Takes a Chromium for us alone: a page costs a third of what it does where Playwright follows all that happens in it. */
export async function openLoneBrowser(options: LoneBrowserOptions): Promise<TabSource> {
  const chromium = await options.starting
  void chromium.ended.then(options.onEnd)
  try {
    return await within(10_000, LoneBrowser.open(chromium, options))
  } catch (error) {
    await chromium.close()
    throw error
  }
}

class LoneBrowser implements TabSource {
  readonly #chromium: Chromium
  readonly #context: string
  readonly #settings: ResolvedCrawl
  /** Sessions of targets, by target; each waits until it is told to go on. */
  readonly #attached = new Map<string, string>()
  readonly #ours = new Set<string>()
  /** Of our tabs, by target. */
  readonly #ends = new Map<string, AbortController>()
  #opening = 0

  private constructor(chromium: Chromium, context: string, settings: ResolvedCrawl) {
    this.#chromium = chromium
    this.#context = context
    this.#settings = settings
  }

  static async open(chromium: Chromium, { settings, cookies }: LoneBrowserOptions): Promise<LoneBrowser> {
    const { root } = chromium
    const { browserContextId } = await root.send('Target.createBrowserContext', { disposeOnDetach: true })
    const browser = new LoneBrowser(chromium, browserContextId, settings)
    await root.send('Browser.setDownloadBehavior', { behavior: 'deny', browserContextId })
    await setCookies(root, cookies, browserContextId)
    root.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      browser.#attached.set(targetInfo.targetId, sessionId)
      browser.#closeStrangers()
    })
    root.on('Target.detachedFromTarget', ({ targetId = '' }) => browser.#forget(targetId))
    await root.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: [{ type: 'page' }],
    })
    return browser
  }

  get isConnected(): boolean {
    return !this.#chromium.isEnded
  }

  async openTab(): Promise<OpenTab> {
    const { root } = this.#chromium
    this.#opening += 1
    let target: string
    try {
      const options = { url: 'about:blank', browserContextId: this.#context }
      target = (await root.send('Target.createTarget', options)).targetId
      this.#ours.add(target)
    } finally {
      this.#opening -= 1
      this.#closeStrangers()
    }
    const session = this.#chromium.session(this.#attached.get(target) ?? '')
    const gone = new AbortController()
    this.#ends.set(target, gone)
    session.on('Inspector.targetCrashed', () => gone.abort(tabEnds.crashed()))
    await Promise.all([
      session.send('Inspector.enable'),
      session.send('Page.enable'),
      ...appearance(session, this.#settings),
      session.send('Runtime.runIfWaitingForDebugger'),
    ])
    return { session, gone: gone.signal, close: () => root.send('Target.closeTarget', { targetId: target }) }
  }

  async close(): Promise<void> {
    await this.#chromium.close()
  }

  #forget(target: string): void {
    this.#ends.get(target)?.abort(tabEnds.closed())
    for (const known of [this.#ends, this.#attached, this.#ours]) known.delete(target)
  }

  /** Windows that pages open; they have not begun to load, and never do. */
  #closeStrangers(): void {
    if (this.#opening > 0) return
    for (const [targetId, sessionId] of this.#attached) {
      if (this.#ours.has(targetId)) continue
      this.#attached.delete(targetId)
      const session = this.#chromium.session(sessionId)
      // Whoever opened it stands still until it goes on; what it then asks for is never sent.
      const closing = [
        session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
        session.send('Runtime.runIfWaitingForDebugger'),
        this.#chromium.root.send('Target.closeTarget', { targetId }),
      ]
      for (const step of closing) step.catch(() => {})
    }
  }
}

/** What a page sees of the window that it is in. */
function appearance(
  session: Session,
  { viewport = defaultViewport, userAgent }: ResolvedCrawl,
): Promise<unknown>[] {
  const { width, height } = viewport
  return [
    session.send('Emulation.setDeviceMetricsOverride', {
      ...{ width, height, screenWidth: width, screenHeight: height },
      ...{ deviceScaleFactor: 1, mobile: false },
      // Nobody looks: painted as a pixel or two, a page costs less, and its pictures, which come to nothing there, are not decoded for
      // it. Its layout, and a picture taken of it, are the same.
      scale: 0.001,
    }),
    session.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
    session.send('Emulation.setEmulatedMedia', {
      features: [
        { name: 'prefers-color-scheme', value: 'light' },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ],
    }),
    session.send('Page.addScriptToEvaluateOnNewDocument', { source: withoutWorkers }),
    ...(userAgent === undefined ? [] : [session.send('Emulation.setUserAgentOverride', { userAgent })]),
  ]
}

/** A service worker would answer for the site, and load for itself what no page asked for. */
const withoutWorkers = `if (navigator.serviceWorker) navigator.serviceWorker.register = async () => {}`

/** @throws AltwrightError `bad-input` for stored cookies that the browser does not take. */
async function setCookies(
  root: Session,
  cookies: StoredState['cookies'],
  browserContextId: string,
): Promise<void> {
  if (cookies.length === 0) return
  const given = cookies.map(({ expires, ...cookie }) => (expires > 0 ? { ...cookie, expires } : cookie))
  try {
    await root.send('Storage.setCookies', { cookies: given, browserContextId })
  } catch (error) {
    throw refusedState((error as Error).message, error)
  }
}
