import type { LoadImage } from '../assets/load.ts'
import type { DocumentText } from '../cache/decisions.ts'
import type { ImageFacts } from '../image/facts.ts'
import type { Finding } from '../report/report.ts'
import type { Run } from '../run.ts'
import { lazily } from '../soon.ts'
import { insertTexts, type TextInsertion, textsToInsert } from './edit.ts'
import { mayHoldImages } from './markup.ts'

export interface HtmlPage extends DocumentText {
  readonly load: LoadImage
}

/** A document that has been read. */
export interface DocumentImages {
  readonly images: readonly ImageFacts[]
  readonly load: LoadImage
  /** Addresses that stand for files which the module brings in; default: none. */
  readonly fromModule?: ReadonlySet<string> | undefined
}

/** What was found in a document, and what goes where in it. */
export interface Described {
  readonly findings: readonly Finding[]
  /** What is inserted where, in the order of the text. */
  readonly edits: readonly TextInsertion[]
}

export interface HtmlPageResult extends Described {
  /** The page with the alts written; the same string when there is nothing to write. */
  readonly source: string
}

/** Pages that are as they were need none of it. */
const reader = lazily(async () => (await import('./read-images.ts')).pageReader())

/**
 * The page step that every adapter over HTML files shares: facts → describe → edit. A page whose markup
 * is nested too deeply to walk is recorded as a problem and comes back unchanged.
 */
export async function describeHtml(run: Run, page: HtmlPage): Promise<HtmlPageResult> {
  const { document, source } = page
  const described = await describeDocument(run, page, async () => {
    if (!mayHoldImages(source, run.components)) return { images: [], load: page.load }
    const readImages = await reader()
    const images = await readImages(source, run.components)
    if (images !== undefined) return { images, load: page.load }
    run.fail(document, 'Its elements are nested too deeply to be read.')
    return undefined
  })
  if (described === undefined) return { source, findings: [], edits: [] }
  // Nothing is copied: findings that were kept are read where somebody asks, and an accessor that is made for a page keeps it in
  // memory until all of that is collected.
  return Object.assign(described, { source: insertTexts(source, described.edits) })
}

/**
 * The same for any text with tags, as a component is: what was found, and what goes where.
 *
 * @param read
 *   Reads the images; called only where what an earlier run decided may not hold any more. Without an answer nothing is
 *   described.
 */
export async function describeDocument(
  run: Run,
  text: DocumentText,
  read: () => Promise<DocumentImages | undefined>,
): Promise<Described | undefined> {
  const known = await run.recall(text)
  if (known !== undefined) return known
  const document = await read()
  if (document === undefined) return undefined
  const { images, load, fromModule = new Set() } = document
  const { identify } = text
  const findings = await run.describe(
    text.document,
    images,
    load,
    identify && ((url) => identify(url, fromModule.has(url))),
  )
  const insertions = findings.flatMap(({ attributes }, index) => {
    const offset = images[index]?.place?.offset
    return attributes === undefined || offset === undefined ? [] : [{ offset, attributes }]
  })
  const edits = textsToInsert(text.source, insertions)
  run.keep(text, findings, edits, fromModule)
  return { findings, edits }
}
