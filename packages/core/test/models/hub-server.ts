import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A repository as the hub keeps it: what a branch stands for, and the files of each commit. */
export interface Repository {
  readonly refs: Record<string, string>
  readonly commits: Record<string, Record<string, Uint8Array>>
}

/** One request, as a server saw it. */
export interface Seen {
  readonly server: 'hub' | 'cdn'
  readonly path: string
  readonly range: string | undefined
  readonly authorization: string | undefined
  /** Bytes of the body that were handed to the socket. */
  sent: number
}

/** What a server does instead of its duty. */
export type Fault =
  | { readonly type: 'answer'; readonly status: number; readonly headers?: object; readonly body?: string }
  /** Ends the connection after so many bytes of the body. */
  | { readonly type: 'cut'; readonly after: number }
  /** Falls silent after so many bytes; before the headers where it is negative. */
  | { readonly type: 'stall'; readonly after: number }
  /** Sends a little now and then. */
  | { readonly type: 'drip'; readonly bytes: number; readonly every: number }
  /** Sends other bytes; a whole answer all the same. */
  | { readonly type: 'content'; readonly content: Uint8Array }
  | { readonly type: 'no-ranges' }
  | { readonly type: 'etag'; readonly etag: string }

export interface Hub {
  readonly endpoint: string
  readonly cdn: string
  readonly repositories: Record<string, Repository>
  readonly seen: Seen[]
  /** Files that the CDN or the hub served, by path, without the hub's redirects to the CDN. */
  bodies(file: string): Seen[]
  /** From now on, for so many requests that match; a later call goes before an earlier one. */
  misbehave(match: RegExp, fault: Fault, times?: number): void
}

export const owner = 'Salesforce/blip-tiny'
export const commit = 'a'.repeat(40)
export const otherCommit = 'b'.repeat(40)
export const tinyFolder = join(import.meta.dirname, '../fixtures/blip/tiny')

/** The tiny checkpoint, among files that no engine reads. */
export function tinyFiles(): Record<string, Uint8Array> {
  const files = Object.fromEntries(
    readdirSync(tinyFolder)
      .filter((name) => !name.startsWith('golden'))
      .map((name) => [name, readFileSync(join(tinyFolder, name))] as const),
  )
  const text = (content: string) => new TextEncoder().encode(content)
  return {
    ...files,
    'README.md': text('# BLIP'),
    'pytorch_model.bin': new Uint8Array(2000),
    'tf_model.h5': new Uint8Array(2000),
    'vocab.txt': text('[PAD]\n'),
  }
}

export const isLarge = (file: string): boolean => /\.(?:safetensors|bin|h5)$/.test(file)

export function digestOf(file: string, content: Uint8Array): string {
  return isLarge(file)
    ? createHash('sha256').update(content).digest('hex')
    : createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex')
}

/** A hub and its CDN on two ports of this machine, speaking as much of the hub's protocol as a download needs. */
export async function startHub(
  repositories: Record<string, Repository> = {
    [owner]: { refs: { main: commit }, commits: { [commit]: tinyFiles() } },
  },
): Promise<Hub> {
  const seen: Seen[] = []
  const faults: { match: RegExp; fault: Fault; times: number }[] = []
  const faultFor = (path: string): Fault | undefined => {
    const found = faults.find(({ match, times }) => times > 0 && match.test(path))
    if (found === undefined) return undefined
    found.times -= 1
    return found.fault
  }
  const open = async (server: 'hub' | 'cdn', answer: Answering): Promise<string> => {
    const listening = createServer((request, response) => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
      const entry: Seen = {
        server,
        path: decodeURIComponent(url.pathname),
        range: request.headers.range,
        authorization: request.headers.authorization,
        sent: 0,
      }
      seen.push(entry)
      const fault = faultFor(`${server}:${entry.path}`)
      if (fault?.type === 'answer') {
        response.writeHead(fault.status, { ...fault.headers }).end(fault.body ?? '')
      } else if (fault?.type !== 'stall' || fault.after >= 0) {
        answer(url, { request, response, entry, fault })
      }
    })
    await listen(listening)
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
  }

  const blobs = (): Map<string, Uint8Array> =>
    new Map(
      Object.values(repositories).flatMap(({ commits }) =>
        Object.values(commits).flatMap((files) =>
          Object.entries(files).map(([name, content]) => [digestOf(name, content), content] as const),
        ),
      ),
    )
  const cdn = await open('cdn', (url, exchange) => {
    const digest = url.pathname.split('/').at(-1) ?? ''
    const content = blobs().get(digest)
    if (content === undefined || url.searchParams.get('Signature') !== 'secret-key') {
      refuse(exchange, 403)
      return
    }
    serve(content, `"${digest.slice(0, 32)}-3"`, 'binary/octet-stream', exchange)
  })
  const endpoint = await open('hub', (url, exchange) => answerHub(url, exchange, repositories, cdn))
  return {
    endpoint,
    cdn,
    repositories,
    seen,
    bodies: (file) =>
      seen.filter(({ server, path }) => {
        const content = Object.values(repositories).flatMap(({ commits }) =>
          Object.values(commits).map((files) => files[file]),
        )[0]
        return isLarge(file)
          ? server === 'cdn' && content !== undefined && path.endsWith(digestOf(file, content))
          : path.includes('/resolve/') && path.endsWith(`/${file}`)
      }),
    misbehave: (match, fault, times = Number.POSITIVE_INFINITY) => {
      faults.unshift({ match, fault, times })
    },
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly entry: Seen
  readonly fault: Fault | undefined
}

