import { AltwrightError } from '@altwright/core'
import { Redis } from 'ioredis'
import type { QueueAddress } from './address.ts'

/** Longer than Redis takes to start again, in milliseconds. */
const patience = 120_000

/** Two connections to Redis: commands, and one that waits for news. */
export interface Connection {
  readonly label: string
  readonly commands: Redis
  readonly news: Redis
  /** Aborted when Redis has been out of reach for too long. */
  readonly lost: AbortSignal
  close(): void
}

/**
 * Connects. A server that is not there at first is an error; one that goes away later is waited for.
 *
 * @throws AltwrightError `unreachable`, or `bad-config` where Redis refuses the user or the password.
 */
export async function connect({ url, label }: QueueAddress): Promise<Connection> {
  const lost = new AbortController()
  let isOpen = false
  let timer: NodeJS.Timeout | undefined
  const options = {
    lazyConnect: true,
    connectTimeout: 10_000,
    connectionName: 'altwright',
    // Commands wait for Redis to come back.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt: number) => (isOpen ? Math.min(1000, 50 * attempt) : null),
  }
  const commands = new Redis(url, options)
  let problem: Error | undefined
  commands.on('error', (error: Error) => {
    problem = error
  })
  try {
    await commands.connect()
    await commands.ping()
  } catch (error) {
    commands.disconnect()
    throw refused(problem ?? (error as Error), label)
  }
  try {
    await checkEviction(commands, label)
  } catch (error) {
    commands.disconnect()
    throw error
  }
  isOpen = true
  commands.on('close', () => {
    if (!isOpen) return
    timer ??= setTimeout(() => {
      // The next attempt is the last; then what waits for an answer gets an error. To disconnect between two would leave it waiting.
      isOpen = false
      lost.abort(outOfReach(label))
    }, patience)
  })
  commands.on('ready', () => {
    clearTimeout(timer)
    timer = undefined
  })
  const news = commands.duplicate()
  news.on('error', () => {})
  await news.connect().catch(() => {})
  return {
    label,
    commands,
    news,
    lost: lost.signal,
    close() {
      isOpen = false
      clearTimeout(timer)
      news.disconnect()
      commands.disconnect()
    },
  }
}

/** What Redis, or the way to it, objects to; other problems stay as they are. */
export function explained(problem: unknown, label: string): unknown {
  if (!(problem instanceof Error) || !/^OOM /.test(problem.message)) return problem
  return new AltwrightError(
    'unreachable',
    `${label} has no memory left (maxmemory). The crawl waits there: give it more, and run the same command again.`,
    { cause: problem },
  )
}

/** @throws AltwrightError `bad-config` where Redis would drop parts of a crawl to make room. */
async function checkEviction(redis: Redis, label: string): Promise<void> {
  const memory = await redis.info('memory')
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction'
  if (policy === 'noeviction' || /^maxmemory:0\s*$/m.test(memory)) return
  throw new AltwrightError(
    'bad-config',
    `${label} drops what it holds when memory is short (maxmemory-policy ${policy}), and a crawl would lose pages: set it to noeviction.`,
  )
}

function refused(error: Error, label: string): AltwrightError {
  const { message } = error
  const says = (pattern: RegExp) => pattern.test(message)
  if (says(/NOAUTH|WRONGPASS|invalid username-password|AUTH failed/i)) {
    const how = label.replace('//', '//user:password@')
    return new AltwrightError(
      'bad-config',
      `${label} asks for a password, or for another one: name it in \`crawl.queue\` or --queue, as in ${how}.`,
    )
  }
  const { code } = error as NodeJS.ErrnoException
  const why = code ?? (message === '' ? 'no answer' : message)
  return new AltwrightError(
    'unreachable',
    `${label} cannot be reached (${why}). Is a Redis server running there? \`redis-cli -u ${label} ping\` says PONG where it is.`,
    { cause: error },
  )
}

function outOfReach(label: string): AltwrightError {
  return new AltwrightError(
    'unreachable',
    `${label} went away and has not come back for ${patience / 60_000} minutes. The crawl waits there: run the same command again once it runs.`,
  )
}
