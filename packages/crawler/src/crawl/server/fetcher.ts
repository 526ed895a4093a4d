import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { checkedLookup, refusePrivate } from '@altwright/core/remote'
import { CookieJar, MemoryCookieStore } from 'tough-cookie'
import { Agent, type Dispatcher } from 'undici'
import { firstLine } from '../../first-line.ts'
import { retryAfter } from './retry.ts'

/** What a server answered, or why it did not. */
export type Fetched =
  | {
      readonly status: 'answered'
      /** After redirects. */
      readonly url: string
      readonly code: number
      readonly headers: Readonly<Record<string, string>>
      /** Decompressed. */
      readonly body: Buffer
      /** In milliseconds, where the server asks for a pause. */
      readonly retryAfter: number | undefined
    }
  /** It leads into a private network, where nobody went. */
  | { readonly status: 'led-inside'; readonly url: string }
  | { readonly status: 'failed'; readonly code: FetchProblem; readonly problem: string }

type FetchProblem = 'refused' | 'broken' | 'private' | 'too-large' | 'late' | 'redirects'

export interface FetchOptions {
  /** For everything, redirects included, in milliseconds. */
  readonly timeout: number
  /** The most bytes of the decompressed body. */
  readonly mostBytes: number
  /** What is wanted, as `Accept` says it. */
  readonly accept: string
  /** Whether the body is wanted, by the headers; one that is not is not waited for. Default: always. */
  readonly wants?: (headers: Readonly<Record<string, string>>) => boolean
  readonly signal?: AbortSignal | undefined
  /** The `Cookie` header, where a browser knows better than the jar. */
  readonly cookies?: string | undefined
}

export interface FetcherOptions {
  /** Hosts that a person named; they may be private. */
  readonly isNamed: (hostname: string) => boolean
  /** Sent to the origins that `isOwn` names, and to nobody else. */
  readonly headers: Readonly<Record<string, string>>
  readonly isOwn: (url: URL) => boolean
  readonly credentials: Credentials | undefined
  readonly userAgent: string
}

/** For HTTP authentication at one origin. */
export interface Credentials {
  readonly username: string
  readonly password: string
  readonly origin: string
}

const mostRedirects = 10

/** Asks servers without a browser: cookies are kept, redirects checked hop by hop, private networks out of reach. */
export class Fetcher {
  readonly #cookies = new MemoryCookieStore()
  readonly jar = new CookieJar(this.#cookies, { looseMode: true })
  readonly #options: FetcherOptions
  readonly #agent: Agent

  constructor(options: FetcherOptions) {
    this.#options = options
    this.#agent = new Agent({
      connect: { lookup: checkedLookup(options.isNamed), timeout: 10_000 },
      keepAliveTimeout: 10_000,
      maxHeaderSize: 64 * 1024,
    })
  }

  async get(address: string, options: FetchOptions): Promise<Fetched> {
    const end = new AbortController()
    const timer = setTimeout(() => end.abort(late), options.timeout)
    const stop = () => end.abort(options.signal?.reason)
    options.signal?.addEventListener('abort', stop, { once: true })
    try {
      options.signal?.throwIfAborted()
      return await this.#follow(new URL(address), options, end.signal)
    } catch (error) {
      options.signal?.throwIfAborted()
      return failure(error, options.timeout)
    } finally {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', stop)
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  async #follow(start: URL, options: FetchOptions, signal: AbortSignal): Promise<Fetched> {
    let url = start
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const response = await this.#ask(url, options, signal).catch((error: unknown) => {
        if (hop > 0 && codeOf(error) === 'EPRIVATE') return undefined
        throw error
      })
      if (response === undefined) return { status: 'led-inside', url: url.href }
      const headers = plainHeaders(response.headers)
      await this.#keepCookies(response.headers['set-cookie'], url)
      const next = redirectOf(response.statusCode, headers['location'], url)
      if (next === undefined) {
        const body =
          options.wants?.(headers) === false
            ? nothing(response)
            : await bodyOf(response, headers, options.mostBytes)
        return {
          status: 'answered',
          url: url.href,
          code: response.statusCode,
          headers,
          body,
          retryAfter: retryAfter(headers['retry-after']),
        }
      }
      discard(response)
      if (next.protocol !== 'http:' && next.protocol !== 'https:') break
      url = next
    }
    return { status: 'failed', code: 'redirects', problem: 'It redirects in a circle.' }
  }

  async #ask(url: URL, options: FetchOptions, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    refusePrivate(url.hostname, this.#options.isNamed)
    const cookie = options.cookies ?? (await this.#cookieFor(url))
    return this.#agent.request({
      origin: url.origin,
      path: pathOf(url),
      method: 'GET',
      signal,
      headers: {
        'user-agent': this.#options.userAgent,
        accept: options.accept,
        'accept-encoding': 'gzip, deflate, br',
        'accept-language': 'en',
        ...(cookie === '' ? {} : { cookie }),
        ...this.#authorization(url),
        ...(this.#options.isOwn(url) ? this.#options.headers : {}),
      },
    })
  }

  /** Most sites set none, and looking through an empty jar takes as long as through any. */
  async #cookieFor(url: URL): Promise<string> {
    const isEmpty = Object.keys(this.#cookies.idx).length === 0
    return isEmpty ? '' : this.jar.getCookieString(url.href)
  }

  #authorization({ origin }: URL): { authorization?: string } {
    const { credentials } = this.#options
    if (credentials?.origin !== origin) return {}
    const pair = `${credentials.username}:${credentials.password}`
    return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
  }

  async #keepCookies(header: string | string[] | undefined, url: URL): Promise<void> {
    for (const cookie of header === undefined ? [] : [header].flat()) {
      await this.jar.setCookie(cookie, url.href, { ignoreError: true })
    }
  }
}

