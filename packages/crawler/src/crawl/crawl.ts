import type { Captioner, Report } from '@altwright/core'
import { type AltwrightOptions, isCi, resolveOptions } from '@altwright/core/config'
import { type Chromium, endBrowser, startChromium } from '../browser/chromium.ts'
import { openModel } from '../model.ts'
import { type Crawl, type CrawlPlan, type CrawlProgress, launchOf } from './plan.ts'
import { readStart } from './start.ts'

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
  const { run, shared, work, forget } = await openCrawl({
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
    const { isReporter } = await work().finally(() => run.save())
    if (shared !== undefined && !isReporter) return await shared.report()
    const report = run.report()
    const { writeReports } = await import('@altwright/core/page')
    await writeReports(report, settings.report)
    await shared?.finish(report)
    await forget()
    return report
  } finally {
    await run.dispose()
    await shared?.leave()
  }
}

/**
 * Gets ready for a crawl. What it takes is loaded while a browser starts that the first page needs.
 *
 * @throws AltwrightError As `crawl` does.
 */
export async function openCrawl(plan: CrawlPlan): Promise<Crawl> {
  const start = readStart(plan.addresses)
  const ahead = startAhead(plan)
  try {
    const { prepareCrawl } = await import('./prepare.ts')
    return await prepareCrawl(plan, start, ahead)
  } catch (error) {
    await endBrowser(ahead)
    throw error
  }
}

/** Only where the settings alone say that the first page is opened in a browser of our own. */
function startAhead(plan: CrawlPlan): Promise<Chromium> | undefined {
  const { mode, onPage, login, device, storageState, queue } = plan.settings.crawl
  const others = [onPage, login, device, storageState, queue]
  if (mode !== 'browser' || others.some((asked) => asked !== undefined) || plan.signal?.aborted)
    return undefined
  const starting = startChromium(launchOf(plan))
  // Whoever opens the first page is told.
  starting.catch(() => {})
  return starting
}
