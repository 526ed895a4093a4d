import type { Captioner, Progress, Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import type { LaunchOptions } from '../browser/start.ts'
import type { Environment } from '../environment.ts'
import type { Outcome } from './crawl-site.ts'
import type { Journal } from './journal/journal.ts'
import type { SharedCrawl } from './queue/shared-crawl.ts'

export interface CrawlPlan {
  readonly addresses: readonly string[]
  readonly settings: Settings
  readonly browser: string | undefined
  readonly openCaptioner: () => Promise<Captioner>
  readonly resume: boolean
  readonly date: string | undefined
  /** As `openRun` takes them. */
  readonly thumbnails?: boolean | undefined
  readonly isBaseline?: boolean | undefined
  readonly knowsPictures?: boolean | undefined
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: CrawlProgress) => void) | undefined
  readonly onVisit?: (url: string, outcome: string, milliseconds: number) => void
  /** As `launchBrowser` takes it. */
  readonly handleSignals?: boolean
  readonly env?: Environment
}

/** A run and the work to do in it, apart: who interrupts the work still has the run's report. */
export interface Crawl {
  readonly run: Run
  /** What an interrupted crawl had found; `undefined` where there is none to go on with. */
  readonly before: Journal['before'] | undefined
  /** The crawl that several processes work at; to be left at the end, and finished by the reporter. */
  readonly shared: SharedCrawl | undefined
  readonly work: () => Promise<Ended>
  /** Once the reports of a complete crawl are written, nobody has to go on with it. */
  readonly forget: () => Promise<void>
}

export interface Ended extends Coverage {
  /** Whether the run has all that was found; false where another process of a shared crawl writes the report. */
  readonly isReporter: boolean
}

/** What a crawl did not look at, or is not told of twice. */
export type Coverage = Pick<Outcome, 'leftOut' | 'twins' | 'unfollowed'>

/** So far, over the whole crawl. */
export interface CrawlProgress extends Progress {
  /** Pages that were opened, whatever came of it. */
  readonly opened: number
  /** Pages that were opened or are about to be. */
  readonly known: number
}

/** How a crawl starts its browsers. */
export function launchOf({ browser, env, handleSignals }: CrawlPlan): LaunchOptions {
  return { executablePath: browser, env, handleSignals }
}
