import { type Job, Queue, WaitingError, Worker } from 'bullmq'
import type { Target } from '../frontier/frontier.ts'
import { unpack } from '../packed.ts'
import type { PageRecord, ReadPage } from '../page.ts'
import { sleep } from '../server/pace.ts'
import type { Connection } from './connection.ts'
import { type CrawlKeys, expire, prefixOf } from './keys.ts'
import { pageId } from './page-id.ts'

/** Who reads a page and says nothing for so long is taken for dead, in milliseconds. */
const lockDuration = 10_000
const stalledInterval = 5_000

/** A page that ends the process of whoever reads it is given up after so many. */
const mostDeaths = 3

/** After so long without news pages are put into the queue again, in milliseconds: Redis may have lost its last second. */
const quiet = 5_000

export interface WorkOptions {
  readonly name: string
  readonly id: string
  readonly keys: CrawlKeys
  /** Pages open at once here. */
  readonly concurrency: number
  readonly read: ReadPage
  /** Writes a record into the journal; the first to write counts. */
  readonly keep: (page: string, record: PageRecord) => Promise<void>
  /** Called when it cannot go on. */
  readonly onProblem: (problem: unknown) => void
  readonly signal: AbortSignal
}

/** A process's part in a shared crawl: its jobs, and the journal of all. */
export interface Work {
  /** The record of a page, whoever reads it. */
  readonly visit: ReadPage
  /** What BullMQ keeps beside the jobs, makes anew as it needs it, and never lets go. */
  readonly keys: readonly string[]
  /** Has pages read once more, whose records were lost. */
  again(urls: readonly string[]): Promise<void>
  /** Gives back what is under way; without a server, to which nothing can be given back, it is just left. */
  close(isLost?: boolean): Promise<void>
}

interface Wanted {
  readonly target: Target
  readonly accepts: (url: string) => boolean
  readonly resolve: (record: PageRecord) => void
  readonly reject: (reason: unknown) => void
}

