/** A thread that does a share of a command's pages. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Result } from '@altwright/core'
// Not the whole core: nothing else waits for a thread as long as what it loads.
import { AltwrightError, openRun } from '@altwright/core/page'
import { undoLog } from '../undo/records.ts'
import { pageQueue } from './page-queue.ts'
import { stepOf } from './page-work.ts'
import type { Assignment, FromThread, ToThread } from './pages-thread.ts'
import { readPages } from './read-pages.ts'
import { writePage } from './write-page.ts'

const { pages, memory, work, keepsUndo }: Assignment = workerData

const tell = (message: FromThread): void => parentPort?.postMessage(message)

/** Asks whoever started this thread, once: all threads of a run write into one record. */
function recordOfRun(): () => Promise<string> {
  let asked: Promise<string> | undefined
  return () => {
    asked ??= new Promise((resolve, reject) => {
      parentPort?.once('message', (answer: ToThread) => {
        if ('path' in answer) resolve(answer.path)
        else reject(Object.assign(new Error(answer.problem), { code: answer.code }))
      })
      tell({ type: 'record' })
    })
    return asked
  }
}

async function readShare(): Promise<void> {
  const results = new Map<string, Result>()
  const run = await openRun({ ...work, results })
  const undo = keepsUndo ? undoLog(recordOfRun()) : undefined
  const step = stepOf(run, work, { write: (page) => writePage(page, undo) })
  const tellOf = (document: string): void => {
    const { findings, ...counts } = results.get(document) as Result
    results.delete(document)
    tell({ type: 'done', document, ...counts, findings: JSON.stringify(findings) })
  }
  const queue = pageQueue(pages.length, memory)
  await readPages(run, pages, { ...work.settings, queue }, async (page) => {
    await step(page)
    tellOf(page.file.document)
  })
  // Those that could not be read.
  for (const document of results.keys()) tellOf(document)
}

try {
  await readShare()
} catch (error) {
  if (!(error instanceof AltwrightError)) throw error
  tell({ type: 'failed', code: error.code, message: error.message })
}
