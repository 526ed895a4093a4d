/** A thread that writes pages as it is told. */
import { parentPort } from 'node:worker_threads'
import { undoLog } from '../undo/records.ts'
import { writePage } from './write-page.ts'
import type { WriteReply, WriteRequest } from './writer-thread.ts'

const reply = (message: WriteReply): void => parentPort?.postMessage(message)

let record: string | undefined
const undo = undoLog(() => record as string)

parentPort?.on('message', async ({ pages, record: path }: WriteRequest) => {
  record = path
  const problems: (string | undefined)[] = []
  for (const page of pages) problems.push(await writePage(page, path === undefined ? undefined : undo))
  reply({ problems })
})
reply({ problems: undefined })
