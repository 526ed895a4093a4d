import { emptyLockfile, isReviewed, type LockEntry, type LockfileData, type UseDecision } from './entry.ts'
import { sortKeys } from './lockfile.ts'

/** Something that two people decided differently. */
export interface MergeConflict {
  readonly hash: string
  /** The key of the use, where it is about one. */
  readonly use: string | undefined
}

export interface MergedLockfile {
  /** With conflicts, our side of them. */
  readonly data: LockfileData
  readonly conflicts: readonly MergeConflict[]
}

/**
 * Two lockfiles that came from one, as one. What only one side changed is taken from it; of what both changed, a person's
 * decision wins over a machine's words, and of two machines' words the surer ones win, whichever side they are on.
 * Two people who disagree are a conflict.
 */
export function mergeLockfiles(
  base: LockfileData = emptyLockfile,
  ours: LockfileData,
  theirs: LockfileData,
): MergedLockfile {
  const conflicts: MergeConflict[] = []
  const images: [string, LockEntry][] = []
  for (const hash of keysOf(base.images, ours.images, theirs.images)) {
    const [before, mine, other] = [base, ours, theirs].map(({ images }) => unitsOf(own(images, hash)))
    const units = new Map<string, Unit>()
    for (const name of new Set([...(mine as Units).keys(), ...(other as Units).keys()])) {
      const merged = mergeUnit(before?.get(name), mine?.get(name), other?.get(name), () =>
        conflicts.push({ hash, use: name.startsWith('use ') ? name.slice(4) : undefined }),
      )
      if (merged !== undefined) units.set(name, merged)
    }
    const entry = entryOf(units)
    if (entry !== undefined) images.push([hash, entry])
  }
  const $schema = ours.$schema ?? theirs.$schema
  const data: LockfileData = {
    version: 2,
    ...($schema === undefined ? {} : { $schema }),
    images: withoutDangling(Object.fromEntries(images)),
  }
  return { data, conflicts }
}

/** One thing that is decided at once: the picture as such, a use, or a field that stands alone. */
type Unit = Partial<LockEntry> | UseDecision
type Units = ReadonlyMap<string, Unit>

function unitsOf(entry: LockEntry | undefined): Units {
  const units = new Map<string, Unit>()
  if (entry === undefined) return units
  const { uses = {}, source, fingerprint, note, ...decision } = entry
  if (Object.keys(decision).length > 0) units.set('decision', decision)
  if (source !== undefined) units.set('source', { source })
  if (fingerprint !== undefined) units.set('fingerprint', { fingerprint })
  if (note !== undefined) units.set('note', { note })
  for (const [use, decided] of Object.entries(uses)) units.set(`use ${use}`, decided)
  return units
}

/** `undefined` where nothing is left that decides. */
function entryOf(units: Units): LockEntry | undefined {
  const uses = [...units]
    .filter(([name]) => name.startsWith('use '))
    .map(([name, unit]) => [name.slice(4), unit])
  if (!units.has('decision') && uses.length === 0) return undefined
  const fields = ['decision', 'source', 'fingerprint', 'note'].map((name) => units.get(name) ?? {})
  return { ...Object.assign({}, ...fields), ...(uses.length === 0 ? {} : { uses: Object.fromEntries(uses) }) }
}

function mergeUnit(
  before: Unit | undefined,
  ours: Unit | undefined,
  theirs: Unit | undefined,
  onConflict: () => void,
): Unit | undefined {
  const [was, mine, other] = [before, ours, theirs].map(textOf)
  if (mine === other || other === was) return ours
  if (mine === was) return theirs
  // Removed here and changed there: what was changed is kept.
  if (ours === undefined || theirs === undefined) return ours ?? theirs
  const [weight, otherWeight] = [weightOf(ours), weightOf(theirs)]
  if (weight !== otherWeight) return weight > otherWeight ? ours : theirs
  if (weight < person) return (mine as string) < (other as string) ? ours : theirs
  onConflict()
  return ours
}

const person = 10

/** A person over a machine; words over silence, and sure words over others. */
function weightOf(unit: Unit): number {
  const { state, copyOf, note, confidence } = unit as LockEntry
  if (note !== undefined || isReviewed(unit as LockEntry)) return person
  if (state === 'generated') return 4 + (confidence ?? 0)
  if (copyOf !== undefined) return 3
  return state === 'abstained' ? 1 + (confidence ?? 0) : 0
}

function textOf(unit: Unit | undefined): string | undefined {
  return unit === undefined ? undefined : JSON.stringify(sortKeys(unit))
}

/** A copy of what is gone, or of what became a copy itself, says nothing. */
function withoutDangling(images: Record<string, LockEntry>): Record<string, LockEntry> {
  const kept = Object.entries(images).flatMap(([hash, entry]): [string, LockEntry][] => {
    if (entry.copyOf === undefined) return [[hash, entry]]
    const original = own(images, entry.copyOf)
    if (original !== undefined && original.copyOf === undefined) return [[hash, entry]]
    const { copyOf: _, ...rest } = entry
    return rest.uses === undefined ? [] : [[hash, rest]]
  })
  return Object.fromEntries(kept)
}

function keysOf(...records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort()
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
