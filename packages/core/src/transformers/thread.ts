import type { Worker } from 'node:worker_threads'
import type { CaptionOutcome } from '../captioner.ts'
import { AltwrightError } from '../error.ts'
import { startRuntimeThread } from '../runtime-thread.ts'
import type { ResolvedTransformersOptions } from './options.ts'
import type { Reply, Request } from './protocol.ts'

// The extension is this file's own, built or not; a bundle has it in another folder than the worker.
const script = new URL(
  `../transformers/worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
)

/** How long the step in progress may take before the thread is ended anyway, in milliseconds. */
const graceMs = 10_000

interface Asked {
  readonly resolve: (outcome: CaptionOutcome) => void
  readonly reject: (reason: unknown) => void
}

/** A worker with a loaded model. It keeps the process alive only while it is asked something. */
export class EngineThread {
  readonly id: string
  readonly #worker: Worker
  readonly #exited: Promise<void>
  readonly #asked = new Map<number, Asked>()
  #next = 0
  /** Why nothing more can be asked. */
  #over: AltwrightError | undefined

  private constructor(id: string, worker: Worker) {
    this.id = id
    this.#worker = worker
    this.#exited = new Promise((resolve) => worker.once('exit', () => resolve()))
    worker.on('message', (reply: Reply) => this.#receive(reply))
    worker.on('error', (cause) => this.#end(stopped(cause)))
    worker.once('exit', (code) => this.#end(stopped(new Error(`its thread ended with code ${code}`))))
    worker.unref()
  }

  /** @throws AltwrightError as the engine does, or `engine-failed` when the thread cannot run. */
  static async start(options: ResolvedTransformersOptions): Promise<EngineThread> {
    const worker = startRuntimeThread(script, options, 'altwright-transformers')
    const reply = await new Promise<Reply>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', (cause) => reject(unstarted(cause)))
      worker.once('exit', (code) => reject(unstarted(new Error(`its thread ended with code ${code}`))))
    })
    if (reply.type === 'ready') return new EngineThread(reply.id, worker)
    if (reply.type === 'refused') throw new AltwrightError(reply.code, reply.message)
    throw unstarted(new Error(`it said “${reply.type}”`))
  }

  /** Captions one image. On abort it rejects with the signal's reason, and the worker stops at its next step. */
  async ask(image: Uint8Array, signal: AbortSignal | undefined): Promise<CaptionOutcome> {
    signal?.throwIfAborted()
    if (this.#over !== undefined) throw this.#over
    const key = this.#next++
    let abort: (() => void) | undefined
    try {
      return await new Promise<CaptionOutcome>((resolve, reject) => {
        this.#asked.set(key, { resolve, reject })
        this.#worker.ref()
        abort = () => {
          this.#post({ type: 'cancel', key })
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', abort, { once: true })
        // Copied: the caller keeps its bytes, and a view does not drag its whole buffer along.
        const copy = new Uint8Array(image)
        this.#post({ type: 'caption', key, image: copy }, [copy.buffer])
      })
    } finally {
      if (abort !== undefined) signal?.removeEventListener('abort', abort)
      this.#asked.delete(key)
      if (this.#asked.size === 0) this.#worker.unref()
    }
  }

  /** Lets the thread finish the step it is in, frees the model and ends. */
  async close(): Promise<void> {
    this.#end(
      new AltwrightError(
        'engine-failed',
        'The engine was disposed of. Open another one to caption more images.',
      ),
    )
    this.#worker.ref()
    this.#post({ type: 'close' })
    const timer = setTimeout(() => void this.#worker.terminate(), graceMs)
    await this.#exited
    clearTimeout(timer)
  }

  #post(request: Request, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer)
  }

  #receive(reply: Reply): void {
    if (reply.type === 'outcome') this.#asked.get(reply.key)?.resolve(reply.outcome)
    else if (reply.type === 'failed')
      this.#asked
        .get(reply.key)
        ?.reject(new AltwrightError('engine-failed', `The engine failed: ${reply.message}.`))
  }

  #end(why: AltwrightError): void {
    this.#over ??= why
    for (const { reject } of this.#asked.values()) reject(this.#over)
  }
}

function stopped(cause: unknown): AltwrightError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new AltwrightError(
    'engine-failed',
    `The engine stopped: ${why}. Open another one to caption more images.`,
    {
      cause,
    },
  )
}

function unstarted(cause: unknown): AltwrightError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new AltwrightError('engine-failed', `The engine could not start: ${why}.`, { cause })
}
