import type { Captioner, CaptionOptions, CaptionOutcome } from '../captioner.ts'
import { AltwrightError } from '../error.ts'
import type { Reply } from './protocol.ts'
import type { EngineThread, ThreadEvents } from './thread.ts'

/** Starts a thread with the model loaded. */
export type StartThread = (events: ThreadEvents) => Promise<EngineThread>

/** One `caption(images)` that has not been answered yet. */
interface Call {
  readonly images: readonly Uint8Array[]
  readonly outcomes: (CaptionOutcome | undefined)[]
  left: number
  readonly onOutcome: CaptionOptions['onOutcome']
  readonly resolve: (outcomes: CaptionOutcome[]) => void
  readonly reject: (reason: unknown) => void
  /** Lets go of the caller's signal. */
  readonly release: () => void
  /** Set when the call was answered: what still waits or arrives for it is dropped. */
  settled: boolean
}

interface Item {
  readonly call: Call
  readonly index: number
}

/** Groups that are with the worker: one that it works on, and the next, so that it never waits. */
const groupsAhead = 2

/**
 * A captioner over a worker thread: cuts calls into groups, joins small calls, and answers each as its images are done.
 * A thread that crashed fails the calls that it had, and is started again by the next call.
 */
export async function createQueue(start: StartThread, batchSize: number): Promise<Captioner> {
  const queue = new CaptionQueue(start, batchSize)
  const { id } = await queue.connect()
  return { id, caption: (images, options) => queue.caption(images, options), dispose: () => queue.dispose() }
}

class CaptionQueue {
  readonly #start: StartThread
  readonly #batchSize: number
  readonly #waiting: Item[] = []
  readonly #groups = new Map<number, readonly Item[]>()
  #nextGroup = 0
  #disposed = false
  /** The thread, from when it is asked for until it ends. */
  #starting: Promise<EngineThread> | undefined
  /** The same while it runs. */
  #running: EngineThread | undefined

  constructor(start: StartThread, batchSize: number) {
    this.#start = start
    this.#batchSize = batchSize
  }

  async connect(): Promise<EngineThread> {
    this.#starting ??= this.#start({
      onReply: (reply) => this.#receive(reply),
      onCrash: (cause) => this.#crash(cause),
    })
    const starting = this.#starting
    try {
      this.#running = await starting
      return this.#running
    } catch (error) {
      if (this.#starting === starting) this.#starting = undefined
      throw error
    }
  }

  async caption(
    images: readonly Uint8Array[],
    { signal, onOutcome }: CaptionOptions = {},
  ): Promise<CaptionOutcome[]> {
    this.#throwIfOver(signal)
    if (images.length === 0) return []
    if (this.#running === undefined) await this.connect()
    this.#throwIfOver(signal)
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        settle(call, () => reject(signal?.reason))
        this.#cancelOrphans()
      }
      const release = (): void => signal?.removeEventListener('abort', onAbort)
      const outcomes = images.map(() => undefined)
      const left = images.length
      const call: Call = { images, outcomes, left, onOutcome, resolve, reject, release, settled: false }
      signal?.addEventListener('abort', onAbort, { once: true })
      for (let index = 0; index < images.length; index++) this.#waiting.push({ call, index })
      this.#pump()
    })
  }

  async dispose(): Promise<void> {
    if (!this.#disposed) {
      this.#disposed = true
      this.#running = undefined
      this.#failAll(disposedError())
    }
    await this.#starting?.then(
      (thread) => thread.close(),
      () => undefined,
    )
    this.#starting = undefined
  }

  #throwIfOver(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    if (this.#disposed) throw disposedError()
  }

  /** Keeps the worker supplied. */
  #pump(): void {
    while (this.#running !== undefined && this.#groups.size < groupsAhead) {
      const items = takeOpen(this.#waiting, this.#batchSize)
      if (items.length === 0) break
      const group = this.#nextGroup++
      this.#groups.set(group, items)
      // Copied once: the caller keeps its bytes, and a view does not drag its whole buffer along.
      const images = items.map(({ call, index }) => new Uint8Array(call.images[index] as Uint8Array))
      const buffers = images.map((image) => image.buffer)
      this.#running.send({ type: 'caption', group, images }, buffers)
    }
    this.#running?.setBusy(this.#groups.size > 0)
  }

  #receive(reply: Reply): void {
    if (reply.type === 'outcome') {
      const item = this.#groups.get(reply.group)?.[reply.index]
      if (item !== undefined) answer(item, reply.outcome)
    } else if (reply.type === 'failed') {
      const error = new AltwrightError('engine-failed', `The BLIP engine failed: ${reply.message}.`)
      for (const { call } of this.#groups.get(reply.group) ?? []) settle(call, () => call.reject(error))
    }
    if (reply.type === 'done' || reply.type === 'failed') {
      this.#groups.delete(reply.group)
      this.#pump()
    }
  }

  #crash(cause: unknown): void {
    this.#starting = undefined
    this.#running = undefined
    const why = cause instanceof Error ? cause.message : String(cause)
    const message = `The BLIP engine stopped: ${why}. The next call starts it again.`
    this.#failAll(new AltwrightError('engine-failed', message, { cause }))
  }

  #failAll(error: AltwrightError): void {
    const items = [...this.#groups.values()].flat().concat(this.#waiting)
    this.#groups.clear()
    this.#waiting.length = 0
    for (const { call } of items) settle(call, () => call.reject(error))
  }

  /** Lets the worker skip groups that nobody waits for any more. */
  #cancelOrphans(): void {
    for (const [group, items] of this.#groups) {
      if (items.every(({ call }) => call.settled)) this.#running?.send({ type: 'cancel', group })
    }
  }
}

/** Takes the next items off the queue, leaving out those of calls that were answered otherwise. */
function takeOpen(waiting: Item[], count: number): Item[] {
  const items: Item[] = []
  while (items.length < count && waiting.length > 0) {
    const item = waiting.shift() as Item
    if (!item.call.settled) items.push(item)
  }
  return items
}

function answer({ call, index }: Item, outcome: CaptionOutcome): void {
  if (call.settled || call.outcomes[index] !== undefined) return
  call.outcomes[index] = outcome
  call.left--
  try {
    call.onOutcome?.(index, outcome)
  } catch (error) {
    settle(call, () => call.reject(error))
    return
  }
  if (call.left === 0) settle(call, () => call.resolve(call.outcomes as CaptionOutcome[]))
}

function settle(call: Call, how: () => void): void {
  if (call.settled) return
  call.settled = true
  call.release()
  how()
}

function disposedError(): AltwrightError {
  return new AltwrightError(
    'engine-failed',
    'The BLIP engine was disposed of. Open another one to caption more images.',
  )
}
