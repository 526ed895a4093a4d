import type { LoadImage } from '../assets/load.ts'
import { imagesFromHast } from '../image/from-hast.ts'
import type { Finding } from '../report/report.ts'
import type { Run } from '../run.ts'
import { type Insertion, insertAttributes } from './edit.ts'
import { mayHoldImages, parseHtml } from './parse.ts'

export interface HtmlPage {
  /** Path relative to the root, with `/`, or an address. */
  readonly document: string
  readonly source: string
  readonly load: LoadImage
  /** Set `data-alt-source="generated"` on what the engine wrote. */
  readonly mark: boolean
}

export interface HtmlPageResult {
  /** The page with the alts written; the same string when there is nothing to write. */
  readonly source: string
  readonly findings: readonly Finding[]
}

/**
 * The page step that every adapter over HTML files shares: facts → describe → edit. A page whose markup
 * is nested too deeply to walk is recorded as a problem and comes back unchanged.
 */
export async function describeHtml(run: Run, page: HtmlPage): Promise<HtmlPageResult> {
  const { document, source, load, mark } = page
  const images = readImages(source)
  if (images === undefined) {
    run.fail(document, 'Its elements are nested too deeply to be read.')
    return { source, findings: [] }
  }
  const findings = await run.describe(
    document,
    images.map((image) => image.facts),
    load,
  )
  const insertions = findings.flatMap((finding, index) => {
    const offset = images[index]?.facts.place?.offset
    const attributes = attributesToWrite(finding, mark)
    return attributes === undefined || offset === undefined
      ? []
      : [{ offset, attributes } satisfies Insertion]
  })
  return { source: insertions.length === 0 ? source : insertAttributes(source, insertions), findings }
}

function readImages(source: string): ReturnType<typeof imagesFromHast> | undefined {
  if (!mayHoldImages(source)) return []
  try {
    return imagesFromHast(parseHtml(source), { source })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** What a finding adds to its element; `undefined` where the document stays as it is. */
export function attributesToWrite(finding: Finding, mark: boolean): Record<string, string> | undefined {
  if (finding.outcome !== 'filled' && finding.outcome !== 'decorative') return undefined
  if (finding.after === null || finding.before !== null) return undefined
  return {
    alt: finding.after,
    ...(mark && finding.author === 'generated' ? { 'data-alt-source': 'generated' } : {}),
  }
}
