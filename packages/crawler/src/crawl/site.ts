import { pathToFileURL } from 'node:url'
import { AltwrightError, type LoginScript, type ResolvedCrawl } from '@altwright/core/config'
import type { Chromium } from '../browser/chromium.ts'
import { version } from '../version.ts'
import { Scope } from './frontier/scope.ts'
import { LiveReader } from './live/live-reader.ts'
import type { PageReader } from './page.ts'
import { type CrawlPlan, launchOf } from './plan.ts'
import { keepCookies, readStoredState } from './server/cookies.ts'
import { type Credentials, Fetcher } from './server/fetcher.ts'
import { imageFetcher } from './server/image-bytes.ts'
import { RobotsFiles, type Share } from './server/robots.ts'
import type { Start } from './start.ts'

/** A site that is about to be crawled: what is known of it, and how its pages are opened. */
export interface Site {
  readonly scope: Scope
  readonly reader: PageReader
  readonly robots: RobotsFiles | undefined
  /** Pages of its sitemaps. */
  readonly seeds: () => Promise<readonly string[]>
  close(): Promise<void>
}

export interface SiteOptions {
  readonly signal: AbortSignal
  /** A browser that was started ahead; the site ends it. */
  readonly ahead: Promise<Chromium> | undefined
  /** Default: everything is asked here. */
  readonly share: Share | undefined
}

/** Signs in where that is asked for; a browser starts with the first page that needs one. */
export async function openSite(
  start: Start,
  plan: CrawlPlan,
  { signal, ahead, share = (_, make) => make() }: SiteOptions,
): Promise<Site> {
  const settings = plan.settings.crawl
  checkTogether(settings)
  const scope = new Scope(start, settings)
  const gate = {
    isNamed: (hostname: string) => scope.isNamed(hostname),
    isOwn: (url: URL) => scope.isOwn(url),
    headers: settings.headers,
  }
  const credentials = credentialsOf(start, settings)
  const fetcher = new Fetcher({
    ...gate,
    credentials,
    userAgent: settings.userAgent ?? `Mozilla/5.0 (compatible; altwright/${version})`,
  })
  const asking = { fetcher, timeout: Math.min(10_000, settings.timeout), signal }
  const fetchImage = imageFetcher(fetcher, asking)
  const stored = await readStoredState(start, settings)
  const live = new LiveReader({
    launch: launchOf(plan),
    ahead,
    start,
    settings,
    gate,
    wantsDrawn: !plan.settings.locked || plan.settings.report.html !== undefined,
    credentials,
    fetchImage,
    storageState: stored,
  })
  const robots = settings.robots ? new RobotsFiles(fetcher, settings.timeout, share) : undefined
  // A hook needs a page.
  const alwaysLive = settings.mode === 'browser' || settings.onPage !== undefined
  const close = async () => {
    await Promise.all([live.close(), fetcher.close()])
  }
  try {
    await keepCookies(fetcher.jar, stored.cookies)
    const script = await loginScript(settings)
    if (script !== undefined) await keepCookies(fetcher.jar, await live.login(script))
    if (alwaysLive) await Promise.all([live.start(), ...start.urls.map((url) => robots?.of(url))])
  } catch (error) {
    await close()
    throw error
  }
  /** Without a browser, or where a page needs it; who opens all pages in one loads none of this. */
  const staticReader = async (): Promise<PageReader> => {
    const { openStatic } = await import('./static/open-static.ts')
    const { mode, timeout } = settings
    const browser = mode === 'static' ? undefined : live
    return openStatic({ fetcher, fetchImage, timeout, signal, live: browser, isOwn: gate.isOwn })
  }
  return {
    scope,
    robots,
    reader: alwaysLive ? live : await staticReader(),
    async seeds() {
      if (!settings.sitemap) return []
      const addresses = await sitemapsOf(start, robots ?? new RobotsFiles(fetcher, settings.timeout, share))
      const { readSitemaps } = await import('./server/sitemap.ts')
      return share('sitemaps', () => readSitemaps(fetcher, addresses, { timeout: settings.timeout, signal }))
    },
    close,
  }
}

function credentialsOf(start: Start, { httpCredentials }: ResolvedCrawl): Credentials | undefined {
  if (start.credentials !== undefined) return start.credentials
  const origin = new URL(start.urls[0] ?? '').origin
  return httpCredentials && { ...httpCredentials, origin }
}

/** @throws AltwrightError `bad-input` where the module cannot be loaded or has no function to call. */
async function loginScript({ login }: ResolvedCrawl): Promise<LoginScript | undefined> {
  if (typeof login !== 'string') return login
  let module: { readonly default?: unknown }
  try {
    module = await import(pathToFileURL(login).href)
  } catch (error) {
    throw new AltwrightError('bad-input', `${login}: cannot be loaded (${(error as Error).message}).`, {
      cause: error,
    })
  }
  if (typeof module.default === 'function') return module.default as LoginScript
  const form = '`export default async ({ page, start }) => { … }`'
  throw new AltwrightError('bad-input', `${login}: expected ${form}.`)
}

async function sitemapsOf(start: Start, robots: RobotsFiles): Promise<string[]> {
  const origins = [...new Set(start.urls.map((url) => new URL(url).origin))]
  const named = await Promise.all(
    origins.map(async (origin) => {
      const { sitemaps } = await robots.of(origin)
      return sitemaps.length > 0 ? sitemaps : [`${origin}/sitemap.xml`]
    }),
  )
  return [...new Set(named.flat())]
}

/** @throws AltwrightError `bad-config` for settings that exclude each other. */
function checkTogether({ mode, onPage }: ResolvedCrawl): void {
  if (mode === 'static' && onPage !== undefined)
    throw new AltwrightError('bad-config', '`crawl.onPage` needs a browser, and `crawl.mode` is "static".')
}
