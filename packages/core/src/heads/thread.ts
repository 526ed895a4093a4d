import type { Worker } from 'node:worker_threads'
import type { Unreadable } from '../captioner.ts'
import { AltwrightError } from '../error.ts'
import { startRuntimeThread } from '../runtime-thread.ts'
import type { Reply, Request, Start } from './protocol.ts'

// The extension is this file's own, built or not; a bundle has it in another folder than the worker.
const workerScript = new URL(
  `../heads/worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
)

/** How long the step in progress may take before the thread is ended anyway, in milliseconds. */
const graceMs = 10_000

/**
 * Starts a worker and waits until its model is loaded. Idle, it does not keep the process alive.
 *
 * @throws AltwrightError as {@link openModel} does, or `engine-failed` when the thread cannot run.
 */
export async function startThread<Outcome>(
  start: Start,
  script = workerScript,
): Promise<HeadThread<Outcome>> {
  const worker = startRuntimeThread(script, start, `altwright-${start.head}`)
  const thread = new HeadThread<Outcome>(worker)
  await thread.ready
  return thread
}

interface Call {
  readonly resolve: (outcomes: readonly unknown[]) => void
  readonly reject: (reason: unknown) => void
}

/** A running worker with a loaded model. */
export class HeadThread<Outcome> {
  readonly ready: Promise<void>
  /** The engine's, once it is ready. */
  id = ''
  readonly #worker: Worker
  readonly #calls = new Map<number, Call>()
  readonly #exited: Promise<void>
  #nextCall = 0
  /** Why the thread takes no more calls. */
  #over: AltwrightError | undefined

  constructor(worker: Worker) {
    this.#worker = worker
    let cause: unknown
    worker.on('error', (error) => {
      cause = error
    })
    this.#exited = new Promise((resolve) => {
      worker.once('exit', (code) => {
        cause ??= new Error(`its thread ended with code ${code}`)
        const message = `The BLIP engine stopped: ${(cause as Error).message}. Open another one.`
        this.#end(new AltwrightError('engine-failed', message, { cause }))
        resolve()
      })
    })
    this.ready = new Promise((resolve, reject) => {
      worker.on('message', (reply: Reply) => {
        if (reply.type === 'refused') reject(new AltwrightError(reply.code, reply.message))
        else if (reply.type !== 'ready') this.#receive(reply)
        else {
          this.id = reply.id
          worker.unref()
          resolve()
        }
      })
      void this.#exited.then(() => reject(this.#over))
    })
  }

  /** Gives an outcome for each text. */
  async look(
    image: Uint8Array,
    texts: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<(Outcome | Unreadable)[]> {
    signal?.throwIfAborted()
    if (this.#over !== undefined) throw this.#over
    if (texts.length === 0) return []
    const call = this.#nextCall++
    const abort = (): void => {
      this.#settle(call, ({ reject }) => reject(signal?.reason))
      this.#send({ type: 'cancel', call })
    }
    signal?.addEventListener('abort', abort, { once: true })
    try {
      const outcomes = await new Promise<readonly unknown[]>((resolve, reject) => {
        this.#calls.set(call, { resolve, reject })
        this.#worker.ref()
        // Copied: the caller keeps its bytes, and a view does not drag its whole buffer along.
        const bytes = new Uint8Array(image)
        this.#send({ type: 'look', call, image: bytes, texts }, [bytes.buffer])
      })
      return outcomes as (Outcome | Unreadable)[]
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Lets the thread finish the step it is in, frees the model and ends. What still waits is rejected. */
  async dispose(): Promise<void> {
    if (this.#over === undefined) {
      this.#end(new AltwrightError('engine-failed', 'The BLIP engine was disposed of. Open another one.'))
      this.#worker.ref()
      this.#send({ type: 'close' })
    }
    const timer = setTimeout(() => void this.#worker.terminate(), graceMs)
    await this.#exited
    clearTimeout(timer)
  }

  #send(request: Request, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer)
  }

  #receive(reply: Extract<Reply, { call: number }>): void {
    this.#settle(reply.call, ({ resolve, reject }) =>
      reply.type === 'done' ? resolve(reply.outcomes) : reject(new AltwrightError(reply.code, reply.message)),
    )
  }

  #settle(id: number, how: (call: Call) => void): void {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    if (this.#calls.size === 0 && this.#over === undefined) this.#worker.unref()
    if (call !== undefined) how(call)
  }

  #end(why: AltwrightError): void {
    this.#over ??= why
    for (const call of this.#calls.values()) call.reject(this.#over)
    this.#calls.clear()
  }
}
