import { type Finding, insertTexts, type TextInsertion } from '@altwright/core/page'
import { type InsertionMap, mapOfInsertions } from './map.ts'
import type { Site } from './site.ts'

/** What a component becomes, where there is something to write, and what was found in it. */
export interface DescribedComponent {
  readonly findings: readonly Finding[]
  readonly written: { readonly code: string; readonly map: InsertionMap | null } | undefined
}

/** A source with texts put in, and its map where one is wanted; `undefined` where there is nothing to put in. */
export function written(
  { maps }: Pick<Site, 'maps'>,
  file: string,
  source: string,
  edits: readonly TextInsertion[],
): DescribedComponent['written'] {
  if (edits.length === 0) return undefined
  return {
    code: insertTexts(source, edits),
    map: maps ? mapOfInsertions(file, source, edits) : null,
  }
}
