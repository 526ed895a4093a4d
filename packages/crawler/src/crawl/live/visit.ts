import type { PageHook } from '@altwright/core/config'
import { firstLine } from '../../first-line.ts'
import { pageAddress } from '../frontier/address.ts'
import type { Opening } from '../page.ts'
import { isPassing, retryAfter } from '../server/retry.ts'
import { TimeLimitError, within } from '../time-limit.ts'
import type { Answer } from './answer.ts'
import { isFromInside } from './gate.ts'
import { settleInPage } from './settle-in-page.ts'
import type { WholeSnapshot } from './snapshot.ts'
import type { Tab } from './tab.ts'

export type Visit =
  | {
      readonly status: 'read'
      /** Where the page is, after redirects. */
      readonly url: string
      /** The page, then its frames. */
      readonly documents: readonly { readonly html: string; readonly base: string }[]
      readonly links: readonly string[]
      /** Absolute, as the page says it. */
      readonly canonical: string | undefined
    }
  | Exclude<Opening, { readonly status: 'read' }>

export interface VisitOptions {
  readonly url: string
  /** For the whole visit, in milliseconds. */
  readonly timeout: number
  /** Whether to read the page that a redirect led to. */
  readonly accepts: (url: string) => boolean
  /** Hosts that a person named; they may be private. */
  readonly isNamed: (hostname: string) => boolean
  /** The most elements that are drawn and may be looked at. */
  readonly drawn: number
  /** Called with the page before it is read. */
  readonly onPage: PageHook | undefined
}

/** A rendered page of more than so many characters is not read. */
const largestPage = 10_000_000
const mostLinks = 10_000

/** Opens a page, lets it settle within bounds, and reads it. Whatever the page does is an outcome. */
export async function visit(tab: Tab, options: VisitOptions): Promise<Visit> {
  const clock = startClock(options.timeout)
  tab.reset()
  let answer: Answer | undefined
  try {
    answer = await tab.open(options.url, clock.left())
  } catch (error) {
    if (tab.weight.problem !== undefined)
      return { status: 'failed', code: 'page', problem: tab.weight.problem }
    const inside = tab.gate.refused()
    // Where a page leads to a private network, nobody went.
    if (inside !== undefined && inside !== options.url && /ERR_ADDRESS_UNREACHABLE/.test(String(error))) {
      return { status: 'moved', to: inside }
    }
    return navigationProblem(error, options.timeout)
  }
  const refused = refusal(answer)
  if (refused !== undefined) return refused
  const { hostname } = new URL(tab.url)
  if (answer !== undefined && !options.isNamed(hostname) && isFromInside(answer))
    return { status: 'failed', code: 'http', problem: `${hostname} is in a private network.` }
  try {
    const visited = await readSettled(tab, options, clock)
    const { problem } = tab.weight
    return problem === undefined ? visited : { status: 'failed', code: 'page', problem }
  } catch (error) {
    return {
      status: 'failed',
      code: 'page',
      problem: tab.weight.problem ?? pageProblem(error, options.timeout),
    }
  }
}

/** A page may go elsewhere by itself while it is read; then what it went to is read, at most twice. */
async function readSettled(tab: Tab, options: VisitOptions, clock: Clock): Promise<Visit> {
  for (let attempt = 0; ; attempt++) {
    const url = pageAddress(tab.url)
    if (url === undefined) return { status: 'not-a-page', type: tab.url.slice(0, 40) }
    if (url !== options.url && !options.accepts(url)) return { status: 'moved', to: url }
    try {
      await settle(tab, clock)
      await callHook(tab, options, url, clock)
      const snapshot = await tab.snapshot(
        { html: largestPage, links: mostLinks, drawn: options.drawn },
        clock.left(),
      )
      if (pageAddress(tab.url) === url) return read(url, snapshot)
    } catch (error) {
      if (!isNavigation(error)) throw error
    }
    if (attempt === 2)
      return { status: 'failed', code: 'page', problem: 'The page keeps going elsewhere by itself.' }
    await tab.reached('parsed', clock.left())
  }
}

async function callHook(tab: Tab, { onPage }: VisitOptions, url: string, clock: Clock): Promise<void> {
  const { page } = tab
  if (onPage === undefined || page === undefined) return
  const call = async () => onPage(page, { url })
  try {
    await within(clock.left(), call())
  } catch (error) {
    if (error instanceof TimeLimitError) throw error
    throw new Error(`onPage failed: ${reasonOf(error)}`, { cause: error })
  }
}

