import type { Redis } from 'ioredis'

/** Keys of the crawls of one name; the braces keep them together in a cluster. */
export function prefixOf(name: string): string {
  return `altwright:{${name}}`
}

/** Says which crawl of that name is under way or done. */
export function headOf(name: string): string {
  return `${prefixOf(name)}:head`
}

/** What is kept of one crawl, beside the jobs that BullMQ keeps. */
export interface CrawlKeys {
  /** By page: what was found there, packed; empty where nothing was. */
  readonly pages: string
  /** Every page's record as it came to be, packed, without what was found. */
  readonly journal: string
  /** By content hash: what the engine said. */
  readonly captions: string
  /** Before a content hash: who is captioning it. */
  readonly lease: string
  /** Processes, by when they were last heard of. */
  readonly workers: string
  /** By host: when it may be asked for its next page. */
  readonly pace: string
  /** What all have to see alike: robots.txt, sitemaps. */
  readonly same: string
  /** Who writes the report. */
  readonly reporter: string
  /** The report, packed. */
  readonly report: string
}

export function keysOf(name: string, id: string): CrawlKeys {
  const key = (what: string) => `${prefixOf(name)}:crawl:${id}:${what}`
  return {
    pages: key('pages'),
    journal: key('journal'),
    captions: key('captions'),
    lease: key('lease:'),
    workers: key('workers'),
    pace: key('pace'),
    same: key('same'),
    reporter: key('reporter'),
    report: key('report'),
  }
}

/** How long what was found is kept when nobody comes back, in seconds. */
const forgottenAfter = 7 * 24 * 60 * 60

/** Has keys go by themselves, from now on. */
export async function expire(redis: Redis, keys: readonly string[]): Promise<void> {
  const pipeline = redis.pipeline()
  for (const key of keys) pipeline.expire(key, forgottenAfter)
  await pipeline.exec()
}
