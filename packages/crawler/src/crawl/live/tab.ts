import type { Page } from 'playwright'
import type { Session } from '../../browser/session.ts'
import { unlessAborted, within } from '../time-limit.ts'
import type { Answer } from './answer.ts'
import { pictureOf } from './element-picture.ts'
import type { SnapshotLimits } from './facts-in-page.ts'
import { type Gate, type GateOptions, keepGate } from './gate.ts'
import { MainFrame } from './main-frame.ts'
import { snapshotPage, type WholeSnapshot } from './snapshot.ts'
import type { OpenTab, TabSource } from './tab-source.ts'
import { Traffic } from './traffic.ts'
import { Weight } from './weight.ts'
import { World } from './world.ts'

/** What pictures do not need; by ending, because routing every request through Node costs more. */
const blocked = ['woff2', 'woff', 'ttf', 'otf', 'mp4', 'webm', 'mp3', 'ogg', 'm3u8', 'wav'].map(
  (end) => `*.${end}`,
)

/** A tab that is used for one address after another: opening a new one for each takes twice as long. */
export class Tab {
  /** Absent in a browser that Playwright knows nothing of. */
  readonly page: Page | undefined
  readonly traffic: Traffic
  readonly gate: Gate
  readonly weight: Weight
  readonly #opened: OpenTab
  readonly #session: Session
  readonly #frame: MainFrame
  readonly #world: World
  #shooting: Promise<unknown> | undefined

  private constructor(opened: OpenTab, gate: Gate, frame: MainFrame) {
    const { session } = opened
    this.page = opened.page
    this.gate = gate
    this.#opened = opened
    this.#session = session
    this.#frame = frame
    this.#world = new World(session, frame.id)
    this.traffic = new Traffic(session)
    this.weight = new Weight(session)
    // "Leave this page?" is the one dialog where no means that the tab cannot be used again.
    session.on('Page.javascriptDialogOpening', ({ type }) => {
      session.send('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' }).catch(() => {})
    })
  }

  static async open(source: TabSource, options: GateOptions): Promise<Tab> {
    const opened = await source.openTab()
    const { session } = opened
    const [gate, frame] = await Promise.all([
      keepGate(session, options),
      MainFrame.of(session),
      session.send('Network.enable'),
      session.send('Network.setBlockedURLs', { urls: blocked }),
    ])
    return new Tab(opened, gate, frame)
  }

  /** Before another page is opened. */
  reset(): void {
    this.weight.reset()
    this.#frame.reset()
    this.#world.leave()
    this.traffic.reset()
    this.gate.reset()
  }

  /** Where it is. */
  get url(): string {
    return this.#frame.url
  }

  /** Whether another page may be opened in it. */
  get isSound(): boolean {
    return !this.#frame.hasFailed
  }

  /** As `MainFrame.open`. */
  async open(url: string, milliseconds: number): Promise<Answer | undefined> {
    return unlessAborted(this.#opened.gone, this.#frame.open(url, milliseconds))
  }

  /** As `MainFrame.reached`. */
  async reached(stage: 'parsed' | 'loaded', milliseconds: number): Promise<void> {
    return unlessAborted(this.#opened.gone, this.#frame.reached(stage, milliseconds))
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
    return within(milliseconds, unlessAborted(this.#opened.gone, this.#world.evaluate(run, argument)))
  }

  /** The page as it is now, with what the browser knows of its images. */
  async snapshot(limits: SnapshotLimits, milliseconds: number): Promise<WholeSnapshot> {
    const reading = snapshotPage(this.#session, this.#world, limits)
    return within(milliseconds, unlessAborted(this.#opened.gone, reading))
  }

  /** The cookies that the browser would send to an address, as a header has them. */
  async cookies(url: string): Promise<string> {
    const { cookies } = await within(2_000, this.#session.send('Network.getCookies', { urls: [url] }))
    return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  }

  /** What the page shows of an element that its snapshot called `element:<index>`, as a PNG. */
  async picture(index: number, milliseconds: number): Promise<Buffer> {
    const taking = (this.#shooting ?? Promise.resolve()).then(() =>
      pictureOf(this.#session, this.#world, index),
    )
    // One after the other: each scrolls the page.
    this.#shooting = taking.catch(() => {})
    return within(milliseconds, unlessAborted(this.#opened.gone, taking))
  }

  /** Ends the tab, and does not wait for a page that hangs. */
  async close(): Promise<void> {
    await within(2_000, this.#opened.close()).catch(() => {})
  }
}

/** Tabs at hand. One that misbehaved is not given back. */
export class Tabs {
  readonly #source: TabSource
  readonly #gate: GateOptions
  readonly #idle: Promise<Tab>[] = []

  constructor(source: TabSource, gate: GateOptions) {
    this.#source = source
    this.#gate = gate
  }

  async take(): Promise<Tab> {
    return this.#idle.pop() ?? Tab.open(this.#source, this.#gate)
  }

  giveBack(tab: Tab): void {
    this.#idle.push(Promise.resolve(tab))
  }

  /** Opens so many before somebody takes them: each is a process of the browser's, which takes a while to start. */
  openAhead(count: number): void {
    for (let opened = 0; opened < count; opened++) {
      const tab = Tab.open(this.#source, this.#gate)
      // Whoever takes it is told.
      tab.catch(() => {})
      this.#idle.push(tab)
    }
  }
}
