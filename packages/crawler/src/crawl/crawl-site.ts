import type { Run } from '@altwright/core'
import { isPrivateHost, masked } from '@altwright/core/remote'
import pLimit, { type LimitFunction } from 'p-limit'
import { isSameSite, pageAddress } from './frontier/address.ts'
import { Frontier, type FrontierLimits, type LeftOut, type Target } from './frontier/frontier.ts'
import type { Scope } from './frontier/scope.ts'
import { Twins } from './frontier/twins.ts'
import type { PageRecord, ReadPage, ReadRecord } from './page.ts'
import type { RobotsFiles } from './server/robots.ts'
import type { Start } from './start.ts'
import { unlessAborted } from './time-limit.ts'

export interface CrawlJob {
  readonly start: Start
  readonly scope: Scope
  readonly limits: FrontierLimits & { readonly concurrency: number }
  /** Absent: robots.txt is not asked. */
  readonly robots: RobotsFiles | undefined
  /** Pages that count as linked from the start. */
  readonly seeds: () => Promise<readonly string[]>
  /** Whether a page is this run's to report; the links of others are followed all the same. */
  readonly isOurs: (url: string) => boolean
  readonly visit: ReadPage
  /** Called with each page of ours that was read, in the order of the links. */
  readonly onRead: (record: ReadRecord) => void
  readonly onPages: (pages: Pages) => void
  /** Aborted when the crawl ends early. */
  readonly stop: AbortController
}

/** How many pages were opened, and how many are known to be opened. */
interface Pages {
  readonly opened: number
  readonly known: number
}

export interface Outcome {
  /** Pages whose images were described. */
  readonly read: number
  /** Starts that no connection could be made to, and why. */
  readonly unreachable: readonly string[]
  readonly leftOut: LeftOut
  /** Addresses of ours that show a document which was read under another one. */
  readonly twins: number
  /** Pages of others whose links are not known, as they could not be read. */
  readonly unfollowed: number
}

/**
 * The crawl: visits page after page, level by level, and enters in the run what came of each. What is wrong with a page
 * is recorded; an error of the run ends the crawl. Everything that decides about the next level is taken in the order of
 * the links, so that the report depends on the site alone; a page of the next level is opened as soon as that is decided.
 */
export async function crawlSite(run: Run, job: CrawlJob): Promise<Outcome> {
  const frontier = new Frontier(job.limits)
  const limit = pLimit(job.limits.concurrency)
  const crawl: Crawl = {
    ...{ run, job, frontier, limit, twins: new Twins(), linkedFrom: new Map(), unreachable: [] },
    ...{ read: 0, twinned: 0, unfollowed: 0, opened: 0, known: 0 },
  }
  const seeds = job.limits.depth > 0 ? job.seeds() : Promise.resolve([])
  seeds.catch(() => {})
  const starts = await permitted(frontier.start(job.start.urls), crawl)
  let level = starts.map((target) => begin(target, crawl))
  for (const target of await moved(level, crawl)) level.push(begin(target, crawl))
  for (let isFirst = true; level.length > 0; isFirst = false) {
    level = await nextLevel(level, isFirst ? seeds : Promise.resolve([]), crawl)
  }
  const { read, unreachable, unfollowed, twinned } = crawl
  return { read, unreachable, unfollowed, twins: twinned, leftOut: frontier.leftOut() }
}

interface Visit {
  readonly target: Target
  readonly record: Promise<PageRecord>
}

/** Enters the pages of a level as they are read, in the order of the links, and begins with those that they lead to. */
async function nextLevel(
  level: readonly Visit[],
  seeds: Promise<readonly string[]>,
  crawl: Crawl,
): Promise<Visit[]> {
  const { job, frontier } = crawl
  const next: (Visit | Target)[] = []
  const follow = async (links: readonly string[]) => {
    for (const target of await admitted(links, crawl)) {
      // Whether a page of others is worth opening is known when the level is.
      next.push(job.isOurs(target.url) ? begin(target, crawl) : target)
    }
  }
  const linkedFrom = new Map<string, string>()
  for (const { target, record } of level) {
    const read = await unlessAborted(job.stop.signal, record)
    noteLinks(read, linkedFrom)
    await follow(enter(target, read, crawl))
  }
  await follow(await seeds)
  crawl.linkedFrom = linkedFrom
  frontier.descend()
  return next.flatMap((page) => {
    if ('record' in page) return [page]
    return isWorthOpening(page, crawl) ? [begin(page, crawl)] : []
  })
}

interface Crawl {
  readonly run: Run
  readonly job: CrawlJob
  readonly frontier: Frontier
  readonly limit: LimitFunction
  readonly twins: Twins
  /** For pages of this level: the first page with a link to them. */
  linkedFrom: ReadonlyMap<string, string>
  readonly unreachable: string[]
  read: number
  twinned: number
  unfollowed: number
  opened: number
  known: number
}

