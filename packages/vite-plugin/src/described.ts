import type { Finding, TextInsertion } from '@altwright/core/page'
import type { SourceMap } from 'magic-string'
import type { Site } from './site.ts'

/** What a component becomes, where there is something to write, and what was found in it. */
export interface DescribedComponent {
  readonly findings: readonly Finding[]
  readonly written: { readonly code: string; readonly map: SourceMap | null } | undefined
}

/** A source with texts put in, and its map where one is wanted; `undefined` where there is nothing to put in. */
export async function written(
  { maps }: Pick<Site, 'maps'>,
  file: string,
  source: string,
  edits: readonly TextInsertion[],
): Promise<DescribedComponent['written']> {
  if (edits.length === 0) return undefined
  const { default: MagicString } = await import('magic-string')
  const code = new MagicString(source)
  for (const { at, text } of edits) code.appendLeft(at, text)
  // What is not asked for takes as long as all the rest.
  const map = maps ? code.generateMap({ source: file, hires: 'boundary' }) : null
  return { code: code.toString(), map }
}
