import {
  decodeDataUrl,
  type ImageProblem,
  type LoadedImage,
  type LoadImage,
  maxImageBytes,
  type Unreadable,
} from '@altwright/core'
import type { APIRequestContext, APIResponse, Response } from 'playwright'
import { isPrivateHost } from './private-address.ts'
import { isRedirect, type Traffic } from './traffic.ts'

export interface PageLoaderOptions {
  readonly traffic: Traffic
  /** Asks with the browser's cookies. */
  readonly request: APIRequestContext
  /** The page's address. */
  readonly url: string
  /** What relative addresses resolve against. */
  readonly base: string
  /** Hosts that a person named; they may be private. */
  readonly startHosts: ReadonlySet<string>
  /** Milliseconds for one picture that the browser has not loaded. */
  readonly timeout: number
}

const pageLimit = 256 * 1024 * 1024
const maxRedirects = 5

/**
 * Loads the pictures of a page that is still open: from the responses the browser received, else from the
 * server where the page itself may fetch pictures. What the page names is never a reason to read a file or to
 * reach into a private network.
 */
export function pageLoader(options: PageLoaderOptions): LoadImage {
  let budget = pageLimit
  return async (address) => {
    const loaded = await loadOne(address, options)
    if (loaded.status !== 'loaded') return loaded
    if (loaded.bytes.length > maxImageBytes) return tooLarge()
    budget -= loaded.bytes.length
    if (budget < 0)
      return unreadable('too-large', 'The pictures of this page have more than 256 MiB together.')
    return loaded.bytes.length === 0 ? unreadable('empty', 'The server sent no bytes.') : loaded
  }
}

async function loadOne(address: string, options: PageLoaderOptions): Promise<LoadedImage> {
  if (!URL.canParse(address, options.base)) return unreadable('missing', 'Its address is not valid.')
  const url = new URL(address, options.base)
  if (url.protocol === 'data:') return decodeDataUrl(url.href)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return unreadable('outside-root', `Addresses that start with “${url.protocol}” are not read.`)
  }
  const response = options.traffic.response(url.href)
  return (response && (await received(response))) ?? (await fetched(url, options))
}

/** `undefined` where the browser no longer has the bytes. */
async function received(response: Response): Promise<LoadedImage | undefined> {
  const refused = refusal(response)
  if (refused !== undefined) return refused
  try {
    return { status: 'loaded', bytes: await response.body() }
  } catch {
    return undefined
  }
}

/** For lazy pictures that never came into view, and for those whose bytes the browser dropped. */
async function fetched(url: URL, options: PageLoaderOptions): Promise<LoadedImage> {
  const failure = options.traffic.failure(url.href)
  if (failure !== undefined) return unreadable('unreachable', `The browser could not load it (${failure}).`)
  const origins = new Set([new URL(options.url).origin, ...options.traffic.imageOrigins()])
  if (!origins.has(url.origin)) return unreadable('remote', 'The page itself did not load it from there.')
  let target = url
  try {
    for (let hop = 0; hop <= maxRedirects; hop++) {
      if (!options.startHosts.has(target.hostname) && (await isPrivateHost(target.hostname))) {
        return unreadable('remote', `${target.hostname} is in a private network.`)
      }
      const response = await options.request.get(target.href, { maxRedirects: 0, timeout: options.timeout })
      const location = response.headers().location
      if (!isRedirect(response.status()) || location === undefined) return answered(response)
      await response.dispose()
      if (!URL.canParse(location, target.href)) break
      target = new URL(location, target)
      if (target.protocol !== 'http:' && target.protocol !== 'https:') break
    }
    return unreadable('unreachable', 'It redirects to nowhere.')
  } catch (error) {
    return unreadable('unreachable', `It could not be loaded (${String(error).split('\n')[0]}).`)
  }
}

async function answered(response: APIResponse): Promise<LoadedImage> {
  try {
    return refusal(response) ?? { status: 'loaded', bytes: await response.body() }
  } finally {
    await response.dispose()
  }
}

function refusal(response: Response | APIResponse): Unreadable | undefined {
  const status = response.status()
  if (status === 404 || status === 410) return unreadable('missing', `The server answered ${status}.`)
  if (status >= 400) return unreadable('unreachable', `The server answered ${status}.`)
  return Number(response.headers()['content-length'] ?? 0) > maxImageBytes ? tooLarge() : undefined
}

function tooLarge(): Unreadable {
  return unreadable('too-large', 'It has more than 32 MiB.')
}

function unreadable(code: ImageProblem, message: string): Unreadable {
  return { status: 'unreadable', code, message }
}
