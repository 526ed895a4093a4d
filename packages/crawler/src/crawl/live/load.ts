import {
  decodeDataUrl,
  type LoadedImage,
  type LoadImage,
  maxImageBytes,
  type Unreadable,
  unreadable,
} from '@altwright/core'
import { firstLine } from '../../first-line.ts'
import { type FetchImage, refusedStatus, tooLarge, withinBounds } from '../server/image-bytes.ts'
import { within } from '../time-limit.ts'
import type { Answer } from './answer.ts'
import { isFromInside } from './gate.ts'
import type { Traffic } from './traffic.ts'

export interface PageLoaderOptions {
  readonly traffic: Traffic
  readonly fetchImage: FetchImage
  /** What the browser would send, as a `Cookie` header. */
  readonly cookies: (url: string) => Promise<string>
  /** Hosts that a person named; they may be private. */
  readonly isNamed: (hostname: string) => boolean
  /** Takes a picture of an element that is drawn. */
  readonly picture: (index: number) => Promise<Uint8Array>
  /** The page's address. */
  readonly url: string
}

/**
 * Loads the pictures of a page that is still open: from the responses the browser received, else from the
 * server where the page itself may fetch pictures. What the page names is never a reason to read a file or to
 * reach into a private network.
 */
export function pageLoader(options: PageLoaderOptions): LoadImage {
  return withinBounds((address) => loadOne(address, options))
}

async function loadOne(address: string, options: PageLoaderOptions): Promise<LoadedImage> {
  if (!URL.canParse(address)) return unreadable('missing', 'Its address is not valid.')
  const url = new URL(address)
  if (url.protocol === 'element:') return taken(Number(url.pathname), options)
  if (url.protocol === 'data:') return decodeDataUrl(url.href)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return unreadable('outside-root', `Addresses that start with “${url.protocol}” are not read.`)
  }
  const answer = options.traffic.answer(url.href)
  return (answer && (await received(answer, options))) ?? (await fetched(url, options))
}

async function taken(index: number, { picture }: PageLoaderOptions): Promise<LoadedImage> {
  try {
    return { status: 'loaded', bytes: await picture(index) }
  } catch (error) {
    return unreadable('unreachable', `No picture of it could be taken (${firstLine(error)}).`)
  }
}

/** How long the browser may take for the bytes of a picture it was told of, in milliseconds: some never come. */
const patience = 10_000

/** `undefined` where the browser no longer has the bytes. */
async function received(answer: Answer, options: PageLoaderOptions): Promise<LoadedImage | undefined> {
  return within(patience, bytesOf(answer, options)).catch(() => undefined)
}

async function bytesOf(answer: Answer, { isNamed, traffic }: PageLoaderOptions): Promise<LoadedImage> {
  const refused = refusedStatus(answer.status) ?? (await refusedSize(answer, traffic))
  if (refused !== undefined) return refused
  const { hostname } = new URL(answer.url)
  if (!isNamed(hostname) && isFromInside(answer))
    return unreadable('remote', `${hostname} is in a private network.`)
  return { status: 'loaded', bytes: await traffic.bodyOf(answer) }
}

/** Known before the bytes are taken from the browser. */
async function refusedSize(answer: Answer, traffic: Traffic): Promise<Unreadable | undefined> {
  const declared = Number(answer.headers['content-length'] ?? 0)
  const size = declared > 0 ? declared : await traffic.sizeOf(answer)
  return size > maxImageBytes ? tooLarge() : undefined
}

/** For lazy pictures that never came into view, and for those whose bytes the browser dropped. */
async function fetched(url: URL, options: PageLoaderOptions): Promise<LoadedImage> {
  const failure = options.traffic.failure(url.href)
  if (failure !== undefined) return unreadable('unreachable', `The browser could not load it (${failure}).`)
  const origins = new Set([new URL(options.url).origin, ...options.traffic.imageOrigins()])
  if (!origins.has(url.origin)) return unreadable('remote', 'The page itself did not load it from there.')
  return options.fetchImage(url.href, await options.cookies(url.href))
}
