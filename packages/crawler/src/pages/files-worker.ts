/** A thread that reads pages ahead, and writes them as it is told. */
import { parentPort, workerData } from 'node:worker_threads'
import { undoLog } from '../undo/records.ts'
import { type ReadFile, readInto } from './file-reader.ts'
import type { Decisions, FilesAssignment, FilesNews, PageInRoom } from './files-thread.ts'
import type { PageFile } from './find-pages.ts'
import { pageRoom, pageRooms } from './page-memory.ts'
import { pageQueue } from './page-queue.ts'
import { isReadOnly } from './replace-file.ts'
import { writePage } from './write-page.ts'

const { pages, queue: queueMemory, memory }: FilesAssignment = workerData

const queue = pageQueue(pages.length, queueMemory)
const free = Array.from({ length: pageRooms }, (_, room) => room)
/** By room. */
const held = new Map<number, { readonly file: PageFile; readonly read: ReadFile }>()

let record: string | undefined
const undo = undoLog(() => record as string)

/** Fills the rooms that are free. */
function readAhead(): PageInRoom[] {
  const taken: PageInRoom[] = []
  for (;;) {
    const room = free.at(-1)
    const place = room === undefined ? undefined : queue.take()
    if (room === undefined || place === undefined) return taken
    free.pop()
    taken.push({ place, room, read: read(pages[place] as PageFile, room) })
  }
}

function read(file: PageFile, room: number): PageInRoom['read'] {
  try {
    const read = readInto(pageRoom(memory, room), file.path)
    if (read === undefined) return undefined
    held.set(room, { file, read })
    return { bytes: read.bytes.length, isReadOnly: isReadOnly(file.path) }
  } catch {
    return undefined
  }
}

async function write({ pages, record: path }: Decisions): Promise<Omit<FilesNews, 'taken'>> {
  record = path
  const problems: FilesNews['problems'][number][] = []
  let written = 0
  for (const { room, edits } of pages) {
    const page = held.get(room)
    if (page !== undefined && edits.length > 0) {
      const problem = await writePage({ ...page, edits }, path === undefined ? undefined : undo)
      if (problem !== undefined) problems.push({ document: page.file.document, problem })
      written += 1
    }
    held.delete(room)
    free.push(room)
  }
  return { written, problems }
}

function tell(news: FilesNews): void {
  parentPort?.postMessage(news)
}

parentPort?.on('message', async (decisions: Decisions) => {
  const written = await write(decisions)
  tell({ ...written, taken: readAhead() })
})
tell({ taken: readAhead(), written: 0, problems: [] })