function read(url: string, snapshot: WholeSnapshot): Visit {
  if (snapshot.html === undefined) {
    return {
      status: 'failed',
      code: 'page',
      problem: 'The rendered page has more than 10 million characters.',
    }
  }
  const all = [snapshot, ...snapshot.inFrames]
  const documents = all.flatMap(({ html, base }) => (html === undefined ? [] : [{ html, base }]))
  const canonical = pageAddress(snapshot.canonical ?? '')
  return { status: 'read', url, documents, links: all.flatMap(({ links }) => links), canonical }
}

/** Waits for what may still bring images; each wait has an end, because some pages never rest. */
async function settle(tab: Tab, clock: Clock): Promise<void> {
  const share = clock.left() * 0.6
  const until = Date.now() + Math.min(5_000, share)
  const left = (most: number) => Math.max(1, Math.min(most, until - Date.now()))
  await tab.reached('loaded', left(3_000)).catch(ignoreTimeout)
  const settleOnce = (isQuiet: boolean) =>
    tab.evaluate(settleInPage, { milliseconds: left(3_000), screens: 40, isQuiet }, clock.left())
  if (await settleOnce(false)) return
  await tab.traffic.quiet({ still: 40, milliseconds: left(2_000) })
  await settleOnce(true)
}

interface Clock {
  /** Milliseconds, at least 1. */
  left(): number
}

function startClock(milliseconds: number): Clock {
  const until = performance.now() + milliseconds
  return { left: () => Math.max(1, Math.round(until - performance.now())) }
}

function refusal(answer: Answer | undefined): Visit | undefined {
  if (answer === undefined) return undefined
  const { status, statusText, headers } = answer
  if (status >= 400) {
    return {
      status: 'failed',
      code: isPassing(status) ? 'busy' : 'http',
      problem: `The server answered ${`${status} ${statusText}`.trim()}.`,
      retryAfter: retryAfter(headers['retry-after']),
    }
  }
  const type = (headers['content-type'] ?? 'text/html').replace(/;.*$/s, '').trim().toLowerCase()
  return type === 'text/html' || type === 'application/xhtml+xml' ? undefined : { status: 'not-a-page', type }
}

function navigationProblem(error: unknown, timeout: number): Visit {
  const message = reasonOf(error)
  if (/Download is starting|net::ERR_ABORTED/.test(message))
    return { status: 'not-a-page', type: 'a download' }
  const network = /net::(ERR_[A-Z_]+)/.exec(message)?.[1]
  if (network !== undefined) {
    return {
      status: 'failed',
      code: breaking.has(network) ? 'busy' : 'refused',
      problem: networkProblems[network] ?? `It could not be opened (${network}).`,
    }
  }
  return { status: 'failed', code: 'page', problem: pageProblem(error, timeout) }
}

/** What another try may change. */
const breaking = new Set([
  'ERR_CONNECTION_RESET',
  'ERR_EMPTY_RESPONSE',
  'ERR_CONNECTION_CLOSED',
  'ERR_NETWORK_CHANGED',
])

const networkProblems: Readonly<Record<string, string>> = {
  ERR_CONNECTION_REFUSED: 'The connection was refused; is the server running?',
  ERR_NAME_NOT_RESOLVED: 'There is no such host.',
  ERR_CONNECTION_RESET: 'The server ended the connection.',
  ERR_EMPTY_RESPONSE: 'The server ended the connection without an answer.',
  ERR_TOO_MANY_REDIRECTS: 'It redirects in a circle.',
  ERR_CERT_AUTHORITY_INVALID: 'Its certificate is not from a known authority.',
  ERR_CERT_DATE_INVALID: 'Its certificate has expired.',
  ERR_INTERNET_DISCONNECTED: 'There is no network.',
  ERR_CONNECTION_CLOSED: 'The server ended the connection.',
  ERR_ADDRESS_UNREACHABLE: 'It cannot be reached, or lies in a private network.',
  ERR_UNSAFE_PORT: 'Browsers refuse to open this port.',
}

function pageProblem(error: unknown, timeout: number): string {
  if (error instanceof TimeLimitError) return `It was not ready within ${timeout} ms.`
  return `${reasonOf(error).replace(/\.$/, '')}.`
}

function ignoreTimeout(error: unknown): void {
  if (!(error instanceof TimeLimitError)) throw error
}

function isNavigation(error: unknown): boolean {
  return /Cannot find context|context was destroyed|No frame (?:for|with) given id|Inspected target navigated/i.test(
    String(error),
  )
}

function reasonOf(error: unknown): string {
  return firstLine(error).replace(/^(?:cdpSession\.send: )?(?:Protocol error \(([\w.]+)\)|[\w.]+): /, '')
}
