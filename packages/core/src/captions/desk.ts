import type { Captioner, CaptionOutcome, Unreadable } from '../captioner.ts'
import type { LockEntry } from './lockfile.ts'
import type { CaptionStore } from './store.ts'

/** A picture to be answered for. */
export interface Picture {
  readonly hash: string
  readonly bytes: Uint8Array
  /** A file name, kept in the lockfile for its reader. */
  readonly source: string
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
  readonly signal: AbortSignal | undefined
  readonly onAsked: (count: number) => void
  readonly onAnswered: () => void
}

/** Answers for pictures: from the lockfile, else from the engine, each picture once however often it is met. */
export interface CaptionDesk {
  answer(pictures: readonly Picture[]): Promise<ReadonlyMap<string, Answer>>
}

export function captionDesk(options: CaptionDeskOptions): CaptionDesk {
  const pending = new Map<string, Promise<Answer>>()
  return {
    async answer(pictures) {
      const byHash = new Map<string, Picture>()
      for (const picture of pictures) if (!byHash.has(picture.hash)) byHash.set(picture.hash, picture)
      const unique = [...byHash.values()]
      const photos = unique.some(({ hash }) => waitsForPhotos(hash, options)) && (await options.knowsPhotos())
      const asked = unique.filter(
        ({ hash }) =>
          !pending.has(hash) && (mustAsk(hash, options) || (photos && waitsForPhotos(hash, options))),
      )
      const batch = asked.length === 0 ? undefined : ask(asked, options)
      asked.forEach((picture, index) => {
        const answer = (batch as Promise<Answer[]>).then((answers) => answers[index] as Answer)
        // A rejection reaches whoever awaits the answer; here it only ends the sharing.
        answer.catch(() => {}).finally(() => pending.delete(picture.hash))
        pending.set(picture.hash, answer)
      })
      const answers = await Promise.all(
        unique.map(
          async (picture) =>
            [picture.hash, await (pending.get(picture.hash) ?? recalled(picture.hash, options))] as const,
        ),
      )
      return new Map(answers)
    },
  }
}

function mustAsk(hash: string, { store, captioner, models }: CaptionDeskOptions): boolean {
  if (captioner === undefined) return false
  const entry = store.recall(hash)
  return (
    entry === undefined ||
    (entry.state === 'abstained' && !models.includes(entry.engine?.split('@')[0] ?? ''))
  )
}

/** A graphics model looked, alone, and took it for a photo. */
function waitsForPhotos(hash: string, { store, captioner }: CaptionDeskOptions): boolean {
  if (captioner === undefined) return false
  const entry = store.recall(hash)
  return entry?.state === 'abstained' && entry.reason === 'photo'
}

function recalled(hash: string, { store }: CaptionDeskOptions): Answer {
  const entry = store.recall(hash)
  return entry === undefined ? { status: 'not-asked' } : { status: 'known', entry }
}

async function ask(pictures: readonly Picture[], options: CaptionDeskOptions): Promise<Answer[]> {
  const { store, signal, onAsked, onAnswered } = options
  onAsked(pictures.length)
  const captioner = await (options.captioner as () => Promise<Captioner>)()
  const outcomes = await captioner.caption(
    pictures.map((picture) => picture.bytes),
    { signal, onOutcome: onAnswered },
  )
  return pictures.map((picture, index) => {
    const outcome = outcomes[index] as CaptionOutcome
    if (outcome.status === 'unreadable') return outcome
    store.remember(picture.hash, toEntry(outcome, captioner.id, picture.source))
    return recalled(picture.hash, options)
  })
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
