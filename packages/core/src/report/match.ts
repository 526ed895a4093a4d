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
 * the new page that shows at least half of its images, where there is one such page alone.
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

function renamedDocuments(before: Uses, after: Uses): ReadonlyMap<string, string> {
  const gone = without(before.documents, after.documents)
  const added = without(after.documents, before.documents)
  const shown = groupBy(before.uses, ({ document }) => document)
  const shows = groupBy(after.uses, ({ document }) => document)
  const proposed = gone.flatMap((document) => {
    const own = shown.get(document) ?? []
    const fitting = added.filter((other) => sharedBy(own, shows.get(other) ?? []) * 2 >= own.length)
    return own.length > 0 && fitting.length === 1 ? [[document, fitting[0] as string] as const] : []
  })
  const wanted = groupBy(proposed, ([, to]) => to)
  return new Map(proposed.filter(([, to]) => wanted.get(to)?.length === 1))
}

function without(documents: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others)
  return documents.filter((document) => !known.has(document))
}

/** How many of the first stand among the second, in the same context. */
function sharedBy(own: readonly Use[], others: readonly Use[]): number {
  const left = others.flatMap(({ picture, image, context }) => [
    ...(picture === undefined ? [] : [key(picture, context)]),
    key(image, context),
  ])
  const known = new Set(left)
  return own.filter(
    ({ picture, image, context }) =>
      (picture !== undefined && known.has(key(picture, context))) || known.has(key(image, context)),
  ).length
}
