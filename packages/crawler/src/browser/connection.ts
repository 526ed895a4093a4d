import type { Readable, Writable } from 'node:stream'
import type { Session } from './session.ts'

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: object
  readonly result?: object
  readonly error?: { readonly message: string }
}

interface Question {
  readonly method: string
  readonly session: string
  readonly resolve: (result: object) => void
  readonly reject: (error: Error) => void
}

type Listener = (params: object) => void

/** The DevTools protocol over a browser's pipes: JSON, with a zero byte after each message. */
export class Connection {
  readonly #input: Writable
  readonly #asked = new Map<number, Question>()
  /** By session, then by event. */
  readonly #listeners = new Map<string, Map<string, Listener[]>>()
  #begun: Buffer[] = []
  #last = 0
  #isEnded = false
  readonly #onEnd: () => void

  /** @param onEnd Called once, when the browser closes its end. */
  constructor(input: Writable, output: Readable, onEnd: () => void) {
    this.#input = input
    this.#onEnd = onEnd
    input.on('error', () => this.#end())
    output.on('data', (part: Buffer) => this.#receive(part))
    output.on('error', () => this.#end())
    output.on('close', () => this.#end())
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Of a target that is attached to, by its id; default: of the browser. */
  session(id = ''): Session {
    const on = (event: string, listener: Listener) => {
      const events = this.#listeners.get(id) ?? new Map<string, Listener[]>()
      this.#listeners.set(id, events)
      events.set(event, [...(events.get(event) ?? []), listener])
    }
    const send = (method: string, params: object = {}) => this.#send(id, method, params)
    // The protocol's types are Playwright's; what is sent and told is the same.
    return { send, on } as unknown as Session
  }

  #send(session: string, method: string, params: object): Promise<object> {
    if (this.#isEnded) return Promise.reject(new Error(ended))
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { method, session, resolve, reject })
      const message = session === '' ? { id, method, params } : { id, method, params, sessionId: session }
      this.#input.write(`${JSON.stringify(message)}\0`)
    })
  }

  #receive(part: Buffer): void {
    let start = 0
    for (let end = part.indexOf(0); end !== -1; end = part.indexOf(0, start)) {
      const text = Buffer.concat([...this.#begun, part.subarray(start, end)]).toString('utf8')
      this.#begun = []
      start = end + 1
      this.#tell(JSON.parse(text) as Message)
    }
    if (start < part.length) this.#begun.push(part.subarray(start))
  }

  #tell({ id, sessionId = '', method, params = {}, result = {}, error }: Message): void {
    if (id !== undefined) {
      const question = this.#asked.get(id)
      this.#asked.delete(id)
      if (error === undefined) question?.resolve(result)
      else question?.reject(new Error(`${question.method}: ${error.message}`))
      return
    }
    if (method === 'Target.detachedFromTarget') this.#forget((params as { sessionId: string }).sessionId)
    for (const listener of this.#listeners.get(sessionId)?.get(method ?? '') ?? []) listener(params)
  }

  /** A target that has gone answers nothing any more. */
  #forget(session: string): void {
    this.#listeners.delete(session)
    for (const [id, question] of this.#asked) {
      if (question.session !== session) continue
      this.#asked.delete(id)
      question.reject(new Error(`${question.method}: The browser tab was closed`))
    }
  }

  #end(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    for (const question of this.#asked.values()) question.reject(new Error(ended))
    this.#asked.clear()
    this.#onEnd()
  }
}

const ended = 'The browser ended'
