import type { Captioner, CaptionOptions, CaptionOutcome } from '../captioner.ts'
import { AltwrightError } from '../error.ts'
import type { Thread, ThreadEvents } from '../threads/thread.ts'
import { alone } from './plan.ts'
import type { Reply, Request } from './protocol.ts'

/** A worker with the model loaded. */
type EngineThread = Thread<Extract<Reply, { type: 'ready' }>, Request>

/** Starts a thread with the model loaded: the first, or one of those that help with queues. */
export type StartThread = (events: ThreadEvents<Reply>, role: 'first' | 'extra') => Promise<EngineThread>

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

/** A worker, from when it is asked for until it ends. */
interface Hand {
  readonly role: 'first' | 'extra'
  readonly starting: Promise<EngineThread>
  /** `undefined` while it starts. */
  thread: EngineThread | undefined
  /** What it has, in the order in which it works on it. */
  readonly groups: Map<number, readonly Item[]>
}

/** Groups that are with a worker: one that it works on, and the next, so that it never waits. */
const groupsAhead = 2

/**
 * A captioner over worker threads: cuts calls into groups, joins small calls, and answers each as its images are done.
 * A lone image goes to the first worker; when more are at hand, the others are started and share them. What a group
 * fails at is tried again call by call, so that only the culprit fails. A worker that crashed fails what it
 * was working on; the rest goes on, and it is started again when it is needed.
 */
export async function createQueue(start: StartThread, batchSize: number): Promise<Captioner> {
  const queue = new CaptionQueue(start, batchSize)
  const { id } = (await queue.connect()).ready
  return { id, caption: (images, options) => queue.caption(images, options), dispose: () => queue.dispose() }
}

class CaptionQueue {
  readonly #start: StartThread
  readonly #batchSize: number
  readonly #hands: Hand[] = []
  readonly #waiting: Item[] = []
  /** Groups of one call each, to be tried before anything else. */
  readonly #again: (readonly Item[])[] = []
  #nextGroup = 0
  #disposed = false
  /** Set when a helper could not start: no other is tried. */
  #helpless = false

  constructor(start: StartThread, batchSize: number) {
    this.#start = start
    this.#batchSize = batchSize
  }

  /** The first worker, started if need be. */
  connect(): Promise<EngineThread> {
    return (this.#first ?? this.#hire('first')).starting
  }

  async caption(
    images: readonly Uint8Array[],
    { signal, onOutcome }: CaptionOptions = {},
  ): Promise<CaptionOutcome[]> {
    this.#throwIfOver(signal)
    if (images.length === 0) return []
    if (this.#first?.thread === undefined) await this.connect()
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
      for (const { groups } of this.#hands) {
        this.#rejectAll([...groups.values()].flat(), disposedError())
        groups.clear()
      }
      this.#rejectWaiting(disposedError())
    }
    await Promise.all(
      this.#hands.splice(0).map(({ starting }) =>
        starting.then(
          (thread) => thread.close(),
          () => undefined,
        ),
      ),
    )
  }

