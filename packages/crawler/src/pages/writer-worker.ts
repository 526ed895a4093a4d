/** A thread that writes pages as it is told. */
import { parentPort } from 'node:worker_threads'
import { undoLog } from '../undo/records.ts'
import { writePage } from './write-page.ts'
import type { WriteReply, WriteRequest } from './writer-thread.ts'

const reply = (message: WriteReply): void => parentPort?.postMessage(message)

parentPort?.on('message', async ({ pages, record }: WriteRequest) => {
  const undo = record === undefined ? undefined : undoLog(() => record)
  for (const { call, page } of pages) reply({ call, problem: await writePage(page, undo) })
})
reply({ call: undefined })
