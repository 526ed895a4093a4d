import type { PageReader } from '../page.ts'
import type { Fetcher } from '../server/fetcher.ts'
import type { FetchImage } from '../server/image-bytes.ts'
import { cachedImages } from './picture-cache.ts'
import { Scripts } from './scripts.ts'
import { Sheets } from './sheets.ts'
import { StaticReader } from './static-reader.ts'

export interface StaticPages {
  readonly fetcher: Fetcher
  readonly fetchImage: FetchImage
  /** For one page, in milliseconds. */
  readonly timeout: number
  readonly signal: AbortSignal
  /** Opens what needs a browser; absent: nothing does. */
  readonly live: PageReader | undefined
  /** Servers that are asked for scripts, to learn whether a page needs a browser. */
  readonly isOwn: (url: URL) => boolean
}

/** Reads pages as servers send them, with what all pages of a site share: its style sheets, its scripts, its pictures. */
export function openStatic({ fetcher, fetchImage, timeout, signal, live, isOwn }: StaticPages): PageReader {
  // What a page takes along; a page itself may take longer.
  const asking = { fetcher, timeout: Math.min(10_000, timeout), signal }
  return new StaticReader({
    ...{ fetcher, timeout, signal },
    sheets: new Sheets(asking),
    fetchImage: cachedImages(fetchImage),
    browser: live && { reader: live, scripts: new Scripts({ ...asking, isOwn }) },
  })
}
