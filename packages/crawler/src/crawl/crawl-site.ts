import type { Run } from '@altwright/core'
import pLimit from 'p-limit'
import { isSameSite } from './frontier/address.ts'
import { Frontier, type FrontierLimits, type LeftOut, type Target } from './frontier/frontier.ts'
import type { Scope } from './frontier/scope.ts'
import type { PageRecord } from './page.ts'
import { masked } from './server/masked.ts'
import { isPrivateHost } from './server/private-address.ts'
import type { RobotsFiles } from './server/robots.ts'
import type { Start } from './start.ts'

export interface CrawlJob {
  readonly start: Start
  readonly scope: Scope
  readonly limits: FrontierLimits & { readonly concurrency: number }
  /** Absent: robots.txt is not asked. */
  readonly robots: RobotsFiles | undefined
  /** Pages that count as linked from the start. */
  readonly seeds: () => Promise<readonly string[]>
  /** `accepts` says whether the page that a redirect led to is to be read. */
  readonly visit: (target: Target, accepts: (url: string) => boolean) => Promise<PageRecord>
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
}

/**
 * The crawl: visits page after page, level by level, and enters in the run what came of each. What is wrong with a page
 * is recorded; an error of the run ends the crawl. Everything that decides about the next level is taken in the order of
 * the links, so that the report depends on the site alone.
 */
export async function crawlSite(run: Run, job: CrawlJob): Promise<Outcome> {
  const frontier = new Frontier(job.limits)
  const limit = pLimit(job.limits.concurrency)
  const crawl: Crawl = { run, job, frontier, unreachable: [], read: 0, opened: 0, known: 0 }
  const visitAll = (targets: readonly Target[]) => {
    advance(crawl, 0, targets.length)
    return Promise.all(targets.map((target) => limit(() => visitOne(target, crawl))))
  }
  const seeds = job.limits.depth > 0 ? job.seeds() : Promise.resolve([])
  seeds.catch(() => {})
  let level = await permitted(frontier.start(job.start.urls), crawl)
  for (let isFirst = true; level.length > 0; isFirst = false) {
    const records = await visitAll(level)
    const moved = isFirst ? await permitted(await followStarts(level, records, crawl), crawl) : []
    records.push(...(await visitAll(moved)))
    const targets = [...level, ...moved]
    const links = records.flatMap((record, index) => enter(targets[index], record, crawl))
    if (isFirst) links.push(...(await seeds))
    level = await nextLevel(links, crawl)
  }
  return { read: crawl.read, unreachable: crawl.unreachable, leftOut: frontier.leftOut() }
}

interface Crawl {
  readonly run: Run
  readonly job: CrawlJob
  readonly frontier: Frontier
  readonly unreachable: string[]
  read: number
  opened: number
  known: number
}

function advance(crawl: Crawl, opened: number, known: number): void {
  crawl.opened += opened
  crawl.known += known
  crawl.job.onPages({ opened: crawl.opened, known: crawl.known })
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

/** Starts that robots.txt closes are told to the person who named them. */
async function permitted(targets: readonly Target[], { job, run }: Crawl): Promise<Target[]> {
  const open: Target[] = []
  for (const target of targets) {
    const robots = await job.robots?.of(target.url)
    if (robots === undefined || robots.isAllowed(target.url)) open.push(target)
    else run.fail(masked(target.url), robots.problem ?? closed)
  }
  return open
}

const closed = 'Its robots.txt asks robots to stay away; --no-robots goes on, where the site is yours.'

/** Enters a page's record in the run; the answer is its links. */
function enter(target: Target | undefined, record: PageRecord, crawl: Crawl): readonly string[] {
  const { run, frontier } = crawl
  const isStart = target?.isStart === true
  switch (record.status) {
    case 'read':
      // Where two pages lead to one, its links are those that the first of them found.
      if (record.address !== record.url && !frontier.claim(record.address)) return []
      run.restore(record.found)
      crawl.read += 1
      return record.links
    case 'moved':
      return []
    case 'not-a-page':
      if (isStart) run.fail(masked(record.url), `It is not an HTML page but ${record.type}.`)
      return []
    case 'failed':
      if (isStart && record.code === 'refused')
        crawl.unreachable.push(`${masked(record.url)}: ${record.problem}`)
      run.fail(masked(record.url), record.problem)
      return []
  }
}

async function nextLevel(links: readonly string[], { job, frontier }: Crawl): Promise<Target[]> {
  const { robots, scope } = job
  const inside = links.filter((link) => URL.canParse(link) && scope.includes(link))
  if (robots !== undefined) {
    const origins = new Set(inside.map((link) => new URL(link).origin))
    await Promise.all([...origins].map((origin) => robots.of(origin)))
  }
  return frontier.next(inside, (url) => robots?.known(new URL(url)).isAllowed(url) ?? true)
}

/** A start that moved to `https:` or to `www.` is the same site; any other move is for a person to decide. */
async function followStarts(
  level: readonly Target[],
  records: readonly PageRecord[],
  { job, run, frontier }: Crawl,
): Promise<Target[]> {
  const targets: Target[] = []
  for (const [index, record] of records.entries()) {
    const start = level[index]
    if (record.status !== 'moved' || start === undefined || frontier.has(record.to)) continue
    const [from, to] = [new URL(start.url), new URL(record.to)]
    const mayEnter = job.scope.isNamed(to.hostname) || !(await isPrivateHost(to.hostname))
    if (!isSameSite(from, to) || !mayEnter) {
      run.fail(masked(start.url), `It redirects to ${to.origin}; start there if that is the site.`)
      continue
    }
    job.scope.allow(to.origin)
    if (frontier.claim(record.to)) targets.push({ url: record.to, isStart: true })
  }
  return targets
}
