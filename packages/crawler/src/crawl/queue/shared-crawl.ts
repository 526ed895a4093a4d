import { randomUUID } from 'node:crypto'
import { AltwrightError, type Captioner, type DocumentFound, type Report, type Run } from '@altwright/core'
import { pack, unpack } from '../packed.ts'
import type { PageRecord, ReadPage, ReadRecord } from '../page.ts'
import { type Pacing, sleep } from '../server/pace.ts'
import type { Share } from '../server/robots.ts'
import { readQueueAddress } from './address.ts'
import { type Connection, connect, explained } from './connection.ts'
import { type CrawlKeys, expire, headOf, keysOf, prefixOf } from './keys.ts'
import { pageId } from './page-id.ts'
import { aliveScript, goneScript, joinScript, keepScript, releaseScript, reporterScript } from './scripts.ts'
import { sharedCaptioner } from './shared-captioner.ts'
import { sharedPace } from './shared-pace.ts'
import { openWork, type Work } from './work.ts'

/** A worker that says nothing for so long is taken for dead, in milliseconds. */
const silence = 15_000
const heartbeat = 3_000

/** Older crawls that nobody works at are of another day. */
const longestAge = 24 * 60 * 60 * 1000

/** How long a report is kept for those who ask later, in seconds. */
const keptFor = 24 * 60 * 60

export interface SharedCrawlOptions {
  /** As a person wrote it. */
  readonly queue: string
  /** Absent: `key`. */
  readonly name: string | undefined
  /** Of the starts and settings. */
  readonly key: string
  /** Whether to go on with a crawl that nobody works at. */
  readonly resume: boolean
  readonly concurrency: number
}

/**
 * One crawl that any number of processes work at, by way of Redis. Each goes through the whole frontier, which comes out the
 * same everywhere because it depends on the pages' records alone, and on robots.txt and sitemaps, which all see alike. A page
 * is a job of BullMQ: whoever is free reads it, and writes its record into a journal that all follow. So each process knows for itself
 * when there is nothing left.
 */
export interface SharedCrawl {
  /** Where it is, without secrets. */
  readonly label: string
  readonly name: string
  /** How it was found; `done`: there is nothing to do any more. */
  readonly status: 'began' | 'joined' | 'done'
  /** Others at work when it was joined. */
  readonly others: number
  /** Aborted when the crawl cannot go on here. */
  readonly ended: AbortSignal
  readonly share: Share
  pace(delay: (url: URL) => number): Pacing
  captioner(open: () => Promise<Captioner>): Captioner
  /** Takes part, until `leave`; after `signal` it reads no more. The answer gives a page's record, whoever reads it. */
  takePart(read: ReadPage, signal: AbortSignal): ReadPage
  /** A page whose images belong into the report. */
  onRead(record: ReadRecord): void
  /** After all pages: waits until one process has written the report; true for the one that has to. */
  isReporter(signal: AbortSignal): Promise<boolean>
  /** Enters in the run what all have found. */
  collect(run: Run): Promise<void>
  /** The crawl is done, and this is its report. */
  finish(report: Report): Promise<void>
  /** What `finish` was given, by whomever. */
  report(): Promise<Report>
  /** Forgets the crawl: it never began. */
  abandon(): Promise<void>
  /** Gives back what was under way here. */
  leave(): Promise<void>
}

/**
 * Joins a crawl, or begins one.
 *
 * @throws AltwrightError `unreachable`, or `bad-config` for an address or password that is wrong or a name with other settings.
 */
export async function joinCrawl(options: SharedCrawlOptions): Promise<SharedCrawl> {
  const connection = await connect(readQueueAddress(options.queue))
  try {
    const { name, worker, joined } = await join(connection, options)
    if (joined.replaces !== '') await forget(connection, name, joined.replaces)
    return sharedCrawl(connection, { ...options, name, worker, ...joined })
  } catch (error) {
    connection.close()
    throw error
  }
}

interface Joined {
  readonly status: SharedCrawl['status']
  readonly id: string
  readonly replaces: string
  readonly others: number
}

async function join(
  { commands, label }: Connection,
  { name: given, key, resume }: SharedCrawlOptions,
): Promise<{ readonly name: string; readonly worker: string; readonly joined: Joined }> {
  const name = given ?? key
  const worker = randomUUID()
  const answer = (await commands.eval(
    joinScript,
    1,
    headOf(name),
    ...[prefixOf(name), key, randomUUID(), worker],
    ...[given === undefined ? '' : 'named', resume ? '' : 'anew', silence, longestAge],
  )) as [string, string, string, number]
  const [status, id, replaces, others] = answer
  if (status === 'other') {
    throw new AltwrightError(
      'bad-config',
      `The crawl “${name}” on ${label} has other starts or settings, or is of another version. Start all of its processes alike, or take another --queue-name.`,
    )
  }
  return { name, worker, joined: { status: status as Joined['status'], id, replaces, others } }
}

interface Membership extends SharedCrawlOptions, Joined {
  readonly name: string
  readonly worker: string
}

