import type { Root } from 'hast'
import type { LoadImage } from '../assets/load.ts'
import type { ReadSheet } from '../image/accessibility/styles.ts'
import type { ImageFacts } from '../image/facts.ts'
import { imagesFromHast } from '../image/from-hast.ts'
import { seeksNothing } from '../image/prose.ts'
import type { Finding } from '../report/report.ts'
import type { Run } from '../run.ts'
import { type Insertion, insertTexts, type TextInsertion, textsToInsert } from './edit.ts'
import { mayHoldImages } from './markup.ts'
import { parseQuickly } from './quickly.ts'

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
  /** What was inserted where, in the order of the page. */
  readonly edits: readonly TextInsertion[]
}

/**
 * The page step that every adapter over HTML files shares: facts → describe → edit. A page whose markup
 * is nested too deeply to walk is recorded as a problem and comes back unchanged.
 */
export async function describeHtml(run: Run, page: HtmlPage): Promise<HtmlPageResult> {
  const { document, source } = page
  const images = await readImages(source, run.components)
  if (images === undefined) {
    run.fail(document, 'Its elements are nested too deeply to be read.')
    return { source, findings: [], edits: [] }
  }
  const facts = images.map((image) => image.facts)
  const { findings, insertions } = await describeImages(run, { ...page, images: facts })
  const edits = textsToInsert(source, insertions)
  return { source: insertTexts(source, edits), findings, edits }
}

export interface DocumentImages extends Omit<HtmlPage, 'source'> {
  readonly images: readonly ImageFacts[]
}

/** The same for images that were read already, as from a component: what is found, and what goes where. */
export async function describeImages(
  run: Run,
  { document, images, load }: DocumentImages,
): Promise<{ readonly findings: readonly Finding[]; readonly insertions: readonly Insertion[] }> {
  const findings = await run.describe(document, images, load)
  const insertions = findings.flatMap(({ attributes }, index): Insertion[] => {
    const offset = images[index]?.place?.offset
    return attributes === undefined || offset === undefined ? [] : [{ offset, attributes }]
  })
  return { findings, insertions }
}

async function readImages(
  source: string,
  components: readonly string[],
): Promise<ReturnType<typeof imagesFromHast> | undefined> {
  if (!mayHoldImages(source, components)) return []
  try {
    const quick = parseQuickly(source, components)
    // First, so that no tree of the full parser waits while those of other pages are made: that is what fills the memory.
    const readSheet = await sheetReader(quick, source)
    const tree = quick ?? (await repaired(source, components))
    return imagesFromHast(tree, { source, components }, readSheet)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Few pages need the parser of the whole standard, and it takes long to load. */
async function repaired(source: string, components: readonly string[]): Promise<Root> {
  const { parseHtml } = await import('./parse.ts')
  return parseHtml(source, components)
}

/** Few pages have style sheets of their own. */
async function sheetReader(tree: Root | undefined, source: string): Promise<ReadSheet | undefined> {
  if (tree !== undefined && seeksNothing(tree, source)) return undefined
  if (!/<style\b/i.test(source)) return undefined
  const { readSheet } = await import('../image/accessibility/sheet.ts')
  return readSheet
}
