import type { Session } from '../../browser/session.ts'

/**
 * A JavaScript world in a frame of a page that sees the DOM and nothing of the page's scripts, nor they
 * anything of it.
 */
export class World {
  readonly #session: Session
  readonly #frame: string | undefined
  /** Where functions run; it goes with each navigation. */
  #context: Promise<number> | undefined

  /** @param frame The browser's name of a frame; default: the page's main frame. */
  constructor(session: Session, frame?: string) {
    this.#session = session
    this.#frame = frame
  }

  /** Before another page is opened. */
  leave(): void {
    this.#context = undefined
  }

  /** Runs a function that is sent as text: it may use its argument and the DOM, nothing else. */
  async evaluate<Argument, Result>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result> {
    this.#context ??= this.#enter()
    const context = this.#context
    try {
      return await this.#call(run, argument, await context)
    } catch (error) {
      if (this.#context === context) this.#context = undefined
      throw error
    }
  }

  async #enter(): Promise<number> {
    const frameId = this.#frame ?? (await this.#session.send('Page.getFrameTree')).frameTree.frame.id
    const { executionContextId } = await this.#session.send('Page.createIsolatedWorld', {
      frameId,
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
