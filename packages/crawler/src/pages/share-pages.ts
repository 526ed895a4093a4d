import { availableParallelism } from 'node:os'
import type { Run } from '@altwright/core'
import type { FoundPages } from './find-pages.ts'
import { pageQueue } from './page-queue.ts'
import { type PageWork, stepOf } from './page-work.ts'
import { readInThread } from './pages-thread.ts'
import { readPages } from './read-pages.ts'
import { writerHere, writerThread } from './writer-thread.ts'

export interface SharedPages {
  readonly found: FoundPages
  readonly work: PageWork
  /** Answers the path of the record that what is written goes to; without it none is kept. */
  readonly record?: (() => string) | undefined
  readonly signal?: AbortSignal | undefined
}

/** A thread is slow for its first thousand pages, until its code is compiled: for fewer it helps more to have one write. */
const pagesPerThread = 1500

/** Each reads the lockfile, and the pictures of its pages. */
const mostThreads = 7

/** What writes takes less to start. */
const pagesPerWriter = 100

/**
 * Does a command's work on all pages. Those of a large site are written by another thread, those of a very large one are shared
 * with others.
 */
export async function sharePages(run: Run, { found, work, record, signal }: SharedPages): Promise<void> {
  const { pages, outside } = found
  for (const document of outside) run.fail(document, 'It is a link that leads out of the root; left alone.')
  const queue = pageQueue(pages.length)
  const threads = Array.from({ length: threadsFor(pages.length, work) }, () =>
    readInThread({ pages, work, keepsUndo: record !== undefined }, { run, queue, record }),
  )
  const isWritten = work.command === 'fix' && !work.dryRun && pages.length >= pagesPerWriter
  const helps = isWritten && threads.length === 0 && availableParallelism() > 1
  const writer = helps ? writerThread(record) : writerHere(record)
  const step = stepOf(run, work, writer.write)
  const own = readPages(run, pages, { ...work.settings, queue, signal }, step).finally(() => writer.close())
  // What a thread is writing when another fails is written to its end.
  const ended = await Promise.allSettled([own, ...threads])
  const failure = ended.find((end) => end.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

/**
 * How many help. None where captions are made, which one engine does, where pixels are looked at, each picture once, or where
 * whole pages are kept.
 */
function threadsFor(pages: number, { settings, thumbnails, changes }: PageWork): number {
  const seesPixels =
    thumbnails === true || settings.report.json !== undefined || settings.hashPictures === true
  if (!settings.locked || seesPixels || changes === true) return 0
  return Math.min(Math.floor(pages / pagesPerThread), availableParallelism() - 1, mostThreads)
}
