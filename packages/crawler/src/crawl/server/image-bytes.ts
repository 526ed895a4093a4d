import { type LoadedImage, type LoadImage, maxImageBytes, type Unreadable, unreadable } from '@altwright/core'
import type { Fetched, Fetcher } from './fetcher.ts'

/** Asks a server for a picture; `cookies` where a browser knows better than the fetcher. */
export type FetchImage = (url: string, cookies?: string) => Promise<LoadedImage>

export interface FetchImageOptions {
  /** Milliseconds for one picture. */
  readonly timeout: number
  readonly signal: AbortSignal
}

export function imageFetcher(fetcher: Fetcher, { timeout, signal }: FetchImageOptions): FetchImage {
  return async (url, cookies) => {
    const accept = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
    return loadedFrom(
      await fetcher.get(url, {
        timeout,
        signal,
        accept,
        mostBytes: maxImageBytes,
        ...(cookies === undefined ? {} : { cookies }),
      }),
    )
  }
}

function loadedFrom(fetched: Fetched): LoadedImage {
  if (fetched.status === 'answered') {
    return refusedStatus(fetched.code) ?? { status: 'loaded', bytes: fetched.body }
  }
  if (fetched.status === 'led-inside') {
    return unreadable('remote', `${new URL(fetched.url).hostname} is in a private network.`)
  }
  switch (fetched.code) {
    case 'private':
      return unreadable('remote', fetched.problem)
    case 'too-large':
      return tooLarge()
    case 'redirects':
      return unreadable('unreachable', 'It redirects to nowhere.')
    default:
      return unreadable('unreachable', fetched.problem)
  }
}

/** All pictures of a page together. */
const mostOfPage = 256 * 1024 * 1024

/** The same within bounds: no picture too large, and not too much of them together. */
export function withinBounds(load: LoadImage): LoadImage {
  let budget = mostOfPage
  return async (address) => {
    const loaded = await load(address)
    if (loaded.status !== 'loaded') return loaded
    if (loaded.bytes.length > maxImageBytes) return tooLarge()
    budget -= loaded.bytes.length
    if (budget < 0)
      return unreadable('too-large', 'The pictures of this page have more than 256 MiB together.')
    return loaded.bytes.length === 0 ? unreadable('empty', 'The server sent no bytes.') : loaded
  }
}

export function refusedStatus(status: number): Unreadable | undefined {
  if (status === 404 || status === 410) return unreadable('missing', `The server answered ${status}.`)
  return status >= 400 ? unreadable('unreachable', `The server answered ${status}.`) : undefined
}

export function tooLarge(): Unreadable {
  return unreadable('too-large', 'It has more than 32 MiB.')
}
