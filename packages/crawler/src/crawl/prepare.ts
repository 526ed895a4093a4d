import { setMaxListeners } from 'node:events'
import type { Report, Run } from '@altwright/core'
import { AltwrightError, type ResolvedCrawl } from '@altwright/core/config'
import { openRun } from '@altwright/core/page'
import { maskedDeep } from '@altwright/core/remote'
import { type Chromium, endBrowser } from '../browser/chromium.ts'
import { openMatcher } from '../model.ts'
import { crawlSite } from './crawl-site.ts'
import { isOfShard } from './frontier/shard.ts'
import { type Journal, openJournal } from './journal/journal.ts'
import { crawlKey } from './journal/key.ts'
import { packedResults } from './packed-results.ts'
import type { PageRecord, ReadPage } from './page.ts'
import type { Coverage, Crawl, CrawlPlan, CrawlProgress, Ended } from './plan.ts'
import type { SharedCrawl } from './queue/shared-crawl.ts'
import { Pace } from './server/pace.ts'
import { openSite } from './site.ts'
import { readStart, type Start } from './start.ts'
import { visitPage } from './visit-page.ts'

/** Opens the run of a crawl; `ahead` is a browser that was started for it, which the work ends. */
export async function prepareCrawl(
  plan: CrawlPlan,
  start: Start,
  ahead: Promise<Chromium> | undefined,
): Promise<Crawl> {
  const { settings } = plan
  let progress: CrawlProgress = { documents: 0, images: 0, toCaption: 0, captioned: 0, opened: 0, known: 0 }
  const advance = (news: Partial<CrawlProgress>) => {
    progress = { ...progress, ...news }
    plan.onProgress?.(progress)
  }
  const { resume } = plan
  const isShared = settings.crawl.queue !== undefined
  // Whoever will write the report may want them.
  const thumbnails = isShared || (plan.thumbnails ?? settings.report.html !== undefined)
  const key = crawlKey(start, settings, thumbnails)
  const shared = await joinShared(settings.crawl, key, resume)
  try {
    const journal = isShared ? undefined : await openJournal({ root: settings.root, key, resume })
    const before = journal?.before.pages === 0 ? undefined : journal?.before
    const run = await openRun({
      command: 'crawl',
      settings,
      root: new URL(start.urls[0] ?? '').origin,
      async openCaptioner() {
        if (shared !== undefined) return shared.captioner(plan.openCaptioner)
        const captioner = await plan.openCaptioner()
        await journal?.opened(captioner.id)
        return captioner
      },
      openMatcher: () => openMatcher(settings),
      thumbnails,
      isBaseline: plan.isBaseline,
      knowsPictures: plan.knowsPictures,
      date: plan.date,
      engine: before?.engine,
      redact: maskedDeep,
      results: packedResults(),
      signal: plan.signal,
      onProgress: advance,
    })
    return {
      ...{ run, before, shared },
      work: () => work(run, start, { journal, shared, ahead }, plan, advance),
      forget: async () => journal?.remove(),
    }
  } catch (error) {
    await shared?.leave()
    throw error
  }
}

/** The packages for it are loaded only here; who crawls alone needs none of them. */
async function joinShared(
  { queue, queueName: name, shard, concurrency }: ResolvedCrawl,
  key: string,
  resume: boolean,
): Promise<SharedCrawl | undefined> {
  if (queue === undefined) {
    if (name === undefined) return undefined
    throw needsQueue('`crawl.queueName` names a shared crawl')
  }
  if (shard !== undefined) {
    const message = '`crawl.queue` and `crawl.shard` each share a crawl out; take one of them.'
    throw new AltwrightError('bad-config', message)
  }
  const { joinCrawl } = await import('./queue/shared-crawl.ts').catch(withoutPackages)
  return joinCrawl({ queue, name, key, resume, concurrency })
}

/** What a shared crawl has found, whoever works at it, and whether it is done. */
export async function sharedReport(
  plan: CrawlPlan,
): Promise<{ readonly report: Report; readonly isDone: boolean }> {
  const { settings } = plan
  const { queue, queueName: name } = settings.crawl
  if (queue === undefined) throw needsQueue('--report-only is for shared crawls')
  const start = readStart(plan.addresses)
  const { readShared } = await import('./queue/shared-report.ts').catch(withoutPackages)
  return readShared({ queue, name, key: crawlKey(start, settings, true) }, () =>
    openRun({
      ...{ command: 'crawl', settings, root: new URL(start.urls[0] ?? '').origin, thumbnails: true },
      ...{ isBaseline: true, date: plan.date },
    }),
  )
}

