import { groupBy } from './group.ts'
import type { Use } from './identity.ts'

/** The uses of a run, and all documents that it read. */
export interface Uses {
  readonly uses: readonly Use[]
  readonly documents: readonly string[]
}

/**
 * Which use of the second run is which of the first, each at most once: the same document and context, and the same
 * picture or address; where several fit, those first that have the same problem and alt. A page that is gone is
 * the new page that shows most of its images, and at least half, where there is one such page alone.
 *
 * @returns By index in `after`, the index in `before`.
 */
export function matchUses(before: Uses, after: Uses): ReadonlyMap<number, number> {
  const renamed = renamedDocuments(before, after)
  const old = before.uses.map((use) => ({ ...use, document: renamed.get(use.document) ?? use.document }))
  const matched = new Map<number, number>()
  const taken = new Set<number>()
  for (const keyOf of keys) {
    const open = groupBy(
      [...old.keys()].filter((index) => !taken.has(index) && keyOf(old[index] as Use) !== undefined),
      (index) => keyOf(old[index] as Use),
    )
    for (const [index, use] of after.uses.entries()) {
      if (matched.has(index)) continue
      const key = keyOf(use)
      const found = key === undefined ? undefined : open.get(key)?.shift()
      if (found === undefined) continue
      matched.set(index, found)
      taken.add(found)
    }
  }
  return matched
}

/** From the surest to the least sure; a use for which one says nothing is left to the next. */
const keys: readonly ((use: Use) => string | undefined)[] = [
  (use) => key(use.document, use.picture ?? use.image, use.context, use.problem, use.alt),
  (use) => (use.picture === undefined ? undefined : key(use.document, use.picture, use.context, use.problem)),
  (use) => key(use.document, use.image, use.context, use.problem),
  (use) => (use.picture === undefined ? undefined : key(use.document, use.picture, use.context)),
  (use) => key(use.document, use.image, use.context),
]

function key(...parts: readonly (string | null | undefined)[]): string {
  return JSON.stringify(parts.map((part) => part ?? null))
}

/** An image that stands in more new pages than this tells none of them from the others. */
const mostPages = 20

function renamedDocuments(before: Uses, after: Uses): ReadonlyMap<string, string> {
  const gone = without(before.documents, after.documents)
  const added = without(after.documents, before.documents)
  const shown = groupBy(before.uses, ({ document }) => document)
  const shows = keysByDocument(after.uses, new Set(added))
  const showing = documentsByKey(shows)
  const proposed = gone.flatMap((document) => {
    const own = shown.get(document) ?? []
    const found = bestOf(own, shows, added.length === 1 ? added : candidatesFor(own, showing))
    return found === undefined ? [] : [[document, found] as const]
  })
  const wanted = groupBy(proposed, ([, to]) => to)
  return new Map(proposed.filter(([, to]) => wanted.get(to)?.length === 1))
}

function without(documents: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others)
  return documents.filter((document) => !known.has(document))
}

/** By the bytes, and by the address where they may be unknown in one of the runs. */
function imageKeys({ picture, image, context }: Use): readonly string[] {
  return picture === undefined ? [key(image, context)] : [key(picture, context), key(image, context)]
}

function keysByDocument(
  uses: readonly Use[],
  documents: ReadonlySet<string>,
): ReadonlyMap<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const use of uses) {
    if (!documents.has(use.document)) continue
    const known = found.get(use.document) ?? new Set()
    for (const image of imageKeys(use)) known.add(image)
    found.set(use.document, known)
  }
  return found
}

function documentsByKey(
  shows: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, readonly string[]> {
  const pairs = [...shows].flatMap(([document, images]) =>
    [...images].map((image) => [image, document] as const),
  )
  const grouped = groupBy(pairs, ([image]) => image)
  return new Map([...grouped].map(([image, own]) => [image, own.map(([, document]) => document)]))
}

function candidatesFor(
  own: readonly Use[],
  showing: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const found = own.flatMap((use) =>
    imageKeys(use).flatMap((image) => {
      const documents = showing.get(image) ?? []
      return documents.length > mostPages ? [] : documents
    }),
  )
  return [...new Set(found)]
}

/** The page that shows most of these images, and at least half, if it is one alone. */
function bestOf(
  own: readonly Use[],
  shows: ReadonlyMap<string, ReadonlySet<string>>,
  candidates: readonly string[],
): string | undefined {
  const scored = candidates.map((document) => ({
    document,
    shared: own.filter((use) => imageKeys(use).some((image) => shows.get(document)?.has(image))).length,
  }))
  const most = Math.max(0, ...scored.map(({ shared }) => shared))
  const best = scored.filter(({ shared }) => shared === most)
  return most > 0 && most * 2 >= own.length && best.length === 1 ? best[0]?.document : undefined
}
