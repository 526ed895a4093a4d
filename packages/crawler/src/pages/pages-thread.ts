import { Worker } from 'node:worker_threads'
import type { ErrorCode, Result, Run } from '@altwright/core'
import { AltwrightError } from '@altwright/core/page'
import type { PageFile } from './find-pages.ts'
import type { PageQueue } from './page-queue.ts'
import type { PageWork } from './page-work.ts'

/** What a thread is started with. */
export interface Assignment {
  readonly pages: readonly PageFile[]
  /** Of the queue of these pages. */
  readonly memory: SharedArrayBuffer
  readonly work: PageWork
  readonly keepsUndo: boolean
}

export type FromThread =
  /** Some pages are done. */
  | { readonly type: 'done'; readonly pages: readonly PageDone[] }
  /** Where does what is written go? */
  | { readonly type: 'record' }
  /** It has told of all its pages. */
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string }

/** What was found in a page; the findings as JSON in UTF-8, which is read where somebody asks. */
export interface PageDone extends Omit<Result, 'findings'> {
  readonly document: string
  readonly findings: Uint8Array<ArrayBuffer>
}

/** The answer about the record. */
export type ToThread =
  | { readonly path: string }
  | { readonly problem: string; readonly code: string | undefined }

interface Owner {
  readonly run: Run
  readonly queue: PageQueue
  readonly record: (() => string) | undefined
}

/**
 * Has a thread take pages from a queue until nothing is left, and enters what it finds in a run.
 *
 * @throws AltwrightError as its own run does; also where it ends before its pages are done.
 */
export async function readInThread(
  assignment: Omit<Assignment, 'memory'>,
  { run, queue, record }: Owner,
): Promise<void> {
  const workerData: Assignment = { ...assignment, memory: queue.memory }
  const worker = new Worker(new URL('./pages-worker.js', import.meta.url), {
    workerData,
    execArgv: [],
    name: 'altwright pages',
  })
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message: FromThread) => {
        if (message.type === 'done') for (const page of message.pages) run.restore(foundIn(page))
        else if (message.type === 'record') worker.postMessage(answerFor(record))
        // What it takes to end is not waited for.
        else if (message.type === 'ended') resolve()
        else reject(new AltwrightError(message.code, message.message))
      })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`A thread that read pages ended with code ${code}.`)))
    })
  } finally {
    queue.close()
  }
}

function foundIn({ findings, ...counts }: PageDone): Parameters<Run['restore']>[0] {
  return {
    ...counts,
    get findings() {
      return JSON.parse(new TextDecoder().decode(findings))
    },
    ...{ pictures: {}, captions: {}, engine: undefined },
  }
}

function answerFor(record: Owner['record']): ToThread {
  try {
    return { path: (record as () => string)() }
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    return { problem: message, code }
  }
}
