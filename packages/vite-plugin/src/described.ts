import type { Finding, TextInsertion } from '@altwright/core/page'
import { type InsertionMap, mapOfInsertions } from './map.ts'
import type { Site } from './site.ts'

/** What goes into a component, where there is something to write, and what was found in it. */
export interface DescribedComponent {
  readonly findings: readonly Finding[]
  readonly written: Written | undefined
}

/** Texts that go into a component, and the map of what it becomes where one is wanted. */
export interface Written {
  readonly edits: readonly TextInsertion[]
  readonly map: InsertionMap | null
}

/** `undefined` where there is nothing to put in. */
export function written(
  { maps }: Pick<Site, 'maps'>,
  file: string,
  source: string,
  edits: readonly TextInsertion[],
): Written | undefined {
  if (edits.length === 0) return undefined
  return { edits, map: maps ? mapOfInsertions(file, source, edits) : null }
}
