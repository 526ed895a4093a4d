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
  const { document, source, load } = page
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
  const insertions = findings.flatMap(({ attributes }, index): Insertion[] => {
    const offset = images[index]?.facts.place?.offset
    return attributes === undefined || offset === undefined ? [] : [{ offset, attributes }]
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