function needsQueue(what: string): AltwrightError {
  return new AltwrightError('bad-config', `${what}: it needs \`crawl.queue\`, or --queue.`)
}

/** @throws AltwrightError `bad-config` where an optional package is not there. */
function withoutPackages(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
  throw new AltwrightError(
    'bad-config',
    '`crawl.queue` needs two more packages: run `npm install --save-dev bullmq ioredis`.',
    { cause: error },
  )
}

interface Parts extends Pick<Crawl, 'shared'> {
  readonly journal: Journal | undefined
  readonly ahead: Promise<Chromium> | undefined
}

async function work(
  run: Run,
  start: Start,
  { journal, shared, ahead }: Parts,
  plan: CrawlPlan,
  onPages: (pages: { readonly opened: number; readonly known: number }) => void,
): Promise<Ended> {
  if (plan.signal?.aborted) await endBrowser(ahead)
  plan.signal?.throwIfAborted()
  if (shared?.status === 'done') return { ...nothingLeft, isReporter: false }
  const stop = new AbortController()
  // Each request listens while it lasts.
  setMaxListeners(0, stop.signal)
  const end = () => stop.abort(plan.signal?.reason)
  plan.signal?.addEventListener('abort', end, { once: true })
  const lose = () => stop.abort(shared?.ended.reason)
  shared?.ended.addEventListener('abort', lose, { once: true })
  const sharing = { signal: stop.signal, ahead, share: shared?.share }
  const site = await openSite(start, plan, sharing).catch(async (error: unknown) => {
    await endBrowser(ahead)
    throw error
  })
  const close = () => void site.close().catch(() => {})
  stop.signal.addEventListener('abort', close, { once: true })
  const settings = plan.settings.crawl
  const isOurs = (url: string) => isOfShard(url, settings.shard)
  const delay = (url: URL) => Math.max(settings.delay, site.robots?.known(url).delay ?? 0)
  const visiting = {
    run,
    reader: site.reader,
    pace: shared?.pace(delay) ?? new Pace(delay),
    retries: settings.retries,
    signal: stop.signal,
    onVisit: plan.onVisit ?? (() => {}),
  }
  const readPage: ReadPage = (target, accepts) =>
    visitPage(target, accepts, { ...visiting, isDescribed: isOurs(target.url) })
  const visit = shared?.takePart(readPage, stop.signal) ?? remembering(readPage, journal, run)
  try {
    const { read, unreachable, leftOut, twins, unfollowed } = await crawlSite(run, {
      start,
      scope: site.scope,
      // Others read what they can meanwhile; what is read here is limited there.
      limits: shared === undefined ? settings : { ...settings, concurrency: Number.POSITIVE_INFINITY },
      robots: site.robots,
      seeds: site.seeds,
      stop,
      onPages,
      isOurs,
      onRead(record) {
        shared?.onRead(record)
      },
      visit,
    })
    if (read === 0 && unreachable.length === start.urls.length) {
      await shared?.abandon()
      throw new AltwrightError('unreachable', unreachable.join(' '))
    }
    const isReporter = (await shared?.isReporter(stop.signal)) ?? true
    if (isReporter) await shared?.collect(run)
    return { leftOut, twins, unfollowed, isReporter }
  } catch (error) {
    throw shared?.ended.aborted ? shared.ended.reason : error
  } finally {
    await journal?.close()
    plan.signal?.removeEventListener('abort', end)
    shared?.ended.removeEventListener('abort', lose)
    await site.close()
  }
}

/**
 * Reads pages unless an interrupted crawl has, and writes down what came of them. What was found there is in the run then, and
 * goes no further with the record.
 */
function remembering(read: ReadPage, journal: Journal | undefined, run: Run): ReadPage {
  return async (target, accepts) => {
    const known = journal?.recall(target.url)
    if (known !== undefined) return entered(known, run)
    const record = await read(target, accepts)
    journal?.keep(record, run)
    return withoutFound(record)
  }
}

function entered(record: PageRecord, run: Run): PageRecord {
  if (record.status === 'read' && record.found !== undefined) run.restore(record.found)
  return withoutFound(record)
}

function withoutFound(record: PageRecord): PageRecord {
  return record.status === 'read' ? { ...record, found: undefined } : record
}

const nothingLeft: Coverage = {
  leftOut: { robots: 0, depth: 0, maxPages: 0, maxPerTemplate: 0 },
  twins: 0,
  unfollowed: 0,
}
