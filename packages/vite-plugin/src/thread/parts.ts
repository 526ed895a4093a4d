import type { Captioner, TextInsertion } from '@altwright/core/page'
import type { Build } from '../build.ts'
import type { Written } from '../described.ts'
import type { Asset } from '../emitted.ts'
import type { News, Outcome } from '../news.ts'
import type { Project } from '../site.ts'

/** What a build is asked, wherever it goes on. */
export type Builds = Pick<Build, 'page' | 'component' | 'emittedPage' | 'check' | 'end'>

type CaptionOutcome = Awaited<ReturnType<Captioner['caption']>>[number]

/** What the thread answers. An `asker` stands for the hook that waits, which is asked back. */
export type ThreadPart = {
  begin(project: Project): void
  page: Builds['page']
  component(asker: number, meta: object, file: string, source: string): Promise<Written | undefined>
  emittedPage(asker: number, name: string, source: string): Promise<readonly TextInsertion[]>
  check(): Promise<void>
  end(outcome: Outcome): Promise<void>
  /** One outcome of a batch, for progress. */
  outcome(batch: number, index: number, outcome: CaptionOutcome): void
}

/** What the main thread answers. */
export type MainPart = { [Name in keyof News]: News[Name] } & {
  resolve(asker: number, source: string, importer: string): Promise<{ readonly id: string } | null>
  parse(asker: number, code: string, options: object): unknown
  assetOf(asker: number, name: string): Promise<Asset | undefined>
  /** Answers its id. */
  openCaptioner(): Promise<string>
  caption(batch: number, images: readonly Uint8Array[]): Promise<readonly CaptionOutcome[]>
  disposeCaptioner(): Promise<void>
}
