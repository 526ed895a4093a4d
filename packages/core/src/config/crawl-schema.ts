import * as v from 'valibot'
import type { LoginScript, PageHook } from './crawl.ts'

const count = (least: number) => v.nullish(v.pipe(v.number(), v.integer(), v.minValue(least)))
const line = v.pipe(v.string(), v.nonEmpty())
const text = v.nullish(line)
const patterns = v.nullish(v.array(v.union([line, v.instance(RegExp)])))
const byName = v.nullish(v.record(line, v.string()))
const pixels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))
const natural = v.pipe(v.number(), v.integer(), v.minValue(1))
const shard = v.pipe(
  v.strictObject({ index: natural, count: natural }),
  v.check(({ index, count }) => index <= count, 'expected an index from 1 to the count'),
)
const queueName = v.pipe(
  v.string(),
  v.check((name) => /^[\w.-]{1,100}$/.test(name), 'expected letters, digits, “.”, “_” and “-”, at most 100'),
)
const callable = <T>() => v.custom<T>((value) => typeof value === 'function', 'expected a function')

/** What `CrawlSettings` may be; apart from them, so that their types need no types of who checks. */
export const crawlSchema = v.strictObject({
  mode: v.nullish(v.picklist(['auto', 'browser', 'static'])),
  depth: count(0),
  maxPages: count(1),
  maxPerTemplate: count(1),
  shard: v.nullish(shard),
  queue: text,
  queueName: v.nullish(queueName),
  concurrency: count(1),
  timeout: count(1),
  include: patterns,
  exclude: patterns,
  allowedHosts: v.nullish(v.array(line)),
  sitemap: v.nullish(v.boolean()),
  robots: v.nullish(v.boolean()),
  delay: count(0),
  retries: count(0),
  headers: byName,
  cookies: byName,
  httpCredentials: v.nullish(v.strictObject({ username: line, password: v.string() })),
  storageState: text,
  login: v.nullish(v.union([line, callable<LoginScript>()])),
  onPage: v.nullish(callable<PageHook>()),
  userAgent: text,
  viewport: v.nullish(v.strictObject({ width: pixels, height: pixels })),
  device: text,
})
