/** The thread of a model of transformers.js. */
import { workerData } from 'node:worker_threads'
import { serveCalls } from '../threads/serve.ts'
import { openEngine } from './engine.ts'
import type { ResolvedTransformersOptions } from './options.ts'

await serveCalls(async () => {
  const engine = await openEngine(workerData as ResolvedTransformersOptions)
  return {
    id: engine.id,
    look: (image: Uint8Array, _: undefined, isCancelled) => engine.caption(image, isCancelled),
    close: () => engine.close(),
  }
})
