import { AltwrightError } from '../error.ts'
import { startRuntimeThread } from '../runtime-thread.ts'
import { alone, type CrewPlan } from './plan.ts'
import type { Reply, Request } from './protocol.ts'

/** A running worker with a loaded model. */
export interface EngineThread {
  readonly id: string
  readonly plan: CrewPlan
  send(request: Request, transfer?: readonly ArrayBuffer[]): void
  /** While it is busy the thread keeps the process alive; idle, it does not. */
  setBusy(busy: boolean): void
  /** Lets the thread finish the step it is in, frees the model and ends. */
  close(): Promise<void>
}

export interface ThreadEvents {
  readonly onReply: (reply: Reply) => void
  /** The thread ended without being asked to. */
  readonly onCrash: (cause: unknown) => void
}

/** How long the step in progress may take before the thread is ended anyway, in milliseconds. */
const graceMs = 10_000

/**
 * Starts a worker and waits until its model is loaded.
 *
 * @throws AltwrightError as {@link openEngine} does, or `engine-failed` when the thread cannot run.
 */
export async function startThread(
  script: URL,
  workerData: unknown,
  { onReply, onCrash }: ThreadEvents,
): Promise<EngineThread> {
  const worker = startRuntimeThread(script, workerData, 'altwright-blip')
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let state: 'starting' | 'running' | 'closing' = 'starting'
  let cause: unknown

  const { id, plan = alone } = await new Promise<{ id: string; plan?: CrewPlan }>((resolve, reject) => {
    worker.on('message', (reply: Reply) => {
      if (reply.type === 'ready') resolve(reply)
      else if (reply.type === 'refused') reject(new AltwrightError(reply.code, reply.message))
      else onReply(reply)
    })
    worker.on('error', (error) => {
      cause = error
    })
    worker.once('exit', (code) => {
      cause ??= new Error(`its thread ended with code ${code}`)
      if (state === 'starting')
        reject(
          new AltwrightError(
            'engine-failed',
            `The BLIP engine could not start: ${(cause as Error).message}.`,
            { cause },
          ),
        )
      else if (state === 'running') onCrash(cause)
    })
  })
  state = 'running'
  worker.unref()
  return {
    id,
    plan,
    send: (request, transfer) => worker.postMessage(request, transfer ?? []),
    setBusy: (busy) => (busy ? worker.ref() : worker.unref()),
    async close() {
      state = 'closing'
      worker.ref()
      worker.postMessage({ type: 'close' } satisfies Request)
      const timer = setTimeout(() => void worker.terminate(), graceMs)
      await exited
      clearTimeout(timer)
    },
  }
}
