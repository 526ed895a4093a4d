import type { TextInsertion } from '@altwright/core/page'
import { undoLog } from '../undo/records.ts'
import { fileReader, type ReadFile } from './file-reader.ts'
import type { PageFile } from './find-pages.ts'
import type { PageQueue } from './page-queue.ts'
import { decodePage, type PageText, wholeText } from './page-text.ts'
import { isReadOnly } from './replace-file.ts'
import { writePage } from './write-page.ts'

/** A page that was taken from the queue. */
export interface TakenPage {
  readonly file: PageFile
  /** @throws What the file system says. */
  text(): PageText
  isReadOnly(): boolean
}

/** A page that was read and decided about. */
export interface DecidedPage {
  readonly file: PageFile
  /** As it was read. */
  readonly page: PageText
  /** What goes into it, in the order of their places; often nothing. */
  readonly edits: readonly TextInsertion[]
}

/** The files of a command's pages: where they come from, and where they go. */
export interface PageFiles {
  /** Takes the next page that nobody has taken; `undefined` once all are taken. */
  take(): Promise<TakenPage | undefined>
  /** Leaves nothing to take. */
  stop(): void
  /**
   * To be called for each page that was read. Writes what goes into it, or sees to it that it will be written.
   */
  finish(page: DecidedPage): Promise<void>
  /** Resolves when all is written; rejects where that cannot be. */
  close(): Promise<void>
}

interface FilesHere extends PageFiles {
  /** As if it was taken. */
  open(file: PageFile): TakenPage
}

export interface PageFilesOptions {
  readonly pages: readonly PageFile[]
  /** Of these pages. */
  readonly queue: PageQueue
  /** Answers the path of the record that what is written goes to; without it none is kept. */
  readonly record: (() => string | Promise<string>) | undefined
  /** Told why a page was left alone. */
  readonly onProblem: (document: string, problem: string) => void
}

/** Reads and writes pages in this thread. */
export function filesHere({ pages, queue, record, onProblem }: PageFilesOptions): FilesHere {
  const read = fileReader()
  const undo = record && undoLog(record)
  const stamps = new WeakMap<PageFile, ReadFile['stamp']>()
  const textOf = (file: PageFile): PageText => {
    const { bytes, stamp } = read(file.path)
    stamps.set(file, stamp)
    return decodePage(bytes)
  }
  const open = (file: PageFile): TakenPage => {
    return { file, text: () => textOf(file), isReadOnly: () => isReadOnly(file.path) }
  }
  return {
    open,
    async take() {
      const place = queue.take()
      return place === undefined ? undefined : open(pages[place] as PageFile)
    },
    stop: () => queue.close(),
    async finish({ file, page, edits }) {
      if (edits.length === 0) return
      const asRead = { bytes: Buffer.from(wholeText(page)), stamp: stamps.get(file) }
      const problem = await writePage({ file, read: asRead, edits }, undo)
      if (problem !== undefined) onProblem(file.document, problem)
    },
    async close() {
      undo?.close()
    },
  }
}
