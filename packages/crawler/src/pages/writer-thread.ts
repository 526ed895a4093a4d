import { Worker } from 'node:worker_threads'
import { undoLog } from '../undo/records.ts'
import { type NewPage, writePage } from './write-page.ts'

/** To the thread. */
export interface WriteRequest {
  readonly pages: readonly NewPage[]
  /** The path of the record that what undoes the pages is kept in; `undefined`: it is not kept. */
  readonly record: string | undefined
}

/** From the thread: that it has started, or what became of each page of a request; requests are answered in their order. */
export interface WriteReply {
  readonly problems: readonly (string | undefined)[] | undefined
}

export interface Writer {
  /**
   * Writes a page, or sees to it that it will be written. Resolves when there is room for the next one.
   *
   * @param onProblem
   *   Told why it was left alone, if it was.
   */
  write(page: NewPage, onProblem: (problem: string) => void): Promise<void>
  /** Resolves when all is written; rejects where that cannot be. */
  close(): Promise<void>
}

/** Writes pages in this thread. */
export function writerHere(record: (() => string | Promise<string>) | undefined): Writer {
  const undo = record && undoLog(record)
  return {
    async write(page, onProblem) {
      const problem = await writePage(page, undo)
      if (problem !== undefined) onProblem(problem)
    },
    async close() {
      undo?.close()
    },
  }
}

/** So many pages may wait to be written; they are in memory until they are. */
const mostWaiting = 64

type OnProblem = Parameters<Writer['write']>[1]

/**
 * Writes pages in a thread of its own, because to make and replace a file takes nearly half as long as to decide about the page.
 * Until that thread has started, they are written here.
 */
export function writerThread(record: (() => string) | undefined): Writer {
  const here = writerHere(record)
  const worker = new Worker(new URL('./writer-worker.js', import.meta.url), {
    execArgv: [],
    name: 'altwright writer',
  })
  let state: 'starting' | 'running' | 'ended' = 'starting'
  let ended: unknown
  /** Those that the thread was not told of yet. */
  let next: NewPage[] = []
  /** Of all pages that wait, in their order. The pages themselves are in memory once, in the thread. */
  const waiting: OnProblem[] = []
  let wake: (() => void)[] = []
  /** Lets everybody look again. */
  const look = (): void => {
    const woken = wake
    wake = []
    for (const go of woken) go()
  }
  const change = (): Promise<void> => new Promise((resolve) => wake.push(resolve))
  const end = (cause: unknown): void => {
    state = 'ended'
    ended ??= cause
    look()
  }
  worker.on('message', ({ problems }: WriteReply) => {
    if (problems === undefined) state = 'running'
    else {
      for (const [index, onProblem] of waiting.splice(0, problems.length).entries()) {
        const problem = problems[index]
        if (problem !== undefined) onProblem(problem)
      }
    }
    look()
  })
  worker.on('error', end)
  worker.on('exit', (code) => end(new Error(`The thread that writes pages ended with code ${code}.`)))
  const send = (path: string | undefined): void => {
    const request: WriteRequest = { pages: next, record: path }
    next = []
    worker.postMessage(request)
  }
  return {
    async write(page, onProblem) {
      if (state === 'ended') throw ended
      if (state === 'starting') return here.write(page, onProblem)
      let path: string | undefined
      try {
        path = record?.()
      } catch {
        // It says why there is no record.
        return here.write(page, onProblem)
      }
      next.push(page)
      waiting.push(onProblem)
      // Those that are ready in one turn go together: to wake the thread for each takes longer than to write some of them.
      if (next.length === 1) setImmediate(send, path)
      while (waiting.length > mostWaiting && state === 'running') await change()
    },
    async close() {
      while (waiting.length > 0 && state === 'running') await change()
      await here.close()
      const failure = state === 'ended' && ended
      // What it takes to end is not waited for.
      void worker.terminate()
      if (failure !== false) throw failure
    },
  }
}