export function openWork({ commands, news }: Connection, options: WorkOptions): Work {
  const { name, id, keys, concurrency, read, keep, onProblem, signal } = options
  const wanted = new Map<string, Wanted>()
  /** Records that nobody has asked for yet. */
  const early = new Map<string, PageRecord>()
  const seen = new Set<string>()
  let heard = performance.now()
  let isClosed = false

  const base = { connection: commands, prefix: prefixOf(name), skipVersionCheck: true }
  const queue = new Queue<Target>(id, base)
  // These two have a time of their own, which is what they are for: who looks for dead workers waits until it is over.
  const { 'stalled-check': _, limiter: __, ...lasting } = queue.keys
  const kept = Object.values(lasting)
  const worker = new Worker<Target>(id, (job, token) => work(job, token), {
    ...base,
    autorun: false,
    concurrency,
    lockDuration,
    stalledInterval,
    maxStalledCount: mostDeaths - 1,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  })
  // Connections that break are waited for where they are opened.
  queue.on('error', () => {})
  worker.on('error', () => {})
  worker.on('failed', (job, { message }) => {
    if (job !== undefined && /stalled/.test(message))
      keep(job.id as string, givenUp(job.data.url)).catch(onProblem)
  })

  const caughtUp = follow()
  const watch = setInterval(() => {
    if (wanted.size > 0 && performance.now() - heard > quiet) offer([...wanted.keys()])
  }, quiet)
  const stop = () => {
    for (const { reject } of wanted.values()) reject(signal.reason)
    wanted.clear()
    worker.pause(true).catch(() => {})
  }
  signal.addEventListener('abort', stop, { once: true })

  const fresh: string[] = []
  const visit: ReadPage = async (target, accepts) => {
    await caughtUp
    signal.throwIfAborted()
    const page = pageId(target.url)
    const record = early.get(page)
    if (record !== undefined) {
      early.delete(page)
      seen.add(page)
      return record
    }
    return new Promise((resolve, reject) => {
      wanted.set(page, { target, accepts, resolve, reject })
      // Those of one level go together.
      if (fresh.push(page) === 1) setImmediate(() => offer(fresh.splice(0)))
    })
  }
  return {
    visit,
    keys: kept,
    async again(urls) {
      await Promise.all(urls.map((url) => visit({ url, isStart: false }, anywhere)))
    },
    async close(isLost = false) {
      if (isClosed) return
      isClosed = true
      clearInterval(watch)
      signal.removeEventListener('abort', stop)
      await worker.close(isLost)
      await queue.close()
    },
  }

  /** Puts pages into the queue; one that is there already stays as it is. */
  async function offer(pages: readonly string[]): Promise<void> {
    heard = performance.now()
    const jobs = pages.flatMap((page) => {
      const target = wanted.get(page)?.target
      return target === undefined ? [] : [{ name: 'page', data: target, opts: { jobId: page } }]
    })
    try {
      for (let from = 0; from < jobs.length; from += 500) {
        const some = jobs.slice(from, from + 500)
        await queue.addBulk(some)
        const ofJobs = some.map(({ opts }) => queue.toKey(opts.jobId))
        await expire(commands, [...kept, ...ofJobs])
      }
      if (!worker.isRunning() && !isClosed) worker.run().catch(onProblem)
    } catch (error) {
      onProblem(error)
    }
  }

  async function work(job: Job<Target>, token: string | undefined): Promise<void> {
    const page = job.id as string
    try {
      if ((await commands.hexists(keys.pages, page)) === 1) return
      const accepts = await opinionOn(page)
      if (accepts !== undefined) return await keep(page, await read(job.data, accepts))
    } catch (error) {
      onProblem(error)
    }
    await job.moveToWait(token)
    throw new WaitingError()
  }

  /** A page may come before this process has got to it; `undefined` where it does not get there. */
  async function opinionOn(page: string): Promise<Wanted['accepts'] | undefined> {
    for (let waited = 0; waited < lockDuration; waited += 50) {
      const accepts = wanted.get(page)?.accepts ?? (seen.has(page) ? anywhere : undefined)
      if (accepts !== undefined) return accepts
      await sleep(50, signal)
    }
    return undefined
  }

  /** Reads the journal from its beginning and goes on with what is added; the answer comes when it is at the end for the first time. */
  function follow(): Promise<void> {
    return new Promise((resolve) => {
      const next = async () => {
        let last = '0'
        let block = 1
        while (!isClosed && !signal.aborted) {
          const entries = await entriesAfter(last, block).catch(() => sleep(200, signal).catch(() => {}))
          if (entries === undefined) continue
          if (entries.length === 0) {
            block = 1000
            resolve()
          }
          for (const [entry, [, packed]] of entries) {
            last = entry.toString()
            if (packed !== undefined) deliver(unpack<PageRecord>(packed))
          }
        }
        resolve()
      }
      void next()
    })
  }

  async function entriesAfter(
    last: string,
    block: number,
  ): Promise<readonly (readonly [Buffer, readonly Buffer[]])[]> {
    const answer = await news.xreadBuffer('COUNT', 500, 'BLOCK', block, 'STREAMS', keys.journal, last)
    if (answer !== null) heard = performance.now()
    return (answer?.[0]?.[1] ?? []) as [Buffer, Buffer[]][]
  }

  function deliver(record: PageRecord): void {
    const page = pageId(record.url)
    const known = wanted.get(page)
    if (known === undefined) {
      if (!seen.has(page)) early.set(page, record)
      return
    }
    wanted.delete(page)
    seen.add(page)
    known.resolve(record)
  }
}

/** What was read before and is read once more leads where it led. */
function anywhere(): boolean {
  return true
}

function givenUp(url: string): PageRecord {
  const problem = `${mostDeaths} processes ended while they read it.`
  return { status: 'failed', url, problem, code: 'page' }
}
