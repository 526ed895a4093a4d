/** The heads' thread. */
import { workerData } from 'node:worker_threads'
import { serveCalls } from '../threads/serve.ts'
import { openEngine, type Start } from './engine.ts'

await serveCalls(() => openEngine(workerData as Start))
