/** `altwright.lock.json`: what was said about each picture, and what people decided. */
export interface LockfileData {
  readonly version: 2
  /** Where an editor finds the schema; kept where a person wrote it. */
  readonly $schema?: string
  /** By content hash, `sha256-` and 64 hexadecimal digits. */
  readonly images: Readonly<Record<string, LockEntry>>
}

/**
 * - `generated`: the engine's words, not reviewed.
 * - `approved`: a person found the engine's words right.
 * - `edited`: a person wrote `alt`.
 * - `decorative`: a person said that the picture tells nothing; it gets `alt=""`.
 * - `rejected`: a person found the words wrong and wrote none.
 * - `abstained`: the engine did not know; asked again by another engine.
 */
export type ReviewState = 'generated' | 'approved' | 'edited' | 'decorative' | 'rejected' | 'abstained'

/** What holds for a picture, wherever no decision for a use says otherwise. */
export interface LockEntry {
  /** Absent where the picture is only a copy, or only decided for uses. */
  readonly state?: ReviewState
  /** A person's words; with `edited`. */
  readonly alt?: string
  /** The engine's words as generated; with `abstained`, its draft. */
  readonly caption?: string
  /** 0 to 1, three decimals. */
  readonly confidence?: number
  /** Why the engine abstained. */
  readonly reason?: 'photo' | 'plain' | 'unknown' | 'unsure' | 'chart' | 'text' | 'logo'
  /** What the picture was taken for, where that decided which engine looked. */
  readonly seenAs?: 'graphic' | 'photo'
  /** The engine that looked. */
  readonly engine?: string
  /** A file name it was met under, or its address on another server, so that a reviewer can find it. */
  readonly source?: string
  /** In place of a state: the hash of a reviewed picture that looks the same, whose decisions hold here too. */
  readonly copyOf?: string
  /** What a photo looks like, so that its copies are known. */
  readonly fingerprint?: string
  /** A person's remark; for nobody but people. */
  readonly note?: string
  /** Decisions of people for particular uses, by the key of the use; see `useKeys`. */
  readonly uses?: Readonly<Record<string, UseDecision>>
}

/** What a person decided for one use of a picture. */
export interface UseDecision {
  readonly state: 'edited' | 'decorative' | 'rejected'
  /** With `edited`. */
  readonly alt?: string
  readonly note?: string
}

/** States that a person set; no machine replaces them. */
const human: ReadonlySet<ReviewState | undefined> = new Set(['approved', 'edited', 'decorative', 'rejected'])

/** Whether a person decided about the picture as such. */
export function isReviewed(entry: LockEntry): boolean {
  return human.has(entry.state)
}

/** Whether anything in the entry is a person's: a review, a remark, a decision for a use. */
export function isTouched(entry: LockEntry): boolean {
  return isReviewed(entry) || entry.note !== undefined || Object.keys(entry.uses ?? {}).length > 0
}

export const emptyLockfile: LockfileData = { version: 2, images: {} }

export function isContentHash(text: string): boolean {
  return /^sha256-[\da-f]{64}$/.test(text)
}
