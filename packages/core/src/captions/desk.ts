import type { Captioner, CaptionOutcome, Unreadable } from '../captioner.ts'
import type { LockEntry } from './entry.ts'
import type { CaptionStore } from './store.ts'

/** A picture to be answered for. */
export interface Picture {
  readonly hash: string
  readonly bytes: Uint8Array
  /** A file name, kept in the lockfile for its reader. */
  readonly source: string
  /** Only what a person decided is wanted; the engine is not asked. Default false. */
  readonly recallOnly?: boolean
}

/** What is known about a picture: an entry, that it cannot be read, or that nobody was asked. */
export type Answer =
  | { readonly status: 'known'; readonly entry: LockEntry }
  | { readonly status: 'not-asked' }
  | Unreadable

export interface CaptionDeskOptions {
  readonly store: CaptionStore
  /** Absent in a locked run: only what is in the store is answered. */
  readonly captioner: (() => Promise<Captioner>) | undefined
  /** Names of the models that would look; what none of them was asked is asked again. */
  readonly models: readonly string[]
  /** Whether a model for photos is at hand by now; asked only where one was missing. */
  readonly knowsPhotos: () => Promise<boolean>
  /** What a photo looks like; `undefined` for what is not compared by its looks. */
  readonly fingerprint: (bytes: Uint8Array) => Promise<string | undefined>
  readonly signal: AbortSignal | undefined
  readonly onAsked: (count: number) => void
  readonly onAnswered: () => void
}

/** Answers for pictures: from the lockfile, else from the engine, each picture once however often it is met. */
export interface CaptionDesk {
  /** Whether the lockfile may hold a decision of a person for one of these uses, or, without keys, for a picture as such. */
  hasDecisions(useKeys?: readonly string[]): boolean
  answer(pictures: readonly Picture[]): Promise<ReadonlyMap<string, Answer>>
  /** Whether the lockfile answers for a picture, until a model for photos is at hand, or not. */
  standing(hash: string): 'settled' | 'waits-for-photos' | 'open'
}

export function captionDesk(options: CaptionDeskOptions): CaptionDesk {
  const pending = new Map<string, Promise<Answer>>()
  return {
    hasDecisions: (useKeys) => options.store.hasDecisions(useKeys),
    standing(hash) {
      if (options.store.recall(hash) === undefined || mustAsk(hash, options)) return 'open'
      return waitsForPhotos(hash, options) ? 'waits-for-photos' : 'settled'
    },
    async answer(pictures) {
      const byHash = new Map<string, Picture>()
      for (const picture of pictures) {
        const known = byHash.get(picture.hash)
        if (known === undefined || known.recallOnly === true) byHash.set(picture.hash, picture)
      }
      const unique = [...byHash.values()]
      const photos = unique.some(({ hash }) => waitsForPhotos(hash, options)) && (await options.knowsPhotos())
      const wanted = unique.filter(({ hash, recallOnly }) => recallOnly !== true && !pending.has(hash))
      const unknown = wanted.filter(({ hash }) => options.store.recall(hash) === undefined)
      // Nothing is decoded where every picture is known, or no reviewed photo is there to be like.
      const copies = options.store.hasLooks && unknown.length > 0 ? findCopies(unknown, options) : undefined
      const asked = wanted.filter(
        ({ hash }) => mustAsk(hash, options) || (photos && waitsForPhotos(hash, options)),
      )
      const batch = asked.length === 0 ? undefined : ask(asked, copies, options)
      asked.forEach((picture, index) => {
        const answer = (batch as Promise<Answer[]>).then((answers) => answers[index] as Answer)
        // A rejection reaches whoever awaits the answer; here it only ends the sharing.
        answer.catch(() => {}).finally(() => pending.delete(picture.hash))
        pending.set(picture.hash, answer)
      })
      // Now, because what has been answered is not pending any more.
      const awaited = unique.map(({ hash }) => pending.get(hash))
      const found = copies && (await copies)
      const answers = new Map<string, Answer>()
      for (const [index, { hash }] of unique.entries()) {
        const answer = awaited[index]
        answers.set(hash, answer === undefined ? recalled(hash, options, found) : await answer)
      }
      return answers
    },
  }
}

