import type { Session } from '../../browser/session.ts'
import { TimeLimitError, within } from '../time-limit.ts'
import { type Answer, answerOf } from './answer.ts'

/** How far a document is: its `DOMContentLoaded`, or its `load`. */
type Stage = 'begun' | 'parsed' | 'loaded'

const order: readonly Stage[] = ['begun', 'parsed', 'loaded']

/** A navigation that came to nothing, in the browser's words: `net::ERR_…`. */
class NavigationError extends Error {
  override readonly name = 'NavigationError'
}

/** The document that a tab shows, and how it came there. */
export class MainFrame {
  readonly id: string
  readonly #session: Session
  #url = 'about:blank'
  #stage: Stage = 'begun'
  /** Loads that became a document since the tab was reset. */
  #committed = new Set<string>()
  #answers = new Map<string, Answer>()
  readonly #waiting = new Set<() => void>()
  #hasFailed = false

  private constructor(id: string, session: Session) {
    this.id = id
    this.#session = session
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return
      this.#committed.add(frame.loaderId)
      this.#url = frame.url
      this.#reach('begun')
    })
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === id) this.#url = url
    })
    session.on('Page.domContentEventFired', () => this.#reach('parsed'))
    session.on('Page.loadEventFired', () => this.#reach('loaded'))
    session.on('Network.responseReceived', ({ requestId, loaderId, frameId, response }) => {
      if (requestId === loaderId && frameId === id) this.#answers.set(loaderId, answerOf(requestId, response))
    })
  }

  /** Of a session that tells of its page and of the network. */
  static async of(session: Session): Promise<MainFrame> {
    const { frameTree } = await session.send('Page.getFrameTree')
    return new MainFrame(frameTree.frame.id, session)
  }

  /** Before another page is opened. */
  reset(): void {
    this.#committed = new Set()
    this.#answers = new Map()
    this.#hasFailed = false
  }

  /** Whether a navigation failed since the tab was reset; then the browser still puts its error page there. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /** Where it is now. */
  get url(): string {
    return this.#url
  }

  /**
   * Goes to an address and waits until a document is parsed there; the answer is the server's, if one was asked.
   *
   * @throws NavigationError where no document came of it.
   * @throws TimeLimitError after so many milliseconds.
   */
  async open(url: string, milliseconds: number): Promise<Answer | undefined> {
    const until = performance.now() + milliseconds
    const went = await within(milliseconds, this.#session.send('Page.navigate', { url }))
    const { loaderId, errorText } = went
    if (errorText !== undefined && errorText !== '') {
      this.#hasFailed = true
      const answer = this.#answers.get(loaderId ?? '')
      // To the browser, a refusal without a body is a failure.
      if (answer !== undefined && answer.status >= 400) return answer
      throw new NavigationError(errorText)
    }
    const left = until - performance.now()
    await this.#until(
      () => (loaderId === undefined || this.#committed.has(loaderId)) && this.#is('parsed'),
      left,
    )
    return loaderId === undefined ? undefined : this.#answers.get(loaderId)
  }

  /** @throws TimeLimitError after so many milliseconds. */
  async reached(stage: Stage, milliseconds: number): Promise<void> {
    await this.#until(() => this.#is(stage), milliseconds)
  }

  #is(stage: Stage): boolean {
    return order.indexOf(this.#stage) >= order.indexOf(stage)
  }

  #reach(stage: Stage): void {
    if (stage !== 'begun' && this.#is(stage)) return
    this.#stage = stage
    for (const look of this.#waiting) look()
  }

  async #until(isSo: () => boolean, milliseconds: number): Promise<void> {
    if (isSo()) return
    if (milliseconds <= 0) throw new TimeLimitError('Out of time')
    let look = () => {}
    const arrived = new Promise<void>((resolve) => {
      look = () => {
        if (isSo()) resolve()
      }
      this.#waiting.add(look)
    })
    await within(milliseconds, arrived).finally(() => this.#waiting.delete(look))
  }
}
