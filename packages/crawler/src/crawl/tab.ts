import type { BrowserContext, CDPSession, Page } from 'playwright'
import { within } from './time-limit.ts'
import { Traffic } from './traffic.ts'

/** What pictures do not need; by ending, because routing every request through Node costs more. */
const blocked = ['woff2', 'woff', 'ttf', 'otf', 'mp4', 'webm', 'mp3', 'ogg', 'm3u8', 'wav'].map(
  (end) => `*.${end}`,
)

/** A browser page that is used for one address after another: opening a new one for each takes twice as long. */
export class Tab {
  readonly page: Page
  readonly traffic: Traffic
  readonly #session: CDPSession
  readonly #crashed: Promise<never>
  /** Where `evaluate` runs; it goes with each navigation. */
  #world: Promise<number> | undefined

  private constructor(page: Page, session: CDPSession) {
    this.page = page
    this.#session = session
    this.traffic = new Traffic(page)
    this.#crashed = new Promise((_, reject) => {
      page.on('crash', () => reject(new Error('The page crashed the browser tab')))
      page.on('close', () => reject(new Error('The browser tab was closed')))
    })
    this.#crashed.catch(() => {})
    // "Leave this page?" is the one dialog where no means that the tab cannot be used again.
    page.on('dialog', (dialog) => {
      const answer = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss()
      answer.catch(() => {})
    })
    page.on('popup', (popup) => void popup.close().catch(() => {}))
  }

  static async open(context: BrowserContext): Promise<Tab> {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.setBlockedURLs', { urls: blocked })
    return new Tab(page, session)
  }

  /** Before another page is opened. */
  reset(): void {
    this.#world = undefined
    this.traffic.reset()
  }

  /**
   * Runs a function in the page's main frame, apart from the page's own scripts. The function is sent as
   * text: it may use its argument and the DOM, nothing else.
   */
  async evaluate<Argument, Result>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
    milliseconds: number,
  ): Promise<Result> {
    return within(milliseconds, Promise.race([this.#crashed, this.#evaluate(run, argument)]))
  }

  /** Ends the tab, and does not wait for a page that hangs. */
  async close(): Promise<void> {
    await within(2_000, this.page.close()).catch(() => {})
  }

  async #evaluate<Argument, Result>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result> {
    this.#world ??= this.#enter()
    const world = this.#world
    try {
      return await this.#call(run, argument, await world)
    } catch (error) {
      if (this.#world === world) this.#world = undefined
      throw error
    }
  }

  /** A JavaScript world that sees the DOM and nothing of the page's scripts. */
  async #enter(): Promise<number> {
    const { frameTree } = await this.#session.send('Page.getFrameTree')
    const { executionContextId } = await this.#session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'altwright',
    })
    return executionContextId
  }

  async #call<Argument, Result>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
    executionContextId: number,
  ): Promise<Result> {
    const { result, exceptionDetails } = await this.#session.send('Runtime.callFunctionOn', {
      functionDeclaration: run.toString(),
      executionContextId,
      arguments: [{ value: argument }],
      returnByValue: true,
      awaitPromise: true,
    })
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    }
    return result.value as Result
  }
}

/** Tabs at hand. One that misbehaved is not given back. */
export class Tabs {
  readonly #context: BrowserContext
  readonly #idle: Tab[] = []

  constructor(context: BrowserContext) {
    this.#context = context
  }

  async take(): Promise<Tab> {
    return this.#idle.pop() ?? Tab.open(this.#context)
  }

  giveBack(tab: Tab): void {
    this.#idle.push(tab)
  }
}