  get #first(): Hand | undefined {
    return this.#hands.find(({ role }) => role === 'first')
  }

  #throwIfOver(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    if (this.#disposed) throw disposedError()
  }

  #hire(role: Hand['role']): Hand {
    const events: ThreadEvents<Reply> = {
      onReply: (reply) => this.#receive(hand, reply),
      onCrash: (cause) => this.#crash(hand, cause),
    }
    const hand: Hand = { role, starting: this.#start(events, role), thread: undefined, groups: new Map() }
    this.#hands.push(hand)
    hand.starting.then(
      (thread) => {
        hand.thread = thread
        this.#pump()
      },
      (error: unknown) => {
        this.#dismiss(hand)
        // Without help a queue takes longer; without the first worker nobody is sure to work.
        if (role === 'first') this.#rejectWaiting(error)
        else this.#helpless = true
      },
    )
    return hand
  }

  #dismiss(hand: Hand): void {
    const at = this.#hands.indexOf(hand)
    if (at !== -1) this.#hands.splice(at, 1)
  }

  /** Keeps the workers supplied. */
  #pump(): void {
    if (this.#disposed) return
    for (;;) {
      dropSettled(this.#waiting)
      const team = this.#team()
      const hand = leastBusy(team)
      if (hand === undefined) break
      const items = this.#again.shift() ?? takeOpen(this.#waiting, this.#share(team.length))
      if (items.length === 0) break
      this.#give(hand, items)
    }
    for (const { thread, groups } of this.#hands) thread?.setBusy(groups.size > 0)
  }

  /** The workers for what is at hand. Starts those that are missing. */
  #team(): Hand[] {
    if (this.#waiting.length === 0 && this.#again.length === 0) return []
    const first = this.#first ?? this.#hire('first')
    if (first.thread === undefined) return []
    const { plan = alone } = first.thread.ready
    const atHand = this.#waiting.length + this.#inFlight()
    if (atHand >= plan.startFrom && !this.#helpless) {
      for (let i = this.#hands.length - 1; i < plan.extra; i++) this.#hire('extra')
    }
    const others = this.#hands.filter(({ role, thread }) => role === 'extra' && thread !== undefined)
    if (atHand < 2 || others.length === 0) return [first]
    return plan.firstJoins ? [first, ...others] : others
  }

  /** How many images go into the next group: fewer towards the end of a queue, so that all workers end together. */
  #share(workers: number): number {
    const areLoading = this.#hands.some(({ thread }) => thread === undefined)
    if (areLoading) return Math.min(this.#batchSize, 2)
    if (workers === 1) return this.#batchSize
    return Math.min(this.#batchSize, Math.max(1, Math.ceil(this.#waiting.length / (2 * workers))))
  }

  /** How many images workers have that are not answered yet. */
  #inFlight(): number {
    return this.#hands.reduce((count, hand) => count + openImages(hand), 0)
  }

  #give({ thread, groups }: Hand, items: readonly Item[]): void {
    const group = this.#nextGroup++
    groups.set(group, items)
    // Copied once: the caller keeps its bytes, and a view does not drag its whole buffer along.
    const images = items.map(({ call, index }) => new Uint8Array(call.images[index] as Uint8Array))
    const buffers = images.map((image) => image.buffer)
    thread?.send({ type: 'ask', call: group, asked: images }, buffers)
  }

  #receive({ groups }: Hand, reply: Parameters<ThreadEvents<Reply>['onReply']>[0]): void {
    if (reply.type === 'outcome') {
      const item = groups.get(reply.group)?.[reply.index]
      if (item !== undefined) answer(item, reply.outcome)
    } else {
      const items = groups.get(reply.group) ?? []
      groups.delete(reply.group)
      if (reply.type === 'failed')
        this.#fail(items, new AltwrightError('engine-failed', `The BLIP engine failed: ${reply.message}.`))
      this.#pump()
    }
  }

  #crash(hand: Hand, cause: Error): void {
    this.#dismiss(hand)
    const message = `The BLIP engine stopped: ${cause.message}. The next call starts it again.`
    const [current, ...next] = [...hand.groups.values()]
    hand.groups.clear()
    this.#waiting.unshift(...next.flat())
    this.#fail(current ?? [], new AltwrightError('engine-failed', message, { cause }))
    this.#pump()
  }

  /** A group of one call fails it; of several calls, each is tried by itself. */
  #fail(items: readonly Item[], error: AltwrightError): void {
    const open = items.filter(isOpen)
    const calls = [...new Set(open.map(({ call }) => call))]
    if (calls.length === 1) this.#rejectAll(open, error)
    else for (const call of calls) this.#again.push(open.filter((item) => item.call === call))
  }

  #rejectAll(items: readonly Item[], error: unknown): void {
    for (const { call } of items) settle(call, () => call.reject(error))
  }

  #rejectWaiting(error: unknown): void {
    this.#rejectAll(this.#again.splice(0).flat(), error)
    this.#rejectAll(this.#waiting.splice(0), error)
  }

  /** Lets workers skip groups that nobody waits for any more. */
  #cancelOrphans(): void {
    for (const { thread, groups } of this.#hands) {
      for (const [group, items] of groups) {
        if (items.every(({ call }) => call.settled)) thread?.send({ type: 'cancel', call: group })
      }
    }
  }
}

/** The worker that has the fewest images, unless all have enough. */
function leastBusy(team: readonly Hand[]): Hand | undefined {
  return team
    .filter(({ groups }) => groups.size < groupsAhead)
    .toSorted((a, b) => openImages(a) - openImages(b))[0]
}

function openImages({ groups }: Hand): number {
  let count = 0
  for (const items of groups.values()) count += items.filter(isOpen).length
  return count
}

/** Not answered, neither the image nor the whole call. */
function isOpen({ call, index }: Item): boolean {
  return !call.settled && call.outcomes[index] === undefined
}

function dropSettled(waiting: Item[]): void {
  while (waiting[0] !== undefined && !isOpen(waiting[0])) waiting.shift()
}

/** Takes the next items off the queue, leaving out those of calls that were answered otherwise. */
function takeOpen(waiting: Item[], count: number): Item[] {
  const items: Item[] = []
  while (items.length < count && waiting.length > 0) {
    const item = waiting.shift() as Item
    if (isOpen(item)) items.push(item)
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
