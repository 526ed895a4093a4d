import { AltwrightError } from '../error.ts'
import type { Look, Reply, Request } from './protocol.ts'
import { type Program, startThread, type Thread } from './thread.ts'

interface Call<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (reason: unknown) => void
}

/** An engine in a thread that looks at one image after the other, in the order they come. */
export interface LoneEngine<Work, Result> {
  readonly id: string
  /** On abort it rejects with the signal's reason, and the thread stops at its next step. */
  look(image: Uint8Array, work: Work, signal: AbortSignal | undefined): Promise<Result>
  /** Lets the thread finish the step it is in, frees the model and ends. What still waits is rejected. */
  dispose(): Promise<void>
}

/**
 * Starts such an engine; its script is one of {@link serveCalls}.
 *
 * @throws AltwrightError as what opens the model there does, or `engine-failed` when the thread cannot run.
 */
export async function startLoneEngine<Work, Result>(program: Program): Promise<LoneEngine<Work, Result>> {
  const calls = new Map<number, Call<Result>>()
  /** Why nothing more can be asked. */
  let over: AltwrightError | undefined
  let nextCall = 0
  const end = (message: string, cause?: Error): void => {
    over ??= new AltwrightError('engine-failed', message, { cause })
    for (const { reject } of calls.values()) reject(over)
  }
  const thread: Thread<Extract<Reply<Result>, { type: 'ready' }>, Request<Look<Work>>> = await startThread<
    Request<Look<Work>>,
    Reply<Result>
  >(program, {
    onReply(reply) {
      if (reply.type === 'done') calls.get(reply.call)?.resolve(reply.result)
      else calls.get(reply.call)?.reject(new AltwrightError(reply.code, reply.message))
    },
    onCrash: (cause) => end(`The engine stopped: ${cause.message}. Open another one.`, cause),
  })
  return {
    id: thread.ready.id,
    async look(image, work, signal) {
      signal?.throwIfAborted()
      if (over !== undefined) throw over
      const call = nextCall++
      let abort: (() => void) | undefined
      try {
        return await new Promise<Result>((resolve, reject) => {
          calls.set(call, { resolve, reject })
          thread.setBusy(true)
          abort = () => {
            thread.send({ type: 'cancel', call })
            reject(signal?.reason)
          }
          signal?.addEventListener('abort', abort, { once: true })
          // Copied: the caller keeps its bytes, and a view does not drag its whole buffer along.
          const copy = new Uint8Array(image)
          thread.send({ type: 'ask', call, asked: { image: copy, work } }, [copy.buffer])
        })
      } finally {
        if (abort !== undefined) signal?.removeEventListener('abort', abort)
        calls.delete(call)
        if (calls.size === 0 && over === undefined) thread.setBusy(false)
      }
    },
    async dispose() {
      end('The engine was disposed of. Open another one.')
      await thread.close()
    },
  }
}
