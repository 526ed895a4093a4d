import { setImmediate as turn } from 'node:timers/promises'
import type { LoadImage, Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import {
  fileProblem,
  fileStamps,
  type IdentifyImage,
  imageFiles,
  imageIdentities,
} from '@altwright/core/page'
import type { PageFile } from './find-pages.ts'
import type { PageFiles, TakenPage } from './page-files.ts'
import type { PageText } from './page-text.ts'

export interface PageInHand extends Pick<TakenPage, 'isReadOnly'> {
  readonly file: PageFile
  readonly page: PageText
  readonly load: LoadImage
  /** Says what `load` would find, for less. */
  readonly identify: IdentifyImage
}

export interface ReadPagesOptions extends Pick<Settings, 'root' | 'publicDirs' | 'base'> {
  readonly signal?: AbortSignal | undefined
}

/** Pages at work at once; their new pictures reach the engine together. */
const pagesAtOnce = 16

/**
 * Does something with each page that nobody else takes; nobody takes more once one fails, or on abort. A file that cannot be
 * read is recorded in the run.
 */
export async function readPages(
  run: Run,
  files: Pick<PageFiles, 'take' | 'stop'>,
  { signal, ...roots }: ReadPagesOptions,
  step: (page: PageInHand) => Promise<void>,
): Promise<void> {
  const imagesOf = filesBySite(roots)
  const textOf = (taken: TakenPage): PageText | undefined => {
    try {
      return taken.text()
    } catch (error) {
      run.fail(taken.file.document, `It cannot be read (${fileProblem(error)}).`)
      return undefined
    }
  }
  // Apart from the loop, which would keep the page in memory until its next one.
  const read = async (taken: TakenPage): Promise<void> => {
    const page = textOf(taken)
    const { file, isReadOnly } = taken
    if (page === undefined) return
    await step({ file, page, isReadOnly, ...imagesOf(file.site)(file.document) })
  }
  const readOn = async (): Promise<void> => {
    try {
      for (;;) {
        // A page that waits for nothing is done before the next one starts, so that little is in memory at a time; and between
        // pages an interrupt is heard.
        await turn()
        signal?.throwIfAborted()
        const taken = await files.take()
        if (taken === undefined) return
        await read(taken)
      }
    } finally {
      files.stop()
    }
  }
  // What is being written when another page fails is written to its end.
  const ended = await Promise.allSettled(Array.from({ length: pagesAtOnce }, readOn))
  const failure = ended.find((end) => end.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

type ImagesOf = (document: string) => Pick<PageInHand, 'load' | 'identify'>

/** The image files of each folder that was named, which pages of it share. */
function filesBySite({
  root,
  publicDirs,
  base,
}: Pick<Settings, 'root' | 'publicDirs' | 'base'>): (site: string | undefined) => ImagesOf {
  const known = new Map<string | undefined, ImagesOf>()
  const imagesOf = (site: string | undefined): ImagesOf => {
    const roots = { root, publicDirs: site === undefined ? publicDirs : [site, ...publicDirs], base }
    const files = imageFiles(roots)
    const identities = imageIdentities(roots, fileStamps())
    return (document) => ({
      load: files.loaderFor(document),
      identify: identities.identifierFor(document),
    })
  }
  return (site) => {
    const images = known.get(site) ?? imagesOf(site)
    known.set(site, images)
    return images
  }
}