function advance(crawl: Crawl, opened: number, known: number): void {
  crawl.opened += opened
  crawl.known += known
  crawl.job.onPages({ opened: crawl.opened, known: crawl.known })
}

function begin(target: Target, crawl: Crawl): Visit {
  advance(crawl, 0, 1)
  const record = crawl.limit(() => visitOne(target, crawl))
  // Whoever enters it is told.
  record.catch(() => {})
  return { target, record }
}

async function visitOne(target: Target, crawl: Crawl): Promise<PageRecord> {
  const { stop, visit, scope, robots } = crawl.job
  const accepts = (url: string) =>
    scope.includes(url) && !crawl.frontier.has(url) && (robots?.known(new URL(url)).isAllowed(url) ?? true)
  try {
    stop.signal.throwIfAborted()
    return await visit(target, accepts)
  } catch (error) {
    stop.abort(error)
    throw error
  } finally {
    advance(crawl, 1, 0)
  }
}

/** A page of others is opened for its links alone. */
function isWorthOpening({ url }: Target, { job, frontier }: Crawl): boolean {
  return job.isOurs(url) || !frontier.isFull
}

/** Says of a page of ours why it is not read. */
function fail(url: string, problem: string, { job, run }: Crawl): void {
  if (job.isOurs(url)) run.fail(masked(url), problem)
}

/** Starts that robots.txt closes are told to the person who named them. */
async function permitted(targets: readonly Target[], crawl: Crawl): Promise<Target[]> {
  const open: Target[] = []
  for (const target of targets) {
    const robots = await crawl.job.robots?.of(target.url)
    if (robots === undefined || robots.isAllowed(target.url)) open.push(target)
    else fail(target.url, robots.problem ?? closed, crawl)
  }
  return open
}

const closed = 'Its robots.txt asks robots to stay away; --no-robots goes on, where the site is yours.'

/** Enters a page's record in the run; the answer is its links. */
function enter({ isStart }: Target, record: PageRecord, crawl: Crawl): readonly string[] {
  const { run, job, frontier, twins } = crawl
  const isOurs = job.isOurs(record.url)
  switch (record.status) {
    case 'read':
      // Where two pages lead to one, its links are those that the first of them found.
      if (record.address !== record.url && !frontier.claim(record.address)) return []
      if (twins.has(record)) {
        run.forget(masked(record.address))
        if (isOurs) crawl.twinned += 1
        return record.links
      }
      if (isOurs) job.onRead(record)
      crawl.read += 1
      return record.links
    case 'moved':
      return []
    case 'not-a-page':
      if (isStart) fail(record.url, `It is not an HTML page but ${record.type}.`, crawl)
      return []
    case 'failed':
      if (isStart && record.code === 'refused')
        crawl.unreachable.push(`${masked(record.url)}: ${record.problem}`)
      fail(record.url, withSource(record.url, record.problem, crawl), crawl)
      if (!isOurs && record.code !== 'http') crawl.unfollowed += 1
      return []
  }
}

/** Of each page, which was the first with a link to it. */
function noteLinks(record: PageRecord, linkedFrom: Map<string, string>): void {
  if (record.status !== 'read') return
  for (const link of record.links) {
    const url = pageAddress(link)
    if (url !== undefined && !linkedFrom.has(url)) linkedFrom.set(url, record.address)
  }
}

/** A dead link is mended where it stands. */
function withSource(url: string, problem: string, { linkedFrom }: Crawl): string {
  const from = linkedFrom.get(url)
  return from === undefined ? problem : `${problem} Linked from ${masked(from)}.`
}

async function admitted(links: readonly string[], { job, frontier }: Crawl): Promise<Target[]> {
  const { robots, scope } = job
  const inside = links.filter((link) => URL.canParse(link) && scope.includes(link))
  if (robots !== undefined) {
    const origins = new Set(inside.map((link) => new URL(link).origin))
    await Promise.all([...origins].map((origin) => robots.of(origin)))
  }
  return frontier.next(inside, (url) => robots?.known(new URL(url)).isAllowed(url) ?? true)
}

/** A start that moved to `https:` or to `www.` is the same site; any other move is for a person to decide. */
async function moved(starts: readonly Visit[], crawl: Crawl): Promise<Target[]> {
  const { job, frontier } = crawl
  const targets: Target[] = []
  for (const { target: start, record: visiting } of starts) {
    const record = await unlessAborted(job.stop.signal, visiting)
    if (record.status !== 'moved' || frontier.has(record.to)) continue
    const [from, to] = [new URL(start.url), new URL(record.to)]
    const mayEnter = job.scope.isNamed(to.hostname) || !(await isPrivateHost(to.hostname))
    if (!isSameSite(from, to) || !mayEnter) {
      fail(start.url, `It redirects to ${to.origin}; start there if that is the site.`, crawl)
      continue
    }
    job.scope.allow(to.origin)
    if (frontier.claim(record.to)) targets.push({ url: record.to, isStart: true })
  }
  return (await permitted(targets, crawl)).filter((target) => isWorthOpening(target, crawl))
}
