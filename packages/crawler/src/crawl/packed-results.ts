import type { Result, Results } from '@altwright/core'
import { pack, unpack } from './packed.ts'

/** So many documents are packed together: those of a site repeat each other. */
const ofGroup = 50

type Entry = readonly [document: string, result: Result]

/**
 * Results of very many documents, packed but for the last few: about a thirtieth of what they take otherwise, so that a long
 * crawl does not grow with what it finds. The newest result of a document counts.
 */
export function packedResults(): Results {
  const recent = new Map<string, Result>()
  const groups: Buffer[] = []
  /** By document: which group has it. */
  const places = new Map<string, number>()
  return {
    get(document) {
      const known = recent.get(document)
      const place = places.get(document)
      if (known !== undefined || place === undefined) return known
      return unpack<Entry[]>(groups[place] as Buffer).find(([name]) => name === document)?.[1]
    },
    set(document, result) {
      recent.set(document, result)
      if (recent.size < ofGroup) return
      for (const name of recent.keys()) places.set(name, groups.length)
      groups.push(pack([...recent]))
      recent.clear()
    },
    delete(document) {
      recent.delete(document)
      places.delete(document)
    },
    *[Symbol.iterator]() {
      for (const [index, group] of groups.entries()) {
        for (const entry of unpack<Entry[]>(group)) {
          const [document] = entry
          if (places.get(document) === index && !recent.has(document)) yield entry
        }
      }
      yield* recent
    },
  }
}