function sharedCrawl(connection: Connection, member: Membership): SharedCrawl {
  const { commands: redis, label } = connection
  const { name, id, worker, status, others } = member
  const keys = keysOf(name, id)
  const ended = new AbortController()
  const lose = () => ended.abort(connection.lost.reason)
  connection.lost.addEventListener('abort', lose, { once: true })
  const read: string[] = []
  let work: Work | undefined
  const living = setInterval(() => {
    alive().catch(() => {})
  }, heartbeat)
  const alive = async () => {
    const state = await redis.eval(aliveScript, 3, headOf(name), keys.workers, keys.report, id, worker)
    if (state === 'gone') ended.abort(gone(label))
    if (state === 'open') await expire(redis, [headOf(name), ...lasting(keys), ...(work?.keys ?? [])])
    return state
  }
  return {
    label,
    name,
    status,
    others,
    ended: ended.signal,
    async share(what, make) {
      const known = await redis.hgetBuffer(keys.same, what)
      if (known !== null) return unpack(known)
      await redis.hsetnx(keys.same, what, pack(await make()))
      return unpack((await redis.hgetBuffer(keys.same, what)) as Buffer)
    },
    pace: (delay) => sharedPace(redis, keys.pace, delay),
    captioner: (open) => sharedCaptioner(open, { redis, keys, worker, signal: ended.signal }),
    takePart(readPage, signal) {
      const onProblem = (problem: unknown) => ended.abort(explained(problem, label))
      const { concurrency } = member
      work = openWork(connection, { name, id, keys, concurrency, read: readPage, keep, onProblem, signal })
      return work.visit
    },
    onRead(record) {
      read.push(record.url)
    },
    async isReporter(signal) {
      const hold = () => redis.eval(reporterScript, 2, keys.reporter, keys.report, worker, silence)
      for (;;) {
        signal.throwIfAborted()
        await alive()
        const state = await hold()
        if (state === 'done') return false
        if (state === 'mine') {
          const holding = setInterval(() => void hold().catch(() => {}), heartbeat)
          ended.signal.addEventListener('abort', () => clearInterval(holding), { once: true })
          return true
        }
        await sleep(200, signal)
      }
    },
    async collect(run) {
      for (let from = 0; from < read.length; from += 50) {
        const urls = read.slice(from, from + 50)
        for (const found of await foundOn(urls)) run.restore(found)
      }
    },
    async finish(report) {
      const done = redis.multi().hset(headOf(name), 'done', Date.now()).expire(headOf(name), keptFor)
      await done.set(keys.report, pack(report), 'EX', keptFor).exec()
      await work?.close()
      await forget(connection, name, id)
    },
    async report() {
      const packed = await redis.getBuffer(keys.report)
      if (packed === null) throw gone(label)
      return unpack<Report>(packed)
    },
    async abandon() {
      await redis.del(headOf(name))
      await work?.close()
      await forget(connection, name, id)
    },
    async leave() {
      clearInterval(living)
      connection.lost.removeEventListener('abort', lose)
      const goodbye = async () => {
        await work?.close(redis.status !== 'ready')
        // What was given back has to go some day, if nobody comes for it.
        await alive()
        await redis.eval(goneScript, 1, keys.workers, worker, silence)
        await redis.eval(releaseScript, 1, keys.reporter, worker)
      }
      // Nobody waits for a server that is not there.
      const waited = new AbortController()
      await Promise.race([goodbye().catch(() => {}), sleep(3_000, waited.signal).catch(() => {})])
      waited.abort()
      ended.abort(new Error('The crawl was left'))
      connection.close()
    },
  }

  /** Writes a record down for all; the first to write counts. */
  async function keep(page: string, record: PageRecord): Promise<void> {
    const { found, ...head } = { found: undefined, ...record }
    const state = await redis.eval(
      keepScript,
      3,
      ...[headOf(name), keys.pages, keys.journal],
      ...[id, page, found === undefined ? '' : pack(found), pack(head)],
    )
    if (state === 'gone') ended.abort(gone(label))
  }

  /** What was found on pages; what a restart of Redis has lost is read again. */
  async function foundOn(urls: readonly string[]): Promise<DocumentFound[]> {
    for (;;) {
      ended.signal.throwIfAborted()
      const packed = await redis.hmgetBuffer(keys.pages, ...urls.map(pageId))
      const lost = urls.filter((_, index) => !packed[index])
      if (lost.length === 0 || work === undefined)
        return packed.flatMap((bytes) => (bytes?.length ? [unpack<DocumentFound>(bytes)] : []))
      await work.again(lost)
    }
  }
}

function gone(label: string): AltwrightError {
  return new AltwrightError(
    'unreachable',
    `${label} no longer has this crawl: it was begun anew elsewhere, or Redis has started again without what it had (\`appendonly yes\` keeps it). Run the same command again.`,
  )
}

/** Keys that have no time of their own; who would write the report is taken for dead when that is over. */
function lasting({ lease: _, report: __, reporter: ___, ...keys }: CrawlKeys): string[] {
  return Object.values(keys)
}

/** Removes what is kept of a crawl, but for its report, which goes by itself. */
async function forget({ commands }: Connection, name: string, id: string): Promise<void> {
  const { Queue } = await import('bullmq')
  const queue = new Queue(id, {
    connection: commands,
    prefix: prefixOf(name),
    skipVersionCheck: true,
    skipMetasUpdate: true,
  })
  queue.on('error', () => {})
  await queue.obliterate({ force: true })
  await queue.close()
  const keys = keysOf(name, id)
  await commands.unlink(...lasting(keys), keys.reporter)
}
