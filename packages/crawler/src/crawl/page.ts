import type { DocumentFound, ImageFacts, LoadImage } from '@altwright/core'
import type { Target } from './frontier/frontier.ts'

/** What came of opening an address, whoever opened it. Whatever a page does is an outcome. */
export type Opening =
  | { readonly status: 'read'; readonly page: OpenedPage }
  /** It led somewhere that is not to be read. */
  | { readonly status: 'moved'; readonly to: string }
  /** Not a page: a download, a picture, plain text. */
  | { readonly status: 'not-a-page'; readonly type: string }
  | {
      readonly status: 'failed'
      readonly problem: string
      /** `refused`: no connection could be made; `busy`: another try may do better. */
      readonly code: 'refused' | 'busy' | 'http' | 'page'
      /** How long the server asks to wait, in milliseconds. */
      readonly retryAfter?: number | undefined
    }

export interface OpenedPage {
  /** Where it is, after redirects. */
  readonly url: string
  readonly images: readonly ImageFacts[]
  /** Absolute, in document order. */
  readonly links: readonly string[]
  /** The same for pages that are the same to the letter, with all that they lead to. */
  readonly print: string
  /** Which address its author calls its own. */
  readonly canonical: string | undefined
  /** Works while the page is open. */
  readonly load: LoadImage
  readonly reader: 'browser' | 'static'
  /** Why a browser was needed, where that was found out. */
  readonly why?: string | undefined
}

/** Opens pages, in a browser or without one. */
export interface PageReader {
  /** Opens a page and keeps it open until `use` has ended; `accepts` says whether to read where a redirect led. */
  read<T>(
    target: Target,
    accepts: (url: string) => boolean,
    use: (opening: Opening) => Promise<T>,
  ): Promise<T>
}

/** What came of one address, as plain data: all that the crawl goes on with, and all that its report says of the page. */
export type PageRecord =
  | ReadRecord
  | { readonly status: 'moved'; readonly url: string; readonly to: string }
  | { readonly status: 'not-a-page'; readonly url: string; readonly type: string }
  | { readonly status: 'failed'; readonly url: string; readonly problem: string; readonly code: string }

export interface ReadRecord {
  readonly status: 'read'
  readonly url: string
  /** Where the page is, after redirects. */
  readonly address: string
  readonly links: readonly string[]
  /** As `OpenedPage` has it, and the next. */
  readonly print: string
  readonly canonical?: string | undefined
  /** Absent where it is kept elsewhere, or a page of others was opened for its links. */
  readonly found?: DocumentFound | undefined
}

/** Reads a page and says what came of it; `accepts` says whether the page that a redirect led to is to be read. */
export type ReadPage = (target: Target, accepts: (url: string) => boolean) => Promise<PageRecord>
