/** A thread that does a share of a command's pages. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Result } from '@altwright/core'
// Not the whole core: nothing else waits for a thread as long as what it loads.
import { AltwrightError, openRun } from '@altwright/core/page'
import { filesHere } from './page-files.ts'
import { pageQueue } from './page-queue.ts'
import { stepOf } from './page-work.ts'
import type { Assignment, FromThread, PageDone, ToThread } from './pages-thread.ts'
import { readPages } from './read-pages.ts'

const { pages, memory, work, keepsUndo }: Assignment = workerData

const tell = (message: FromThread, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer)

const encoder = new TextEncoder()

/** So many pages are told of at once, because each message takes time on both sides. */
const pagesPerMessage = 20

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
  const files = filesHere({
    pages,
    queue: pageQueue(pages.length, memory),
    record: keepsUndo ? recordOfRun() : undefined,
    onProblem: run.fail,
  })
  const step = stepOf(run, work, files.finish)
  let done: PageDone[] = []
  const take = (document: string): void => {
    const { findings, ...counts } = results.get(document) as Result
    results.delete(document)
    done.push({ document, ...counts, findings: encoder.encode(JSON.stringify(findings)) })
  }
  const tellAll = (): void => {
    const buffers = done.map(({ findings }) => findings.buffer)
    tell({ type: 'done', pages: done }, buffers)
    done = []
  }
  try {
    await readPages(run, files, work.settings, async (page) => {
      await step(page)
      take(page.file.document)
      if (done.length === pagesPerMessage) tellAll()
    })
  } finally {
    await files.close()
    // Those that could not be read.
    for (const document of results.keys()) take(document)
    tellAll()
  }
}

try {
  await readShare()
  tell({ type: 'ended' })
} catch (error) {
  if (!(error instanceof AltwrightError)) throw error
  tell({ type: 'failed', code: error.code, message: error.message })
}
