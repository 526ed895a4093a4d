import { AltwrightError } from '../error.ts'
import type { Close, Refused } from './protocol.ts'
import { startRuntimeThread } from './runtime.ts'

/** What a thread runs. */
export interface Program {
  readonly script: URL
  readonly workerData: unknown
  /** For debuggers. */
  readonly name: string
}

/** The worker of a room. */
export function workerOf(room: 'blip' | 'heads' | 'transformers'): URL {
  // The extension is this file's own, built or not; a bundle has it in another folder than the worker.
  return new URL(`../${room}/worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
}

/** A running worker with a loaded model. */
export interface Thread<Ready, Request> {
  /** What it said when the model was loaded. */
  readonly ready: Ready
  send(request: Request, transfer?: readonly ArrayBuffer[]): void
  /** While it is busy the thread keeps the process alive; idle, it does not. */
  setBusy(busy: boolean): void
  /** Lets the thread finish the step it is in, frees the model and ends. */
  close(): Promise<void>
}

export interface ThreadEvents<Reply> {
  readonly onReply: (reply: Exclude<Reply, { type: 'ready' | 'refused' }>) => void
  /** The thread ended without being asked to. */
  readonly onCrash: (cause: Error) => void
}

/** How long the step in progress may take before the thread is ended anyway, in milliseconds. */
const graceMs = 10_000

/**
 * Starts a worker and waits until its model is loaded.
 *
 * @throws AltwrightError as what opens the model there does, or `engine-failed` when the thread cannot run.
 */
export async function startThread<Request, Reply extends { readonly type: string } | Refused>(
  { script, workerData, name }: Program,
  { onReply, onCrash }: ThreadEvents<Reply>,
): Promise<Thread<Extract<Reply, { type: 'ready' }>, Request>> {
  type Ready = Extract<Reply, { type: 'ready' }>
  const worker = startRuntimeThread(script, workerData, name)
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let state: 'starting' | 'running' | 'closing' = 'starting'
  let cause: Error | undefined

  const ready = await new Promise<Ready>((resolve, reject) => {
    worker.on('message', (reply: Reply) => {
      if (reply.type === 'ready') resolve(reply as Ready)
      else if (isRefused(reply)) reject(new AltwrightError(reply.code, reply.message))
      else onReply(reply as Exclude<Reply, { type: 'ready' | 'refused' }>)
    })
    worker.on('error', (error) => {
      cause = error instanceof Error ? error : new Error(String(error))
    })
    worker.once('exit', (code) => {
      const why = cause ?? new Error(`its thread ended with code ${code}`)
      if (state === 'running') onCrash(why)
      else
        reject(
          new AltwrightError('engine-failed', `The engine could not start: ${why.message}.`, { cause: why }),
        )
    })
  })
  state = 'running'
  worker.unref()
  return {
    ready,
    send: (request, transfer) => worker.postMessage(request, transfer ?? []),
    setBusy: (busy) => (busy ? worker.ref() : worker.unref()),
    async close() {
      state = 'closing'
      worker.ref()
      worker.postMessage({ type: 'close' } satisfies Close)
      const timer = setTimeout(() => void worker.terminate(), graceMs)
      await exited
      clearTimeout(timer)
    },
  }
}

function isRefused(reply: { readonly type: string }): reply is Refused {
  return reply.type === 'refused'
}
