import { availableParallelism } from 'node:os'
import type { Run } from '@altwright/core'
import { filesInThread } from './files-thread.ts'
import type { FoundPages } from './find-pages.ts'
import { filesHere } from './page-files.ts'
import { pageQueue } from './page-queue.ts'
import { type PageWork, stepOf } from './page-work.ts'
import { readInThread } from './pages-thread.ts'
import { readPages } from './read-pages.ts'
import { removeLeftovers } from './temporary-files.ts'

export interface SharedPages {
  readonly found: FoundPages
  readonly work: PageWork
  /** Answers the path of the record that what is written goes to; without it none is kept. */
  readonly record?: (() => string) | undefined
  readonly signal?: AbortSignal | undefined
}

/** A thread is slow for its first thousand pages, until its code is compiled: for fewer it helps more to have one read and write. */
const pagesPerThread = 2000

/** Each reads the lockfile, and the pictures of its pages. */
const mostThreads = 7

/** That takes less to start. */
const pagesPerFilesThread = 100

/**
 * Does a command's work on all pages. Those of a large site are read and written by another thread, those of a very large one are
 * shared with others.
 */
export async function sharePages(run: Run, { found, work, record, signal }: SharedPages): Promise<void> {
  const { pages, outside, temporary } = found
  for (const document of outside) run.fail(document, 'It is a link that leads out of the root; left alone.')
  const queue = pageQueue(pages.length)
  const threads = Array.from({ length: threadsFor(pages.length, work) }, () =>
    readInThread({ pages, work, keepsUndo: record !== undefined }, { run, queue, record }),
  )
  const isWritten = work.command === 'fix' && !work.dryRun
  if (isWritten) removeLeftovers(temporary)
  const isWorthOne = pages.length >= pagesPerFilesThread && threads.length === 0
  const helps = isWritten && isWorthOne && availableParallelism() > 1
  const files = (helps ? filesInThread : filesHere)({ pages, queue, record, onProblem: run.fail })
  const step = stepOf(run, work, files.finish)
  const own = readPages(run, files, { ...work.settings, signal }, step).finally(() => files.close())
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
