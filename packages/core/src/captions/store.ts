import { hash as digest } from 'node:crypto'
import { mkdir, readFile, realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { AltwrightError } from '../error.ts'
import { fileProblem } from '../file-problem.ts'
import { isCopy, type Look, readLook } from '../likeness.ts'
import { emptyLockfile, isReviewed, isTouched, type LockEntry, type LockfileData } from './entry.ts'
import { formatLockfile, parseLockfile } from './lockfile.ts'
import { mergeLockfiles } from './merge.ts'

/** A lockfile in use: read once, written at the end, merged with what others wrote meanwhile. */
export interface CaptionStore {
  /** What holds for a picture; for a copy, what holds for its original, under its own decisions for uses. */
  recall(hash: string): LockEntry | undefined
  /** The hash of the picture that has this name as its `source`; the first of several. */
  hashNamed(source: string | undefined): string | undefined
  /** What a machine said of a picture, without what a person left beside it; `undefined` where a person has the word. */
  said(hash: string): LockEntry | undefined
  /** Keeps a machine's answer. What a person wrote is not replaced. */
  remember(hash: string, entry: LockEntry): void
  /** The hash of a reviewed picture that looks like this; one alone, or none. */
  findCopied(fingerprint: string): string | undefined
  /** Whether there is anything to compare looks with. */
  readonly hasLooks: boolean
  /** Whether any picture was decided about by a person, as such or, where keys are given, for one of these uses. */
  hasDecisions(useKeys?: readonly string[]): boolean
  /** All that `hasDecisions` answers from: whether people decided about pictures, and the keys of uses they decided about. */
  decided(): readonly [pictures: boolean, uses: readonly string[]]
  /** The digest of the lockfile's text as it was opened; empty once something was added. */
  readonly textHash: string
  save(): Promise<void>
}

/** How long to wait for others who write it, and how often to look, in milliseconds. */
const patienceMs = 30_000
const lookAgainMs = 50

/** A lockfile's entries, and what is asked of them again and again. */
interface Contents {
  /** As it was read, or last written. */
  base: LockfileData
  readonly images: Map<string, LockEntry>
  readonly hasReviewed: boolean
  readonly looks: readonly { readonly hash: string; readonly look: Look }[]
  readonly decidedUses: ReadonlySet<string>
  /** As the lockfile was when it was first asked: what a run adds, it has the bytes of. */
  named: ReadonlyMap<string | undefined, string> | undefined
}

function contentsOf(base: LockfileData): Contents {
  const images = new Map(Object.entries(base.images))
  const reviewed = [...images].filter(([, entry]) => isReviewed(entry))
  const looks = reviewed.flatMap(([hash, { fingerprint }]) => {
    const look = fingerprint === undefined ? undefined : readLook(fingerprint)
    return look === undefined ? [] : [{ hash, look }]
  })
  const decidedUses = new Set([...images.values()].flatMap(({ uses = {} }) => Object.keys(uses)))
  return { base, images, hasReviewed: reviewed.length > 0, looks, decidedUses, named: undefined }
}

/**
 * Opens the lockfile; a missing one is empty.
 *
 * @param isChecked
 *   Whether a text with this digest was found in order before; it is not looked into until something is asked.
 * @throws AltwrightError `bad-lockfile` where it is there and cannot be read.
 */
export async function openCaptionStore(
  path: string,
  isChecked: (textHash: string) => boolean = () => false,
): Promise<CaptionStore> {
  const text = await readText(path)
  const textHash = text === undefined ? 'none' : digest('sha256', text)
  let read: Contents | undefined
  const contents = (): Contents => {
    read ??= contentsOf(text === undefined ? emptyLockfile : parseLockfile(text, path))
    return read
  }
  if (!isChecked(textHash)) contents()
  let changed = false
  let touched = false
  let saving: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  return {
    get hasLooks() {
      return contents().looks.length > 0
    },
    recall(hash) {
      const { images } = contents()
      const entry = images.get(hash)
      if (entry?.copyOf === undefined) return entry
      const original = images.get(entry.copyOf)
      // A copy of what is gone keeps its own decisions for uses, and is captioned like a new picture.
      if (original === undefined) return entry.uses === undefined ? undefined : { uses: entry.uses }
      return { ...original, uses: { ...original.uses, ...entry.uses } }
    },
    hashNamed(source) {
      const known = contents()
      known.named ??= new Map(
        [...known.images].map(([hash, entry]) => [entry.source, hash] as const).reverse(),
      )
      return source === undefined ? undefined : known.named.get(source)
    },
    said(hash) {
      const entry = contents().images.get(hash)
      if (entry === undefined || isReviewed(entry)) return undefined
      const { uses: _, note: __, ...words } = entry
      return words.state === undefined && words.copyOf === undefined ? undefined : words
    },
    remember(hash, entry) {
      const { images } = contents()
      const known = images.get(hash)
      if (known !== undefined && isReviewed(known)) return
      const kept = known !== undefined && isTouched(known) ? pick(known) : {}
      images.set(hash, { ...entry, ...kept })
      changed = true
      touched = true
    },
    findCopied(fingerprint) {
      const look = readLook(fingerprint)
      const found = look === undefined ? [] : contents().looks.filter((other) => isCopy(look, other.look))
      // Two reviewed pictures that both look like it: a person decided about each by itself, and has to here.
      return found.length === 1 ? found[0]?.hash : undefined
    },
    hasDecisions(useKeys) {
      const { hasReviewed, decidedUses } = contents()
      return useKeys === undefined ? hasReviewed : useKeys.some((key) => decidedUses.has(key))
    },
    decided: () => [contents().hasReviewed, [...contents().decidedUses].sort()],
    get textHash() {
      return touched ? '' : textHash
    },
    // One save at a time; those asked for while one is under way share the next.
    save() {
      next ??= saving
        .catch(() => {})
        .then(() => {
          next = undefined
          saving = write()
          return saving
        })
      return next
    },
  }

  async function write(): Promise<void> {
    if (!changed) return
    changed = false
    const known = contents()
    const { base } = known
    const memory: LockfileData = { ...base, images: Object.fromEntries(known.images) }
    try {
      // A person who decided meanwhile wins; people do not decide here, so there are no conflicts.
      await changeLockfile(path, (disk) => mergeLockfiles(base, disk, memory).data)
      known.base = memory
    } catch (error) {
      changed = true
      throw error
    }
  }
}

/** What a person left beside a machine's words. */
function pick({ uses, note }: LockEntry): Pick<LockEntry, 'uses' | 'note'> {
  return { ...(uses === undefined ? {} : { uses }), ...(note === undefined ? {} : { note }) }
}

/**
 * Reads a lockfile; `undefined` where there is none.
 *
 * @throws AltwrightError `bad-lockfile` where it is there and cannot be read.
 */
export async function readLockfile(path: string): Promise<LockfileData | undefined> {
  const text = await readText(path)
  return text === undefined ? undefined : parseLockfile(text, path)
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new AltwrightError('bad-lockfile', `${path}: cannot be read (${fileProblem(error)}).`, {
      cause: error,
    })
  }
}

