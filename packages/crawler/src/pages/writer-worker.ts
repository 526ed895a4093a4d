/** A thread that writes pages as it is told. */
import { parentPort } from 'node:worker_threads'
import { undoLog } from '../undo/records.ts'
import { writePage } from './write-page.ts'
import type { WriteReply, WriteRequest } from './writer-thread.ts'

const reply = (message: WriteReply): void => parentPort?.postMessage(message)

parentPort?.on('message', async ({ call, page, record }: WriteRequest) => {
  reply({ call, problem: await writePage(page, record === undefined ? undefined : undoLog(() => record)) })
})
reply({ call: undefined })
