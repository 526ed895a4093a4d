/** The engine's thread: the runtime blocks whoever calls it, so it is called here. */
import { workerData } from 'node:worker_threads'
import { refusal, threadPort } from '../threads/serve.ts'
import { type Engine, type EngineOptions, openEngine } from './engine.ts'
import type { Reply, Request } from './protocol.ts'

const port = threadPort()
const reply = (message: Reply): void => port.postMessage(message)

await openEngine(workerData as EngineOptions).then(serve, (error: unknown) => reply(refusal(error)))

function serve(engine: Engine): void {
  const cancelled = new Set<number>()
  let closing = false
  let work: Promise<void> = Promise.resolve()
  port.on('message', (request: Request) => {
    if (request.type === 'cancel') cancelled.add(request.group)
    else if (request.type === 'close') {
      closing = true
      work = work.then(() => engine.close()).finally(() => port.close())
    } else {
      const { group, images } = request
      const isCancelled = (): boolean => closing || cancelled.has(group)
      work = work
        .then(() =>
          engine.caption(images, {
            isCancelled,
            onOutcome: (index, outcome) => reply({ type: 'outcome', group, index, outcome }),
          }),
        )
        .then(
          () => reply({ type: 'done', group }),
          (error: unknown) =>
            reply({ type: 'failed', group, message: error instanceof Error ? error.message : String(error) }),
        )
        .finally(() => cancelled.delete(group))
    }
  })
  const { id, plan } = engine
  reply({ type: 'ready', id, ...(plan === undefined ? {} : { plan }) })
}
