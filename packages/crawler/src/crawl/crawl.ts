import { setMaxListeners } from 'node:events'
import {
  AltwrightError,
  type Captioner,
  openRun,
  type Progress,
  type Report,
  type Run,
  writeReports,
} from '@altwright/core'
import { type AltwrightOptions, isCi, resolveOptions, type Settings } from '@altwright/core/config'
import { maskedDeep } from '@altwright/core/remote'
import type { Environment } from '../environment.ts'
import { openMatcher, openModel } from '../model.ts'
import type { Outcome } from './crawl-site.ts'
import { crawlSite } from './crawl-site.ts'
import { isOfShard } from './frontier/shard.ts'
import { type Journal, openJournal } from './journal/journal.ts'
import { crawlKey } from './journal/key.ts'
import { Pace } from './server/pace.ts'
import { openSite } from './site.ts'
import { readStart, type Start } from './start.ts'
import { visitPage } from './visit-page.ts'

/** What `crawl` takes: where to start, and everything that a configuration file may say. */
export interface CrawlOptions extends AltwrightOptions {
  /** One or more http addresses; links are followed within their origins. */
  readonly start: string | readonly string[]
  /**
   * Path of a Chromium or Chrome.
   * @default the environment variable ALTWRIGHT_BROWSER, else Playwright's own, else one on PATH
   */
  readonly browser?: string | null | undefined
  /**
   * Opens the engine that writes captions; called at most once, and only for an image that the lockfile
   * does not know.
   * @default BLIP with the model that `model` names
   */
  readonly openCaptioner?: (() => Promise<Captioner>) | null | undefined
  /**
   * Go on with a crawl of the same starts and settings that was ended less than a day ago, from `.altwright/crawl` in the
   * root.
   * @default true
   */
  readonly resume?: boolean | null | undefined
  /**
   * The report's date, ISO 8601.
   * @default none, so that the same site gives the same report
   */
  readonly date?: string | null | undefined
  /** Ends the crawl; what was captioned until then is saved, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | null | undefined
  /** Called often; see `CrawlProgress`. */
  readonly onProgress?: ((progress: CrawlProgress) => void) | null | undefined
}

/** So far, over the whole crawl. */
export interface CrawlProgress extends Progress {
  /** Pages that were opened, whatever came of it. */
  readonly opened: number
  /** Pages that were opened or are about to be. */
  readonly known: number
}

/**
 * Crawls a site, with Chromium where its pages need one, and says what each image of each page needs. The site is not changed; captions
 * are kept in the lockfile, and reports are written where `report` names them. A page that cannot be read is
 * part of the report. Reads no configuration file.
 *
 * @throws AltwrightError
 *   `bad-config`, `bad-input`, `bad-lockfile`, `browser-missing`, `unreachable` when no start could be
 *   connected to, and what the engine throws.
 * @example
 *   const report = await crawl({ start: 'http://localhost:4173/', crawl: { depth: 1 } })
 *   console.log(report.summary.review)
 */
export async function crawl(options: CrawlOptions): Promise<Report> {
  const { start, browser, openCaptioner, resume, date, signal, onProgress, ...rest } = options
  const settings = resolveOptions(rest, 'crawl', { root: process.cwd(), ci: isCi(process.env) })
  const { run, work } = await openCrawl({
    addresses: typeof start === 'string' ? [start] : start,
    settings,
    browser: browser ?? undefined,
    openCaptioner: openCaptioner ?? (() => openModel(settings)),
    resume: resume ?? true,
    date: date ?? undefined,
    signal: signal ?? undefined,
    onProgress: onProgress ?? undefined,
  })
  try {
    await work().finally(() => run.save())
    const report = run.report()
    await writeReports(report, settings.report)
    return report
  } finally {
    await run.dispose()
  }
}

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
  readonly work: () => Promise<Coverage>
}

/** What a crawl did not look at. */
export type Coverage = Pick<Outcome, 'leftOut' | 'unfollowed'>

export async function openCrawl(plan: CrawlPlan): Promise<Crawl> {
  const { settings } = plan
  const start = readStart(plan.addresses)
  let progress: CrawlProgress = { documents: 0, images: 0, toCaption: 0, captioned: 0, opened: 0, known: 0 }
  const advance = (news: Partial<CrawlProgress>) => {
    progress = { ...progress, ...news }
    plan.onProgress?.(progress)
  }
  const journal = await openJournal({
    root: settings.root,
    key: crawlKey(start, settings),
    resume: plan.resume,
  })
  const before = journal?.before.pages === 0 ? undefined : journal?.before
  const run = await openRun({
    command: 'crawl',
    settings,
    root: new URL(start.urls[0] ?? '').origin,
    async openCaptioner() {
      const captioner = await plan.openCaptioner()
      await journal?.opened(captioner.id)
      return captioner
    },
    openMatcher: () => openMatcher(settings),
    thumbnails: plan.thumbnails ?? settings.report.html !== undefined,
    isBaseline: plan.isBaseline,
    knowsPictures: plan.knowsPictures,
    date: plan.date,
    engine: before?.engine,
    redact: maskedDeep,
    signal: plan.signal,
    onProgress: advance,
  })
  return { run, before, work: () => work(run, start, journal, plan, advance) }
}

async function work(
  run: Run,
  start: Start,
  journal: Journal | undefined,
  plan: CrawlPlan,
  onPages: (pages: { readonly opened: number; readonly known: number }) => void,
): Promise<Coverage> {
  plan.signal?.throwIfAborted()
  const stop = new AbortController()
  // Each request listens while it lasts.
  setMaxListeners(0, stop.signal)
  const end = () => stop.abort(plan.signal?.reason)
  plan.signal?.addEventListener('abort', end, { once: true })
  const site = await openSite(start, plan, stop.signal)
  const close = () => void site.close().catch(() => {})
  stop.signal.addEventListener('abort', close, { once: true })
  const settings = plan.settings.crawl
  const isOurs = (url: string) => isOfShard(url, settings.shard)
  let isComplete = false
  const pace = new Pace((url) => Math.max(settings.delay, site.robots?.known(url).delay ?? 0))
  const visiting = {
    run,
    reader: site.reader,
    pace,
    retries: settings.retries,
    signal: stop.signal,
    onVisit: plan.onVisit ?? (() => {}),
  }
  try {
    const { read, unreachable, leftOut, unfollowed } = await crawlSite(run, {
      start,
      scope: site.scope,
      limits: settings,
      robots: site.robots,
      seeds: site.seeds,
      stop,
      onPages,
      isOurs,
      onRead({ found }) {
        if (found !== undefined) run.restore(found)
      },
      async visit(target, accepts) {
        const known = journal?.recall(target.url)
        if (known !== undefined) return known
        const record = await visitPage(target, accepts, { ...visiting, isDescribed: isOurs(target.url) })
        journal?.keep(record, run)
        return record
      },
    })
    if (read === 0 && unreachable.length === start.urls.length) {
      throw new AltwrightError('unreachable', unreachable.join(' '))
    }
    isComplete = true
    return { leftOut, unfollowed }
  } finally {
    await journal?.close(isComplete)
    plan.signal?.removeEventListener('abort', end)
    await site.close()
  }
}
