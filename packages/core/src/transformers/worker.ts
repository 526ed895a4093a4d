/** The engine's thread: the runtime blocks whoever calls it, so it is called here. */
import { parentPort, workerData } from 'node:worker_threads'
import { AltwrightError } from '../error.ts'
import { openEngine, type TransformersEngine } from './engine.ts'
import type { ResolvedTransformersOptions } from './options.ts'
import type { Reply, Request } from './protocol.ts'

if (parentPort === null) throw new Error('worker.js runs in a worker thread only')
const port = parentPort
const reply = (message: Reply): void => port.postMessage(message)
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

await openEngine(workerData as ResolvedTransformersOptions).then(serve, (error: unknown) => {
  if (error instanceof AltwrightError) reply({ type: 'refused', code: error.code, message: error.message })
  else {
    const message = `The engine could not start: ${messageOf(error)}`
    reply({ type: 'refused', code: 'engine-failed', message })
  }
})

/** One image after the other, in the order they come. */
function serve(engine: TransformersEngine): void {
  const cancelled = new Set<number>()
  let closing = false
  let work: Promise<void> = Promise.resolve()
  port.on('message', (request: Request) => {
    if (request.type === 'cancel') cancelled.add(request.key)
    else if (request.type === 'close') {
      closing = true
      work = work.then(() => engine.close()).finally(() => port.close())
    } else {
      const { key, image } = request
      const isCancelled = (): boolean => closing || cancelled.has(key)
      work = work
        .then(async () => {
          const outcome = isCancelled() ? undefined : await engine.caption(image, isCancelled)
          if (outcome !== undefined) reply({ type: 'outcome', key, outcome })
        })
        .catch((error: unknown) => reply({ type: 'failed', key, message: messageOf(error) }))
        .finally(() => cancelled.delete(key))
    }
  })
  reply({ type: 'ready', id: engine.id })
}
