import { gaveUp, notTheHub } from './answer.ts'
import { type Connection, send } from './connection.ts'
import { persist, type ResolvedPatience } from './patience.ts'
import type { Subject } from './problem.ts'

/** Talks to one hub about one model. */
export interface HubClient {
  readonly subject: Subject
  /** A `fetch` for the hub's own library: it answers with whole JSON, or throws what ends the download. */
  readonly fetchJson: typeof fetch
  /** Opens a file from a byte on, once. */
  openFile(address: string, from: number): Promise<OpenFile>
  /** Does something again while the reason to fail may pass. */
  persist<T>(work: () => Promise<T>, hasAdvanced?: () => boolean): Promise<T>
}

export interface OpenFile {
  /** 200, 206 or 416. */
  readonly status: number
  readonly headers: Headers
  readonly body: AsyncIterable<Uint8Array>
  /** Closes the connection where the body is not read. */
  cancel(): Promise<void>
}

export interface HubClientOptions {
  readonly subject: Subject
  readonly token: string | undefined
  readonly patience: ResolvedPatience
  readonly signal: AbortSignal | undefined
  readonly onRetry: (problem: string, delay: number) => void
}

export function hubClient({ subject, token, patience, signal, onRetry }: HubClientOptions): HubClient {
  const connection: Connection = { subject, token, idle: patience.idle, signal, answered: false }
  const giveUp = gaveUp(subject)
  const client: HubClient = {
    subject,
    fetchJson: (input, init) =>
      client.persist(() => readJson(connection, String(input), new Headers(init?.headers))),
    openFile: (address, from) => openFile(connection, address, from),
    persist: (work, hasAdvanced) => persist(work, { patience, signal, onRetry, hasAdvanced, giveUp }),
  }
  return client
}

const largestJson = 32 * 1024 * 1024

async function readJson(connection: Connection, asked: string, headers: Headers): Promise<Response> {
  const { response, address, body } = await send(connection, asked, headers)
  const { subject } = connection
  const type = response.headers.get('content-type') ?? ''
  if (!/\bjson\b/.test(type)) {
    await response.body?.cancel()
    throw notTheHub(isHtml(response) ? webPage : `“${type}” instead of JSON`, address, subject)
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length > largestJson) throw notTheHub('more JSON than any model needs', address, subject)
  }
  const text = Buffer.concat(chunks).toString()
  try {
    JSON.parse(text)
  } catch (cause) {
    throw notTheHub('broken JSON', address, subject, cause)
  }
  // The library follows this to the next page.
  const link = response.headers.get('link')
  return new Response(text, { headers: { 'content-type': type, ...(link !== null && { link }) } })
}

async function openFile(connection: Connection, asked: string, from: number): Promise<OpenFile> {
  const headers = new Headers(from > 0 ? { range: `bytes=${from}-` } : { 'accept-encoding': 'identity' })
  const { response, address, body } = await send(connection, asked, headers)
  const cancel = async (): Promise<void> => response.body?.cancel()
  if (!isHtml(response)) return { status: response.status, headers: response.headers, body, cancel }
  await cancel()
  throw notTheHub(webPage, address, connection.subject)
}

const webPage = 'a web page (HTML)'

function isHtml(response: Response): boolean {
  return /^text\/html\b/i.test(response.headers.get('content-type') ?? '')
}
