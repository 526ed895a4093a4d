import type { Captioner, Unreadable } from './captioner.ts'
import type { Settings } from './config/options.ts'
import type { ImageFacts } from './image/facts.ts'
import type { Command, Finding, Report } from './report/report.ts'

/** What a run is about and where its engine comes from. */
export interface RunOptions {
  readonly command: Command
  readonly settings: Settings
  /** What the report calls the root; default: the settings' root. */
  readonly root?: string | undefined
  /** Opens the engine; called at most once, and only when an image is not in the lockfile. */
  readonly openCaptioner?: (() => Promise<Captioner>) | undefined
  /** Keep small pictures for an HTML report; default false. */
  readonly thumbnails?: boolean | undefined
  /** ISO 8601, for the report; left out where output must be reproducible. */
  readonly date?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** So far, over the whole run. */
export interface Progress {
  readonly documents: number
  readonly images: number
  /** Images that the engine has to look at, and those it has looked at. */
  readonly toCaption: number
  readonly captioned: number
}

/** Bytes of an image, or why there are none. */
export type LoadedImage = { readonly status: 'loaded'; readonly bytes: Uint8Array } | Unreadable

/** Turns an image's address, as written in a document, into bytes. Never throws for a bad address. */
export type LoadImage = (url: string) => Promise<LoadedImage>

/** A lifetime: one lockfile, at most one engine, the findings of many documents. */
export interface Run {
  /**
   * Decides about a document's images. The answer has one finding per image, in order; nothing is
   * written to the document. May be called for several documents at once; a picture that stands in
   * many of them is captioned once.
   */
  describe(document: string, images: readonly ImageFacts[], load: LoadImage): Promise<Finding[]>
  /** Records a document that could not be read. */
  fail(document: string, problem: string): void
  /** What was found so far. */
  report(): Report
  /** Writes the lockfile if it changed, merged with what another process wrote meanwhile. */
  save(): Promise<void>
  /** Ends the engine, if one was opened. */
  dispose(): Promise<void>
}
