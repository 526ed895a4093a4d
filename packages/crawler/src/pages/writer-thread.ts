import { Worker } from 'node:worker_threads'
import { undoLog } from '../undo/records.ts'
import { type NewPage, writePage } from './write-page.ts'

/** To the thread. */
export interface WriteRequest {
  readonly pages: readonly NumberedPage[]
  /** The path of the record that what undoes the pages is kept in; `undefined`: it is not kept. */
  readonly record: string | undefined
}

interface NumberedPage {
  readonly call: number
  readonly page: NewPage
}

/** From the thread: that it has started, or what became of a page. */
export type WriteReply =
  | { readonly call: undefined }
  | { readonly call: number; readonly problem: string | undefined }

export interface Writer {
  /** As `writePage`. */
  write(page: NewPage): Promise<string | undefined>
  close(): Promise<void>
}

/** Writes pages in this thread. */
export function writerHere(record: (() => string) | undefined): Writer {
  const undo = record && undoLog(record)
  return { write: (page) => writePage(page, undo), close: async () => {} }
}

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
  const calls = new Map<
    number,
    { resolve(problem: string | undefined): void; reject(cause: unknown): void }
  >()
  let state: 'starting' | 'running' | 'ended' = 'starting'
  let ended: unknown
  let count = 0
  const end = (cause: unknown): void => {
    state = 'ended'
    ended ??= cause
    for (const { reject } of calls.values()) reject(ended)
    calls.clear()
  }
  worker.on('message', (reply: WriteReply) => {
    if (reply.call === undefined) state = 'running'
    else {
      calls.get(reply.call)?.resolve(reply.problem)
      calls.delete(reply.call)
    }
  })
  worker.on('error', end)
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      end(new Error(`The thread that writes pages ended with code ${code}.`))
      resolve()
    })
  })
  let waiting: NumberedPage[] = []
  const send = (path: string | undefined): void => {
    const request: WriteRequest = { pages: waiting, record: path }
    waiting = []
    const given = request.pages.flatMap(({ page }) => [page.before.buffer, page.after.buffer])
    worker.postMessage(request, given as ArrayBuffer[])
  }
  const ask = (page: NewPage, path: string | undefined): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      calls.set(count, { resolve, reject })
      waiting.push({ call: count, page: { ...page, before: owned(page.before), after: owned(page.after) } })
      count += 1
      // Those that are ready in one turn go together: to wake the thread for each takes longer than to write some of them.
      if (waiting.length === 1) setImmediate(send, path)
    })
  return {
    async write(page) {
      if (state === 'ended') throw ended
      if (state === 'starting') return here.write(page)
      let path: string | undefined
      try {
        path = record?.()
      } catch {
        // It says why there is no record.
        return here.write(page)
      }
      return ask(page, path)
    },
    async close() {
      await worker.terminate()
      await exited
    },
  }
}

/** Bytes that share their memory with nothing else, so that they can be given away. */
function owned(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength === bytes.byteLength ? bytes : new Uint8Array(bytes)
}