/** As it was written: `URL.search` does not tell `/a?` from `/a`. */
function pathOf(url: URL): string {
  return /^[^:]+:\/\/[^/]*(\/[^#]*)/.exec(url.href)?.[1] ?? '/'
}

const late = new Error('Out of time')

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]),
  )
}

function redirectOf(status: number, location: string | undefined, base: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  return URL.canParse(location, base) ? new URL(location, base) : undefined
}

/** The rest of an answer is not waited for. */
function discard(response: Dispatcher.ResponseData): void {
  response.body.on('error', () => {}).destroy()
}

function nothing(response: Dispatcher.ResponseData): Buffer {
  discard(response)
  return Buffer.alloc(0)
}

class TooLargeError extends Error {}

async function bodyOf(
  response: Dispatcher.ResponseData,
  headers: Readonly<Record<string, string>>,
  most: number,
): Promise<Buffer> {
  const unpacked = unpack(response.body, headers['content-encoding'] ?? '')
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of unpacked as AsyncIterable<Buffer>) {
      length += part.length
      if (length > most) throw new TooLargeError()
      parts.push(part)
    }
  } finally {
    discard(response)
  }
  return Buffer.concat(parts)
}

function unpack(body: Dispatcher.ResponseData['body'], encoding: string): NodeJS.ReadableStream {
  const decoder = decoderFor(encoding.trim().toLowerCase())
  if (decoder === undefined) return body
  body.on('error', (error) => decoder.destroy(error))
  return body.pipe(decoder)
}

function decoderFor(encoding: string) {
  // An answer that ends early is read as far as it came, as browsers do.
  const lenient = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip(lenient)
  if (encoding === 'deflate') return createInflate(lenient)
  return encoding === 'br' ? createBrotliDecompress() : undefined
}

function failure(error: unknown, timeout: number): Fetched {
  const failed = (code: FetchProblem, problem: string): Fetched => ({ status: 'failed', code, problem })
  if (error === late) return failed('late', `It was not ready within ${timeout} ms.`)
  if (error instanceof TooLargeError) return failed('too-large', 'It is too large to be read.')
  const code = codeOf(error)
  if (code === 'EPRIVATE') return failed('private', (error as Error).message)
  if (/TIMEOUT/.test(code)) return failed('late', 'The server did not answer in time.')
  const known = problems[code]
  if (known !== undefined) return failed(...known)
  return failed('broken', `It could not be loaded (${firstLine(error)}).`)
}

function codeOf(error: unknown): string {
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] }
  if (typeof code === 'string' && code !== '') return code
  if (cause !== undefined) return codeOf(cause)
  return Array.isArray(errors) ? codeOf(errors[0] ?? {}) : ''
}

const problems: Readonly<Record<string, readonly [FetchProblem, string]>> = {
  ECONNREFUSED: ['refused', 'The connection was refused; is the server running?'],
  ENOTFOUND: ['refused', 'There is no such host.'],
  EAI_AGAIN: ['refused', 'There is no such host.'],
  ECONNRESET: ['broken', 'The server ended the connection.'],
  EPIPE: ['broken', 'The server ended the connection.'],
  UND_ERR_SOCKET: ['broken', 'The server ended the connection without an answer.'],
  CERT_HAS_EXPIRED: ['refused', 'Its certificate has expired.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['refused', 'Its certificate is not from a known authority.'],
  SELF_SIGNED_CERT_IN_CHAIN: ['refused', 'Its certificate is not from a known authority.'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['refused', 'Its certificate is not from a known authority.'],
}
