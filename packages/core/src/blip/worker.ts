/** The engine's thread: the runtime blocks whoever calls it, so it is called here. */
import { workerData } from 'node:worker_threads'
import { answerInOrder, refusal, threadPort } from '../threads/serve.ts'
import { type Engine, type EngineOptions, openEngine } from './engine.ts'
import type { Reply } from './protocol.ts'

const port = threadPort()
const reply = (message: Reply): void => port.postMessage(message)

await openEngine(workerData as EngineOptions).then(serve, (error: unknown) => reply(refusal(error)))

function serve(engine: Engine): void {
  answerInOrder<readonly Uint8Array[]>(engine, async (group, images, isCancelled) => {
    try {
      await engine.caption(images, {
        isCancelled,
        onOutcome: (index, outcome) => reply({ type: 'outcome', group, index, outcome }),
      })
      reply({ type: 'done', group })
    } catch (error) {
      reply({ type: 'failed', group, message: error instanceof Error ? error.message : String(error) })
    }
  })
  const { id, plan } = engine
  reply({ type: 'ready', id, ...(plan === undefined ? {} : { plan }) })
}
