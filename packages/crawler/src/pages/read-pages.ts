import { setImmediate as turn } from 'node:timers/promises'
import type { ImageFiles, LoadImage, Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { fileProblem, imageFiles } from '@altwright/core/page'
import { fileReader } from './file-reader.ts'
import type { PageFile } from './find-pages.ts'
import type { PageQueue } from './page-queue.ts'
import { decodePage, type PageText } from './page-text.ts'

export interface PageInHand {
  readonly file: PageFile
  readonly page: PageText
  readonly load: LoadImage
}

export interface ReadPagesOptions extends Pick<Settings, 'root' | 'publicDirs' | 'base'> {
  /** Of the pages. It is closed where one fails, or on abort. */
  readonly queue: PageQueue
  readonly signal?: AbortSignal | undefined
}

/** Pages at work at once; their new pictures reach the engine together. */
const pagesAtOnce = 16

/** Does something with each page that is left in the queue. A file that cannot be read is recorded in the run. */
export async function readPages(
  run: Run,
  pages: readonly PageFile[],
  { queue, signal, ...roots }: ReadPagesOptions,
  step: (page: PageInHand) => Promise<void>,
): Promise<void> {
  const filesOf = filesBySite(roots)
  const bytesOf = fileReader()
  const textOf = ({ path, document }: PageFile): PageText | undefined => {
    try {
      return decodePage(bytesOf(path))
    } catch (error) {
      run.fail(document, `It cannot be read (${fileProblem(error)}).`)
      return undefined
    }
  }
  // Apart from the loop, which would keep the page in memory until its next one.
  const read = async (file: PageFile): Promise<void> => {
    const page = textOf(file)
    if (page !== undefined) await step({ file, page, load: filesOf(file.site).loaderFor(file.document) })
  }
  const readOn = async (): Promise<void> => {
    try {
      for (;;) {
        // A page that waits for nothing is done before the next one starts, so that little is in memory at a time; and between
        // pages an interrupt is heard.
        await turn()
        signal?.throwIfAborted()
        const place = queue.take()
        if (place === undefined) return
        await read(pages[place] as PageFile)
      }
    } finally {
      // Nobody takes more once a page has failed.
      queue.close()
    }
  }
  // What is being written when another page fails is written to its end.
  const ended = await Promise.allSettled(Array.from({ length: pagesAtOnce }, readOn))
  const failure = ended.find((end) => end.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

/** The image files of each folder that was named, which pages of it share. */
function filesBySite({
  root,
  publicDirs,
  base,
}: Pick<Settings, 'root' | 'publicDirs' | 'base'>): (site: string | undefined) => ImageFiles {
  const known = new Map<string | undefined, ImageFiles>()
  return (site) => {
    const files =
      known.get(site) ??
      imageFiles({ root, publicDirs: site === undefined ? publicDirs : [site, ...publicDirs], base })
    known.set(site, files)
    return files
  }
}