type Answering = (url: URL, exchange: Exchange) => unknown

function answerHub(
  url: URL,
  exchange: Exchange,
  repositories: Record<string, Repository>,
  cdn: string,
): unknown {
  const api = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/.exec(url.pathname)
  const resolve = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname)
  const [, id = '', ...rest] = api ?? resolve ?? []
  const repository = repositories[id]
  // The hub says 401 to strangers, whether a repository is private or not there.
  if (repository === undefined)
    return refuse(exchange, exchange.entry.authorization ? 404 : 401, 'RepoNotFound')
  const revision = decodeURIComponent((api === null ? rest[0] : rest[1]) ?? '')
  const sha = repository.refs[revision] ?? revision
  const files = repository.commits[sha]
  if (files === undefined) return refuse(exchange, 404, 'RevisionNotFound')
  if (api !== null && rest[0] === 'revision') {
    return json(exchange, { _id: '1', id, sha, private: false, gated: false, lastModified: '2023-01-01' })
  }
  if (api !== null) return listPage(url, exchange, Object.entries(files).map(treeEntry))

  const name = rest[1] ?? ''
  const content = files[name]
  if (content === undefined) return refuse(exchange, 404, 'EntryNotFound')
  const digest = digestOf(name, content)
  if (!isLarge(name))
    return serve(content, `"${digest}"`, 'text/plain; charset=utf-8', exchange, { 'x-repo-commit': sha })
  exchange.response
    .writeHead(302, {
      location: `${cdn}/repos/${digest}?Signature=secret-key&Expires=1`,
      'x-repo-commit': sha,
      'x-linked-etag': `"${digest}"`,
      'x-linked-size': content.byteLength,
      'accept-ranges': 'bytes',
    })
    .end()
}

function treeEntry([path, content]: [string, Uint8Array]): object {
  const size = content.byteLength
  if (!isLarge(path)) return { type: 'file', path, size, oid: digestOf(path, content) }
  const pointer = createHash('sha1').update(path).digest('hex')
  return {
    type: 'file',
    path,
    size,
    oid: pointer,
    lfs: { oid: digestOf(path, content), size, pointerSize: 134 },
  }
}

/** A few entries at a time, as the hub does with a thousand. */
function listPage(url: URL, exchange: Exchange, entries: readonly object[]): unknown {
  const from = Number(url.searchParams.get('cursor') ?? 0)
  const next = new URL(url)
  next.searchParams.set('cursor', String(from + pageSize))
  const link = from + pageSize < entries.length ? { link: `<${next}>; rel="next"` } : {}
  return json(exchange, entries.slice(from, from + pageSize), link)
}

const pageSize = 5

function json(exchange: Exchange, value: unknown, headers: object = {}): unknown {
  const type = 'application/json; charset=utf-8'
  return serve(Buffer.from(JSON.stringify(value)), 'W/"json"', type, exchange, headers)
}

function refuse({ response }: Exchange, status: number, code?: string): void {
  const headers = { 'content-type': 'application/json', ...(code && { 'x-error-code': code }) }
  response.writeHead(status, headers).end(JSON.stringify({ error: code ?? 'refused' }))
}

function serve(
  original: Uint8Array,
  etag: string,
  type: string,
  { request, response, entry, fault }: Exchange,
  more: object = {},
): unknown {
  const content = fault?.type === 'content' ? fault.content : original
  const size = content.byteLength
  const range = fault?.type === 'no-ranges' ? null : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
  const from = Number(range?.[1] ?? 0)
  const headers = {
    ...more,
    'content-type': type,
    etag: fault?.type === 'etag' ? fault.etag : etag,
    'accept-ranges': 'bytes',
  }
  if (range !== null && from >= size) {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${size}` }).end()
    return
  }
  const body = content.subarray(from)
  response.writeHead(range === null ? 200 : 206, {
    ...headers,
    'content-length': body.byteLength,
    ...(range !== null && { 'content-range': `bytes ${from}-${size - 1}/${size}` }),
  })
  if (fault?.type === 'drip') return drip(body, fault, response, entry)
  const limit = fault?.type === 'cut' || fault?.type === 'stall' ? fault.after : body.byteLength
  entry.sent = Math.min(limit, body.byteLength)
  response.write(body.subarray(0, limit), () => {
    if (fault?.type === 'cut') response.destroy()
    else if (fault?.type !== 'stall') response.end()
  })
}

function drip(
  body: Uint8Array,
  { bytes, every }: { readonly bytes: number; readonly every: number },
  response: ServerResponse,
  entry: Seen,
): void {
  const timer = setInterval(() => {
    response.write(body.subarray(entry.sent, entry.sent + bytes))
    entry.sent = Math.min(body.byteLength, entry.sent + bytes)
    if (entry.sent === body.byteLength) response.end()
  }, every)
  response.on('close', () => clearInterval(timer))
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
}