/** By hash: the fingerprint, and the reviewed picture that an unknown one is a copy of. */
type Copies = ReadonlyMap<string, string>

async function findCopies(
  pictures: readonly Picture[],
  { store, fingerprint }: CaptionDeskOptions,
): Promise<Copies> {
  const copies = new Map<string, string>()
  // One at a time: a large photo takes much memory to decode.
  for (const { hash, bytes } of pictures) {
    const look = await fingerprint(bytes)
    const original = look === undefined ? undefined : store.findCopied(look)
    if (original !== undefined) copies.set(hash, original)
  }
  return copies
}

function mustAsk(hash: string, { store, captioner, models }: CaptionDeskOptions): boolean {
  if (captioner === undefined) return false
  const entry = store.recall(hash)
  return (
    entry?.state === undefined ||
    (entry.state === 'abstained' && !models.includes(entry.engine?.split('@')[0] ?? ''))
  )
}

/** A graphics model looked, alone, and took it for a photo. */
function waitsForPhotos(hash: string, { store, captioner }: CaptionDeskOptions): boolean {
  if (captioner === undefined) return false
  const entry = store.recall(hash)
  return entry?.state === 'abstained' && entry.reason === 'photo'
}

function recalled(hash: string, { store }: CaptionDeskOptions, copies?: Copies): Answer {
  const entry = store.recall(copies?.get(hash) ?? hash)
  return entry === undefined ? { status: 'not-asked' } : { status: 'known', entry }
}

async function ask(
  pictures: readonly Picture[],
  found: Promise<Copies> | undefined,
  options: CaptionDeskOptions,
): Promise<Answer[]> {
  const copies = await found
  const { store, fingerprint, signal, onAsked, onAnswered } = options
  const isNew = (picture: Picture) => copies?.has(picture.hash) !== true
  for (const { hash, source } of pictures.filter((picture) => !isNew(picture))) {
    store.remember(hash, { copyOf: copies?.get(hash) as string, ...(source === '' ? {} : { source }) })
  }
  const fresh = pictures.filter(isNew)
  const problems = new Map<string, Unreadable>()
  if (fresh.length > 0) {
    onAsked(fresh.length)
    const captioner = await (options.captioner as () => Promise<Captioner>)()
    const outcomes = await captioner.caption(
      fresh.map((picture) => picture.bytes),
      { signal, onOutcome: onAnswered },
    )
    for (const [index, { hash, bytes, source }] of fresh.entries()) {
      const outcome = outcomes[index] as CaptionOutcome
      if (outcome.status === 'unreadable') problems.set(hash, outcome)
      else {
        const look = await fingerprint(bytes)
        const entry = toEntry(outcome, captioner.id, source)
        store.remember(hash, look === undefined ? entry : { ...entry, fingerprint: look })
      }
    }
  }
  return pictures.map(({ hash }) => problems.get(hash) ?? recalled(hash, options))
}

function toEntry(outcome: Exclude<CaptionOutcome, Unreadable>, engine: string, source: string): LockEntry {
  const named = {
    engine: outcome.engine ?? engine,
    ...(outcome.seenAs === undefined ? {} : { seenAs: outcome.seenAs }),
    ...(source === '' ? {} : { source }),
  }
  if (outcome.status === 'captioned') {
    return {
      state: 'generated',
      caption: outcome.text,
      confidence: rounded(outcome.confidence),
      ...named,
    }
  }
  return {
    state: 'abstained',
    reason: outcome.reason,
    ...(outcome.draft === undefined ? {} : { caption: outcome.draft }),
    ...(outcome.confidence === undefined ? {} : { confidence: rounded(outcome.confidence) }),
    ...named,
  }
}

/** Three decimals keep diffs free of noise in the last digits. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
