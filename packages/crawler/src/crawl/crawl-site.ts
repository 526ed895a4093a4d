import { imagesFromHtml, type Run } from '@altwright/core'
import pLimit from 'p-limit'
import type { BrowserContext } from 'playwright'
import { isSameSite } from './address.ts'
import { Frontier, type Target } from './frontier.ts'
import { pageLoader } from './load.ts'
import { isPrivateHost } from './private-address.ts'
import type { Start } from './start.ts'
import { type Tab, Tabs } from './tab.ts'
import { type Visit, visit } from './visit.ts'

export interface CrawlJob {
  readonly start: Start
  readonly limits: {
    readonly depth: number
    readonly maxPages: number
    readonly concurrency: number
    readonly timeout: number
  }
  readonly signal: AbortSignal | undefined
  readonly onPages: (pages: Pages) => void
  /** Called with each page's end, for a log. */
  readonly onVisit: (url: string, outcome: string, milliseconds: number) => void
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
}

/**
 * The crawl: visits page after page, and has the run describe each one's images. What is wrong with a page is
 * recorded in the run; an error of the run ends the crawl.
 */
export async function crawlSite(run: Run, context: BrowserContext, job: CrawlJob): Promise<Outcome> {
  const frontier = new Frontier(job.limits)
  const limit = pLimit(job.limits.concurrency)
  const stop = new AbortController()
  const crawl: Crawl = {
    run,
    context,
    job,
    frontier,
    tabs: new Tabs(context),
    unreachable: [],
    read: 0,
    stop: stop.signal,
  }
  const end = () => stop.abort(job.signal?.reason)
  if (job.signal?.aborted) end()
  job.signal?.addEventListener('abort', end, { once: true })
  stop.signal.addEventListener('abort', () => void context.close().catch(() => {}), { once: true })
  const pages = { opened: 0, known: 0 }
  try {
    let level = frontier.start(job.start.urls)
    while (level.length > 0) {
      pages.known += level.length
      job.onPages({ ...pages })
      const links = await Promise.all(
        level.map((target) =>
          limit(async () => {
            try {
              return await step(target, crawl)
            } catch (error) {
              stop.abort(error)
              throw error
            } finally {
              pages.opened += 1
              job.onPages({ ...pages })
            }
          }),
        ),
      )
      level = frontier.next(links.flat())
    }
  } finally {
    job.signal?.removeEventListener('abort', end)
  }
  return { read: crawl.read, unreachable: crawl.unreachable }
}

interface Crawl {
  readonly run: Run
  readonly context: BrowserContext
  readonly job: CrawlJob
  readonly frontier: Frontier
  readonly tabs: Tabs
  readonly unreachable: string[]
  read: number
  /** Aborted when the crawl ends early; what the browser says after that is no finding. */
  readonly stop: AbortSignal
}

/** One page; the answer is its links. */
async function step(target: Target, crawl: Crawl): Promise<readonly string[]> {
  crawl.stop.throwIfAborted()
  const began = performance.now()
  const tab = await openTab(target, crawl)
  if (tab === undefined) return []
  const timeout = crawl.job.limits.timeout
  const visited = await visit(tab, {
    url: target.url,
    timeout,
    accepts: (url) => crawl.frontier.isAllowed(url),
  })
  crawl.stop.throwIfAborted()
  crawl.job.onVisit(target.url, visited.status, Math.round(performance.now() - began))
  try {
    return await conclude(target, visited, tab, crawl)
  } finally {
    if (visited.status === 'failed' && visited.code === 'page') await tab.close()
    else crawl.tabs.giveBack(tab)
  }
}

async function openTab(target: Target, crawl: Crawl): Promise<Tab | undefined> {
  try {
    return await crawl.tabs.take()
  } catch (error) {
    crawl.stop.throwIfAborted()
    crawl.run.fail(target.url, `The browser ended (${String(error).split('\n')[0]}).`)
    return undefined
  }
}

async function conclude(target: Target, visited: Visit, tab: Tab, crawl: Crawl): Promise<readonly string[]> {
  switch (visited.status) {
    case 'read':
      return describe(target, visited, tab, crawl)
    case 'redirected':
      return followStart(target, visited.url, crawl)
    case 'not-a-page':
      if (target.isStart) crawl.run.fail(target.url, `It is not an HTML page but ${visited.type}.`)
      return []
    case 'failed':
      if (target.isStart && visited.code === 'refused')
        crawl.unreachable.push(`${target.url}: ${visited.problem}`)
      crawl.run.fail(target.url, visited.problem)
      return []
  }
}

async function describe(
  target: Target,
  page: Extract<Visit, { status: 'read' }>,
  tab: Tab,
  crawl: Crawl,
): Promise<readonly string[]> {
  if (page.url !== target.url && !crawl.frontier.claim(page.url)) return []
  const { run, context, job } = crawl
  const facts = readFacts(page.html)
  if (facts === undefined) {
    run.fail(page.url, 'Its elements are nested too deeply to be read.')
    return []
  }
  const load = pageLoader({
    traffic: tab.traffic,
    request: context.request,
    url: page.url,
    base: page.base,
    startHosts: job.start.hosts,
    timeout: Math.min(10_000, job.limits.timeout),
  })
  await run.describe(page.url, facts, load)
  crawl.read += 1
  return page.links
}

function readFacts(html: string): ReturnType<typeof imagesFromHtml> | undefined {
  try {
    return imagesFromHtml(html, { rendered: true })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** A start that moved to `https:` or to `www.` is the same site; any other move is for a person to decide. */
async function followStart(target: Target, url: string, crawl: Crawl): Promise<readonly string[]> {
  if (!target.isStart) return []
  const [from, to] = [new URL(target.url), new URL(url)]
  const mayEnter = crawl.job.start.hosts.has(to.hostname) || !(await isPrivateHost(to.hostname))
  if (!isSameSite(from, to) || !mayEnter) {
    crawl.run.fail(target.url, `It redirects to ${to.origin}; start there if that is the site.`)
    return []
  }
  crawl.frontier.allow(to.origin)
  return crawl.frontier.claim(url) ? step({ url, isStart: true }, crawl) : []
}
