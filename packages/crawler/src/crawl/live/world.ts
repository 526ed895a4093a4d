import type { CDPSession } from 'playwright'

/**
 * A JavaScript world in a page's main frame that sees the DOM and nothing of the page's scripts, nor they
 * anything of it.
 */
export class World {
  readonly #session: CDPSession
  /** Where functions run; it goes with each navigation. */
  #context: Promise<number> | undefined

  constructor(session: CDPSession) {
    this.#session = session
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
