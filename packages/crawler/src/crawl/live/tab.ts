import type { BrowserContext, CDPSession, Page } from 'playwright'
import { pictureOf } from './element-picture.ts'
import type { SnapshotLimits } from './facts-in-page.ts'
import { type Gate, type GateOptions, keepGate } from './gate.ts'
import { snapshotPage, type WholeSnapshot } from './snapshot.ts'
import { within } from './time-limit.ts'
import { Traffic } from './traffic.ts'
import { Weight } from './weight.ts'
import { World } from './world.ts'

/** What pictures do not need; by ending, because routing every request through Node costs more. */
const blocked = ['woff2', 'woff', 'ttf', 'otf', 'mp4', 'webm', 'mp3', 'ogg', 'm3u8', 'wav'].map(
  (end) => `*.${end}`,
)

/** A browser page that is used for one address after another: opening a new one for each takes twice as long. */
export class Tab {
  readonly page: Page
  readonly traffic: Traffic
  readonly gate: Gate
  readonly weight: Weight
  readonly #session: CDPSession
  readonly #world: World
  readonly #crashed: Promise<never>
  #shooting: Promise<unknown> | undefined

  private constructor(page: Page, session: CDPSession, gate: Gate) {
    this.page = page
    this.gate = gate
    this.#session = session
    this.#world = new World(session)
    this.traffic = new Traffic(page)
    this.weight = new Weight(session)
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

  static async open(context: BrowserContext, gate: GateOptions): Promise<Tab> {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.setBlockedURLs', { urls: blocked })
    return new Tab(page, session, await keepGate(session, gate))
  }

  /** Before another page is opened. */
  reset(): void {
    this.weight.reset()
    this.#world.leave()
    this.traffic.reset()
    this.gate.reset()
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
    return within(milliseconds, Promise.race([this.#crashed, this.#world.evaluate(run, argument)]))
  }

  /** The page as it is now, with what the browser knows of its images. */
  async snapshot(limits: SnapshotLimits, milliseconds: number): Promise<WholeSnapshot> {
    const reading = snapshotPage(this.#session, this.#world, limits)
    return within(milliseconds, Promise.race([this.#crashed, reading]))
  }

  /** What the page shows of an element that its snapshot called `element:<index>`, as a PNG. */
  async picture(index: number, milliseconds: number): Promise<Buffer> {
    const taking = (this.#shooting ?? Promise.resolve()).then(() =>
      pictureOf(this.#session, this.#world, index),
    )
    // One after the other: each scrolls the page.
    this.#shooting = taking.catch(() => {})
    return within(milliseconds, Promise.race([this.#crashed, taking]))
  }

  /** Ends the tab, and does not wait for a page that hangs. */
  async close(): Promise<void> {
    await within(2_000, this.page.close()).catch(() => {})
  }
}

/** Tabs at hand. One that misbehaved is not given back. */
export class Tabs {
  readonly #context: BrowserContext
  readonly #gate: GateOptions
  readonly #idle: Tab[] = []

  constructor(context: BrowserContext, gate: GateOptions) {
    this.#context = context
    this.#gate = gate
  }

  async take(): Promise<Tab> {
    return this.#idle.pop() ?? Tab.open(this.#context, this.#gate)
  }

  giveBack(tab: Tab): void {
    this.#idle.push(tab)
  }
}
