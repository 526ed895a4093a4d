import type { Session } from '../../browser/session.ts'
import { type Answer, answerOf } from './answer.ts'

/** Requests whose answer may still add images to the page. */
const building = new Set(['Script', 'Fetch', 'XHR'])

interface Asked {
  /** Addresses, before and after redirects. */
  readonly urls: readonly string[]
  readonly type: string | undefined
}

/** What a page has asked for since it was opened: the pictures it received, and whether it still builds itself. */
export class Traffic {
  readonly #session: Session
  #asked = new Map<string, Asked>()
  #images = new Map<string, Answer>()
  #failures = new Map<string, string>()
  /** Bytes as they were sent, of answers that have ended. */
  #ended = new Map<string, number>()
  #pending = new Set<string>()
  #quietSince = 0
  #onEnd = new Map<string, (() => void)[]>()

  /** @param session One that tells of the network. */
  constructor(session: Session) {
    this.#session = session
    session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
      const before = this.#asked.get(requestId)
      this.#asked.set(requestId, { urls: [...(before?.urls ?? []), withoutFragment(request.url)], type })
      if (building.has(type ?? '')) this.#pending.add(requestId)
    })
    session.on('Network.responseReceived', ({ requestId, response, type }) => {
      const asked = this.#asked.get(requestId)
      if (asked === undefined) return
      const answer = answerOf(requestId, response)
      const isImage = type === 'Image' || /^image\//i.test(answer.headers['content-type'] ?? '')
      if (isImage) for (const url of asked.urls) this.#images.set(url, answer)
    })
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      this.#end(requestId, encodedDataLength)
    })
    session.on('Network.loadingFailed', ({ requestId, type, errorText }) => {
      if (type === 'Image') {
        for (const url of this.#asked.get(requestId)?.urls ?? [])
          this.#failures.set(url, errorText || 'no answer')
      }
      this.#end(requestId, 0)
    })
  }

  /** Before the next page is opened in the same tab. */
  reset(): void {
    this.#asked = new Map()
    this.#images = new Map()
    this.#failures = new Map()
    this.#ended = new Map()
    this.#pending = new Set()
    this.#quietSince = Date.now()
    this.#onEnd = new Map()
  }

  /** The answer to a picture's address as the page asked for it, before redirects. */
  answer(url: string): Answer | undefined {
    return this.#images.get(withoutFragment(url))
  }

  /** Waits for the end of an answer; the answer is how many bytes were sent. */
  async sizeOf({ request }: Answer): Promise<number> {
    if (!this.#ended.has(request)) {
      await new Promise<void>((resolve) => {
        this.#onEnd.set(request, [...(this.#onEnd.get(request) ?? []), resolve])
      })
    }
    return this.#ended.get(request) ?? 0
  }

  /** The bytes of an answer, unpacked. */
  async bodyOf(answer: Answer): Promise<Buffer> {
    await this.sizeOf(answer)
    const { request } = answer
    const { body, base64Encoded } = await this.#session.send('Network.getResponseBody', {
      requestId: request,
    })
    return Buffer.from(body, base64Encoded ? 'base64' : 'utf8')
  }

  failure(url: string): string | undefined {
    return this.#failures.get(withoutFragment(url))
  }

  /** Origins that the page's own pictures came from. */
  imageOrigins(): ReadonlySet<string> {
    return new Set(
      [...this.#images.keys()].filter((url) => URL.canParse(url)).map((url) => new URL(url).origin),
    )
  }

  /** Waits until no script, fetch or XHR was under way for so long, or until the limit. */
  async quiet(limits: { readonly still: number; readonly milliseconds: number }): Promise<void> {
    const until = Date.now() + limits.milliseconds
    while (Date.now() < until) {
      if (this.#pending.size === 0 && Date.now() - this.#quietSince >= limits.still) return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  #end(request: string, bytes: number): void {
    if (!this.#asked.has(request)) return
    this.#ended.set(request, bytes)
    for (const go of this.#onEnd.get(request) ?? []) go()
    this.#onEnd.delete(request)
    if (this.#pending.delete(request) && this.#pending.size === 0) this.#quietSince = Date.now()
  }
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '')
}
