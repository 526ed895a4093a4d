import { AltwrightError } from '@altwright/core/config'
import { pageAddress } from './frontier/address.ts'

/** Where a crawl begins. */
export interface Start {
  readonly urls: readonly string[]
  /** A person named these hosts, so pictures may be fetched from them even in a private network. */
  readonly hosts: ReadonlySet<string>
  /** From `https://user:password@host/`; kept out of every address in the report. */
  readonly credentials:
    | { readonly username: string; readonly password: string; readonly origin: string }
    | undefined
}

/** @throws AltwrightError `bad-input` for what is no http address. */
export function readStart(addresses: readonly string[]): Start {
  if (addresses.length === 0)
    throw new AltwrightError('bad-input', 'Name at least one address to start from.')
  const urls = addresses.map((address) => {
    const url = pageAddress(address)
    if (url === undefined) throw notAnAddress(address)
    return url
  })
  const withUser = addresses.map((address) => new URL(address)).find((url) => url.username !== '')
  return {
    urls,
    hosts: new Set(urls.map((url) => new URL(url).hostname)),
    credentials: withUser && {
      username: decodeURIComponent(withUser.username),
      password: decodeURIComponent(withUser.password),
      origin: withUser.origin,
    },
  }
}

function notAnAddress(address: string): AltwrightError {
  const local = /^(?:localhost|127\.|\[::1\])/.test(address)
  const guess = `${local ? 'http' : 'https'}://${address}`
  const hint =
    /^[\w.-]+(?::\d+)?(?:\/|$)/.test(address) && URL.canParse(guess) ? `, did you mean ${guess}?` : '.'
  return new AltwrightError('bad-input', `“${address}” is not an http address${hint}`)
}
