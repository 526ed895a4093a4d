import { describeHtml, type HtmlPageResult, type Run } from '@altwright/core/page'
import { documentOf, type Files, inPage } from './address.ts'
import type { Site } from './site.ts'

/** Decides about the images of a page of the project and writes what is known into its source. */
export function describePage(
  run: Run,
  { settings }: Site,
  { bytes, identities }: Files,
  file: string,
  source: string,
): Promise<HtmlPageResult> {
  const document = documentOf(settings.root, file)
  const load = inPage(bytes, document)
  return describeHtml(run, { document, source, load, identify: inPage(identities, document) })
}
