/** What runs in a thread: the runtime blocks whoever calls it, so it is called there. */
import { parentPort } from 'node:worker_threads'
import { AltwrightError, type ErrorCode } from '../error.ts'
import type { Look, Refused, Reply, Request } from './protocol.ts'

/** A loaded model at work. It blocks its thread. */
export interface ServedEngine<Work> {
  readonly id: string
  /** Looks at an image; ends early, with whatever it has, when cancelled. */
  look(image: Uint8Array, work: Work, isCancelled: () => boolean): Promise<unknown>
  close(): Promise<void>
}

/** The way to whoever started this thread. */
export function threadPort(): NonNullable<typeof parentPort> {
  if (parentPort === null) throw new Error('This file runs in a worker thread only')
  return parentPort
}

/** What a thread says that could not open its model. */
export function refusal(error: unknown): Refused {
  return { type: 'refused', ...told(error, 'The engine could not start') }
}

/**
 * Answers one call after the other, in the order they come, until it is told to close.
 *
 * @param answer
 *   Never rejects; `isCancelled` says whether nobody waits for it any more.
 */
export function answerInOrder<Asked>(
  engine: { close(): Promise<void> },
  answer: (call: number, asked: Asked, isCancelled: () => boolean) => Promise<void>,
): void {
  const port = threadPort()
  const cancelled = new Set<number>()
  let closing = false
  let work: Promise<void> = Promise.resolve()
  port.on('message', (request: Request<Asked>) => {
    if (request.type === 'cancel') cancelled.add(request.call)
    else if (request.type === 'close') {
      closing = true
      work = work.then(() => engine.close()).finally(() => port.close())
    } else {
      const { call, asked } = request
      work = work
        .then(() => answer(call, asked, () => closing || cancelled.has(call)))
        .finally(() => cancelled.delete(call))
    }
  })
}

/** Opens an engine and lets it look at one image after the other, in the order they come, until it is told to close. */
export async function serveCalls<Work>(open: () => Promise<ServedEngine<Work>>): Promise<void> {
  const port = threadPort()
  const reply = (message: Reply<unknown>): void => port.postMessage(message)
  let engine: ServedEngine<Work>
  try {
    engine = await open()
  } catch (error) {
    reply(refusal(error))
    return
  }
  answerInOrder<Look<Work>>(engine, async (call, { image, work }, isCancelled) => {
    // Nobody waits for what was cancelled.
    if (isCancelled()) return
    try {
      reply({ type: 'done', call, result: await engine.look(image, work, isCancelled) })
    } catch (error) {
      reply({ type: 'failed', call, ...told(error, 'The engine failed') })
    }
  })
  reply({ type: 'ready', id: engine.id })
}

function told(error: unknown, what: string): { code: ErrorCode; message: string } {
  if (error instanceof AltwrightError) return { code: error.code, message: error.message }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'engine-failed', message: `${what}: ${message.replace(/\.$/, '')}.` }
}
