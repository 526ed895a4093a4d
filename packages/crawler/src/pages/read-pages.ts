import { readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { fileProblem, type ImageFiles, imageFiles, type LoadImage, type Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import pLimit from 'p-limit'
import type { FoundPages, PageFile } from './find-pages.ts'
import { decodePage, type PageText } from './page-text.ts'

export interface PageInHand {
  readonly file: PageFile
  readonly page: PageText
  /** The file as it was read. */
  readonly bytes: Uint8Array
  readonly load: LoadImage
}

export interface ReadPagesOptions extends Pick<Settings, 'root' | 'publicDirs' | 'base'> {
  readonly signal: AbortSignal | undefined
}

/** Pages at work at once; their new pictures reach the engine together. */
const pagesAtOnce = 16

/** Does something with each page. A file that cannot be read is recorded in the run. */
export async function readPages(
  run: Run,
  found: FoundPages,
  options: ReadPagesOptions,
  step: (page: PageInHand) => Promise<void>,
): Promise<void> {
  const { root, publicDirs, base, signal } = options
  for (const document of found.outside)
    run.fail(document, 'It is a link that leads out of the root; left alone.')
  const known = new Map<string | undefined, ImageFiles>()
  const imagesOf = (site: string | undefined): ImageFiles => {
    const files =
      known.get(site) ??
      imageFiles({ root, publicDirs: site === undefined ? publicDirs : [site, ...publicDirs], base })
    known.set(site, files)
    return files
  }
  const limit = pLimit(pagesAtOnce)
  let failed = false
  const read = async (file: PageFile): Promise<void> => {
    try {
      // A page that waits for nothing is done before the next one starts, so that little is in memory at a time; and between
      // pages an interrupt is heard.
      await turn()
      signal?.throwIfAborted()
      if (failed) return
      const bytes = readBytes(file.path)
      if (bytes instanceof Error) {
        run.fail(file.document, `It cannot be read (${fileProblem(bytes)}).`)
        return
      }
      const load = imagesOf(file.site).loaderFor(file.document)
      await step({ file, page: decodePage(bytes), bytes, load })
    } catch (error) {
      failed = true
      throw error
    }
  }
  // What is being written when another page fails is written to its end.
  const ended = await Promise.allSettled(found.pages.map((file) => limit(read, file)))
  const failure = ended.find((end) => end.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

/** Synchronous, because handing a small file to another thread and back takes longer than reading it. */
function readBytes(path: string): Uint8Array | NodeJS.ErrnoException {
  try {
    return readFileSync(path)
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
}
