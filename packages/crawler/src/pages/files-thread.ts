import { Worker } from 'node:worker_threads'
import type { TextInsertion } from '@altwright/core/page'
import type { PageFile } from './find-pages.ts'
import {
  type DecidedPage,
  filesHere,
  type PageFiles,
  type PageFilesOptions,
  type TakenPage,
} from './page-files.ts'
import { pageMemory, pageRoom } from './page-memory.ts'
import { decodePage } from './page-text.ts'
import { notKept } from './write-page.ts'

/** What the thread is started with. */
export interface FilesAssignment {
  readonly pages: readonly PageFile[]
  /** Of the queue of these pages. */
  readonly queue: SharedArrayBuffer
  /** Where it puts pages. */
  readonly memory: SharedArrayBuffer
}

/** To the thread: what became of pages that it has read. */
export interface Decisions {
  readonly pages: readonly { readonly room: number; readonly edits: readonly TextInsertion[] }[]
  /** The path of the record that what undoes them is kept in; `undefined`: it is not kept. */
  readonly record: string | undefined
}

/** From the thread. */
export interface FilesNews {
  readonly taken: readonly PageInRoom[]
  /** So many pages were written, or left alone. */
  readonly written: number
  readonly problems: readonly { readonly document: string; readonly problem: string }[]
}

/** A page that the thread has taken from the queue. */
export interface PageInRoom {
  readonly place: number
  readonly room: number
  /** `undefined`: it is too large for the room, or could not be read. Who decides about it reads it, and says why it cannot. */
  readonly read: { readonly bytes: number; readonly isReadOnly: boolean } | undefined
}

/**
 * Has a thread read pages ahead, and write them: their bytes stay there, and what goes into them is all that it is told. Until it
 * has started, and wherever it falls behind, pages are read and written here.
 */
export function filesInThread(
  options: Omit<PageFilesOptions, 'record'> & { readonly record: (() => string) | undefined },
): PageFiles {
  const { pages, queue, record, onProblem } = options
  const here = filesHere(options)
  const memory = pageMemory()
  const workerData: FilesAssignment = { pages, queue: queue.memory, memory }
  const worker = new Worker(new URL('./files-worker.js', import.meta.url), {
    workerData,
    execArgv: [],
    name: 'altwright files',
  })
  let failure: Error | undefined
  /** Those that the thread has taken, and nobody else has yet. */
  let ready: PageInRoom[] = []
  /** So many pages were taken, by whomever, as far as it is known here. */
  let taken = 0
  let stopped = false
  const rooms = new Map<PageFile, number>()
  /** Those that the thread was not told of yet. */
  let decided: Decisions['pages'][number][] = []
  /** So many pages wait to be written. */
  let waiting = 0
  let wake: (() => void)[] = []
  /** Lets everybody look again. */
  const look = (): void => {
    const woken = wake
    wake = []
    for (const go of woken) go()
  }
  const change = (): Promise<void> => new Promise((resolve) => wake.push(resolve))
  const end = (cause: Error): void => {
    failure ??= cause
    look()
  }
  worker.on('message', (news: FilesNews) => {
    taken += news.taken.length
    if (!stopped) ready.push(...news.taken)
    waiting -= news.written
    for (const { document, problem } of news.problems) onProblem(document, problem)
    look()
  })
  worker.on('error', end)
  worker.on('exit', (code) =>
    end(new Error(`The thread that reads and writes pages ended with code ${code}.`)),
  )
  const send = (): void => {
    const message: Decisions = { pages: decided, record: path }
    decided = []
    worker.postMessage(message)
  }
  let path: string | undefined
  const tell = (room: number, edits: DecidedPage['edits']): void => {
    decided.push({ room, edits })
    // Those that are ready in one turn go together: to wake the thread for each takes longer than to write some of them.
    if (decided.length === 1) setImmediate(send)
  }
  const inRoom = ({ place, room, read }: PageInRoom): TakenPage => {
    const file = pages[place] as PageFile
    if (read === undefined) {
      tell(room, [])
      return here.open(file)
    }
    rooms.set(file, room)
    return {
      file,
      text: () => decodePage(pageRoom(memory, room, read.bytes)),
      isReadOnly: () => read.isReadOnly,
    }
  }
  return {
    async take() {
      for (;;) {
        if (failure !== undefined) throw failure
        const next = ready.shift()
        if (next !== undefined) return inRoom(next)
        const own = await here.take()
        if (own !== undefined) {
          taken += 1
          return own
        }
        if (stopped || taken === pages.length) return undefined
        await change()
      }
    },
    stop() {
      stopped = true
      ready = []
      here.stop()
      look()
    },
    async finish(page) {
      if (failure !== undefined) throw failure
      const { file, edits } = page
      const room = rooms.get(file)
      rooms.delete(file)
      if (room === undefined) return here.finish(page)
      if (edits.length === 0) return tell(room, [])
      try {
        path ??= record?.()
      } catch (error) {
        onProblem(file.document, notKept(error))
        return tell(room, [])
      }
      waiting += 1
      tell(room, edits)
    },
    async close() {
      while (waiting > 0 && failure === undefined) await change()
      await here.close()
      const broken = failure
      // What it takes to end is not waited for.
      void worker.terminate()
      if (broken !== undefined) throw broken
    },
  }
}