/**
 * Reads, changes and replaces a lockfile at once, under a lock, because sites render in several processes. What
 * `change` throws leaves the file as it is; so does a change that changes nothing.
 *
 * @throws AltwrightError `bad-lockfile` where it cannot be read or written.
 */
export async function changeLockfile(
  path: string,
  change: (disk: LockfileData) => LockfileData,
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    // Two links to one file are one lock.
    const file = await realpath(path).catch(() => path)
    // Most runs read the file and change nothing.
    const [{ tryLock }, { writeFileAtomic }] = await Promise.all([
      import('../file-lock.ts'),
      import('../atomic-file.ts'),
    ])
    for (const start = performance.now(); ; await setTimeout(lookAgainMs)) {
      const lock = await tryLock(`${file}.lock`)
      if (lock === undefined) {
        if (performance.now() - start < patienceMs) continue
        throw new AltwrightError(
          'bad-lockfile',
          `${path}: another process has been at work on it for ${patienceMs / 1000} seconds. Try again when it is done.`,
        )
      }
      try {
        const disk = await readLockfile(file)
        const text = formatLockfile(change(disk ?? emptyLockfile))
        if (disk !== undefined && text === formatLockfile(disk)) return
        if (lock.lost.aborted) continue
        await writeFileAtomic(file, text)
        return
      } finally {
        await lock.release()
      }
    }
  } catch (error) {
    if (error instanceof AltwrightError) throw error
    throw new AltwrightError('bad-lockfile', `${path}: cannot be written (${fileProblem(error)}).`, {
      cause: error,
    })
  }
}
