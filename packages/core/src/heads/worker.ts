/** The heads' thread: the runtime blocks whoever calls it, so it is called here. */
import { parentPort, workerData } from 'node:worker_threads'
import { AltwrightError, type ErrorCode } from '../error.ts'
import { openEngine } from './engine.ts'
import type { HeadEngine, Reply, Request, Start } from './protocol.ts'

if (parentPort === null) throw new Error('worker.js runs in a worker thread only')
const port = parentPort
const reply = (message: Reply): void => port.postMessage(message)

await openEngine(workerData as Start).then(serve, (error: unknown) =>
  reply({ type: 'refused', ...told(error, 'The engine could not start') }),
)

function serve(engine: HeadEngine): void {
  const cancelled = new Set<number>()
  let closing = false
  let work: Promise<void> = Promise.resolve()
  port.on('message', (request: Request) => {
    if (request.type === 'cancel') cancelled.add(request.call)
    else if (request.type === 'close') {
      closing = true
      work = work.then(() => engine.close()).finally(() => port.close())
    } else {
      const { call, image, texts } = request
      const isCancelled = (): boolean => closing || cancelled.has(call)
      work = work
        .then(() => (isCancelled() ? [] : engine.look(image, texts, isCancelled)))
        .then(
          (outcomes) => reply({ type: 'done', call, outcomes }),
          (error: unknown) => reply({ type: 'failed', call, ...told(error, 'The engine failed') }),
        )
        .finally(() => cancelled.delete(call))
    }
  })
  reply({ type: 'ready', id: engine.id })
}

function told(error: unknown, what: string): { code: ErrorCode; message: string } {
  if (error instanceof AltwrightError) return { code: error.code, message: error.message }
  return {
    code: 'engine-failed',
    message: `${what}: ${error instanceof Error ? error.message : String(error)}`,
  }
}
