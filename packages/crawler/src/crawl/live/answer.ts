/** What a server answered to a request of the browser's, as the browser tells it. */
export interface Answer {
  readonly url: string
  readonly status: number
  readonly statusText: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The IP address that it came from; a cached answer may not say. */
  readonly from: string | undefined
  /** The browser's name of the request. */
  readonly request: string
}

interface Told {
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly headers: object
  readonly remoteIPAddress?: string | undefined
}

export function answerOf(request: string, told: Told): Answer {
  const { url, status, statusText, remoteIPAddress } = told
  const headers = Object.fromEntries(
    Object.entries(told.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
  // An IPv6 address stands in brackets.
  const from = remoteIPAddress?.replace(/^\[|\]$/g, '') || undefined
  return { url, status, statusText, headers, from, request }
}
