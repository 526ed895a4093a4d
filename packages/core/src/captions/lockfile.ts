import { AltwrightError } from '../error.ts'

/** `altwright.lock.json`: what was said about each picture, and what people decided. */
export interface LockfileData {
  readonly version: 1
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
type ReviewState = 'generated' | 'approved' | 'edited' | 'decorative' | 'rejected' | 'abstained'

export interface LockEntry {
  readonly state: ReviewState
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
  /** A file name it was met under, so that a reviewer can find it. */
  readonly source?: string
}

/** States that a person set; no machine replaces them. */
const human: ReadonlySet<ReviewState> = new Set(['approved', 'edited', 'decorative', 'rejected'])

export function isReviewed(entry: LockEntry): boolean {
  return human.has(entry.state)
}

export const emptyLockfile: LockfileData = { version: 1, images: {} }

/**
 * Reads a lockfile's text.
 *
 * @throws AltwrightError `bad-lockfile`, which names the file and what is wrong; the file is left alone.
 */
export function parseLockfile(text: string, path: string): LockfileData {
  const fail = (what: string, cause?: unknown): never => {
    const conflict = /^(?:<{7}|={7}|>{7})/m.test(text)
    throw new AltwrightError(
      'bad-lockfile',
      conflict
        ? `${path}: holds merge conflict markers; keep the lines of both sides and remove the markers.`
        : `${path}: ${what}. Restore it from version control, or move it away to start anew; nothing was changed.`,
      { cause },
    )
  }
  let data: unknown
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return fail(`is not valid JSON (${(error as Error).message})`, error)
  }
  if (!isObject(data)) return fail('is not an object')
  if (data['version'] !== 1)
    return fail(`has version ${JSON.stringify(data['version'])}, and this release reads version 1`)
  if (!isObject(data['images'])) return fail('has no object `images`')
  const images: Record<string, LockEntry> = {}
  for (const [hash, value] of Object.entries(data['images'])) {
    if (!/^sha256-[\da-f]{64}$/.test(hash))
      return fail(`\`images\` has the key “${hash.slice(0, 80)}”, which is no content hash`)
    images[hash] = parseEntry(value, hash, fail)
  }
  return { version: 1, images }
}

const states = new Set<unknown>([...human, 'generated', 'abstained'])
const reasons = new Set<unknown>(['photo', 'plain', 'unknown', 'unsure', 'chart', 'text', 'logo'])
const kinds = new Set<unknown>(['graphic', 'photo'])

function parseEntry(value: unknown, hash: string, fail: (what: string) => never): LockEntry {
  const where = `the entry ${hash.slice(0, 19)}…`
  if (!isObject(value)) return fail(`${where} is not an object`)
  if (!states.has(value['state'])) {
    return fail(`${where} has the state ${JSON.stringify(value['state'])}; known: ${[...states].join(', ')}`)
  }
  for (const key of ['alt', 'caption', 'engine', 'source']) {
    if (value[key] !== undefined && typeof value[key] !== 'string')
      return fail(`${where}: \`${key}\` is not text`)
  }
  if (value['state'] === 'edited' && typeof value['alt'] !== 'string')
    return fail(`${where} is edited and has no \`alt\``)
  if (
    (value['state'] === 'generated' || value['state'] === 'approved') &&
    typeof value['caption'] !== 'string'
  ) {
    return fail(`${where} is ${value['state']} and has no \`caption\``)
  }
  if (value['confidence'] !== undefined && typeof value['confidence'] !== 'number') {
    return fail(`${where}: \`confidence\` is not a number`)
  }
  if (value['reason'] !== undefined && !reasons.has(value['reason']))
    return fail(`${where}: \`reason\` is not known`)
  if (value['seenAs'] !== undefined && !kinds.has(value['seenAs']))
    return fail(`${where}: \`seenAs\` is not known`)
  return value as unknown as LockEntry
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sorted keys and one field a line, so that diffs are small and merges easy. */
export function formatLockfile(data: LockfileData): string {
  const images = Object.fromEntries(
    Object.keys(data.images)
      .sort()
      .map((hash) => [hash, sortKeys(data.images[hash] as LockEntry)]),
  )
  return `${JSON.stringify({ version: data.version, images }, null, 2)}\n`
}

function sortKeys(entry: LockEntry): LockEntry {
  return Object.fromEntries(
    Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)),
  ) as unknown as LockEntry
}

/**
 * Two lockfiles as one: what a person wrote wins over a machine, and what is in `disk` wins otherwise,
 * for it was written or reviewed after `memory` was read.
 */
export function mergeLockfiles(
  disk: LockfileData,
  memory: LockfileData,
  changed: ReadonlySet<string>,
): LockfileData {
  const images: Record<string, LockEntry> = { ...disk.images }
  for (const hash of changed) {
    const ours = memory.images[hash]
    const theirs = images[hash]
    if (ours === undefined) continue
    if (theirs === undefined || theirs.state === 'abstained') images[hash] = ours
    else if (theirs.state === 'generated' && ours.state !== 'abstained') images[hash] = ours
  }
  return { version: 1, images }
}
