import { AltwrightError } from '@altwright/core'

/** Where a crawl is shared. */
export interface QueueAddress {
  readonly url: string
  /** The same without user, password and parameters, for people. */
  readonly label: string
}

/** @throws AltwrightError `bad-config` for what is no address of Redis; it is not repeated, as it may hold a password. */
export function readQueueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url === undefined ||
    !/^rediss?:$/.test(url.protocol) ||
    !/^(?:\/\d*)?$/.test(url.pathname) ||
    url.hostname === ''
  ) {
    throw new AltwrightError(
      'bad-config',
      '`crawl.queue`: expected the address of a Redis server, such as redis://localhost:6379/0.',
    )
  }
  const database = url.pathname.replace(/^\/?$/, '')
  return { url: text, label: `${url.protocol}//${url.hostname}:${url.port || 6379}${database}` }
}
