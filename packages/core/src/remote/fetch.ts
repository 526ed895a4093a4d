import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { maxImageBytes } from '../assets/inside.ts'
import { type Unreadable, unreadable } from '../captioner.ts'
import { version } from '../version.ts'
import { checkedLookup, refusePrivate } from './private-address.ts'

/** What a server said of a picture, so that it can be asked later whether it is still the same. */
export interface Validators {
  readonly etag?: string | undefined
  readonly modified?: string | undefined
}

export type Fetched =
  | { readonly status: 'fetched'; readonly bytes: Uint8Array; readonly validators: Validators }
  | { readonly status: 'unchanged' }
  | Unreadable

export interface FetchOptions {
  /** Whether a picture may come from an address; asked at each redirect. */
  readonly allows: (address: URL) => boolean
  /** Whether a person named a host, so that it may lie in a private network. */
  readonly isNamed: (hostname: string) => boolean
  /** Of the picture that is there already. */
  readonly validators: Validators
}

/** For one picture, redirects included, in milliseconds. */
const timeLimit = 30_000
const mostRedirects = 5

/**
 * Asks a server for a picture, without cookies and credentials. No more than {@link maxImageBytes} are read, and no address in
 * a private network is connected to, whatever a name resolves to and wherever a redirect leads. A failure is an outcome.
 */
export async function fetchPicture(start: URL, options: FetchOptions): Promise<Fetched> {
  const signal = AbortSignal.timeout(timeLimit)
  let address = start
  try {
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const response = await ask(address, options, signal)
      const status = response.statusCode ?? 0
      if (status === 304) return drop(response, { status: 'unchanged' })
      const target = redirectOf(response, address)
      if (target === undefined) return await read(response, status)
      drop(response, undefined)
      if (!/^https?:$/.test(target.protocol)) break
      if (!options.allows(target)) {
        return unreadable(
          'remote',
          `It redirects to ${target.host}, which the settings do not let it be fetched from.`,
        )
      }
      address = target
    }
    return unreadable('unreachable', 'It redirects to nowhere.')
  } catch (error) {
    return failure(error)
  }
}

function ask(
  address: URL,
  { isNamed, validators }: FetchOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  refusePrivate(address.hostname, isNamed)
  const get: typeof http.get = address.protocol === 'https:' ? https.get : http.get
  const headers = {
    accept: 'image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': `altwright/${version}`,
    ...(validators.etag === undefined ? {} : { 'if-none-match': validators.etag }),
    ...(validators.modified === undefined ? {} : { 'if-modified-since': validators.modified }),
  }
  return new Promise((resolve, reject) => {
    get(address, { headers, lookup: checkedLookup(isNamed), signal }, resolve).on('error', reject)
  })
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, base: URL): URL | undefined {
  const { location } = headers
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined
  if (!URL.canParse(location, base.href)) return undefined
  const target = new URL(location, base)
  target.username = ''
  target.password = ''
  return target
}

async function read(response: IncomingMessage, status: number): Promise<Fetched> {
  if (status === 404 || status === 410)
    return drop(response, unreadable('missing', `The server answered ${status}.`))
  if (status < 200 || status > 299)
    return drop(response, unreadable('unreachable', `The server answered ${status}.`))
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length
    if (length > maxImageBytes) return drop(response, tooLarge())
    parts.push(part)
  }
  const bytes = await unpacked(Buffer.concat(parts), response.headers['content-encoding'] ?? '')
  if (bytes.length === 0) return unreadable('empty', 'The server sent no bytes.')
  const { etag, 'last-modified': modified } = response.headers
  return { status: 'fetched', bytes, validators: { etag, modified } }
}

/** @throws Error with the code `ERR_BUFFER_TOO_LARGE` for a bomb. */
async function unpacked(bytes: Buffer, encoding: string): Promise<Buffer> {
  const unpack = decoders[encoding.trim().toLowerCase()]
  return unpack === undefined ? bytes : unpack(bytes, { maxOutputLength: maxImageBytes })
}

const decoders: Readonly<
  Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/** The rest of an answer is not waited for. */
function drop<T>(response: IncomingMessage, answer: T): T {
  response.on('error', () => {}).destroy()
  return answer
}

function failure(error: unknown): Unreadable {
  const { code = '', name, message } = error as NodeJS.ErrnoException
  if (code === 'EPRIVATE') return unreadable('remote', message)
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge()
  if (name === 'AbortError' || name === 'TimeoutError') {
    return unreadable('unreachable', `It was not there within ${timeLimit / 1000} seconds.`)
  }
  return unreadable('unreachable', `It could not be fetched (${code || message}).`)
}

function tooLarge(): Unreadable {
  return unreadable('too-large', `It has more than ${maxImageBytes / 1024 / 1024} MiB.`)
}
