import { type Insertion, insertTexts, type TextInsertion } from '../html/edit.ts'
import type { HtmlPage, HtmlPageResult } from '../html/page.ts'
import type { Finding } from '../report/report.ts'
import type { Run } from '../run.ts'
import { type BracketInsertion, textsForMarkdown } from './edit.ts'
import { type MarkdownImage, type ReadMarkdownOptions, readMarkdown } from './read.ts'

/** What a Markdown page is read by. */
export interface MarkdownPage extends HtmlPage, Omit<ReadMarkdownOptions, 'components'> {}

/**
 * The page step for Markdown and MDX, as `describeHtml` is for HTML. An alt between brackets has no place for a mark: what
 * was generated is known by the report and the lockfile. A text that cannot be parsed, or that would be read otherwise once
 * it is edited, is recorded as a problem and comes back unchanged.
 */
export async function describeMarkdown(run: Run, page: MarkdownPage): Promise<HtmlPageResult> {
  const { document, source, load, identify, mdx, emptyMarkdownAlt, language } = page
  const text = { ...page, readAs: JSON.stringify([mdx, emptyMarkdownAlt, language]) }
  const known = await run.recall(text)
  if (known !== undefined) return { source: insertTexts(source, known.edits), ...known }
  const options: ReadMarkdownOptions = { ...page, components: run.components }
  const unchanged = { source, findings: [], edits: [] }
  let images: readonly MarkdownImage[]
  try {
    images = readMarkdown(source, options)
  } catch (error) {
    run.fail(document, `It cannot be parsed: ${reasonOf(error)}`)
    return unchanged
  }
  const findings = await run.describe(
    document,
    images.map(({ facts }) => facts),
    load,
    identify && ((url) => identify(url, false)),
  )
  const lost = images.find(({ slot }, index) => slot === 'none' && findings[index]?.attributes !== undefined)
  if (lost !== undefined) {
    const { line } = lost.facts.place ?? {}
    run.fail(
      document,
      `An image${line === undefined ? '' : ` in line ${line}`} cannot be found in its source; left alone.`,
    )
    return { ...unchanged, findings }
  }
  const edits = editsOf(source, images, findings)
  const edited = insertTexts(source, edits)
  const isSure = edits.length === 0 || areWordsBetweenBrackets(images, findings)
  if (!isSure && !readsAs(edited, images, findings, options)) {
    run.fail(document, 'An alt would be read as something else in this text; left alone.')
    return { ...unchanged, findings }
  }
  run.keep(text, findings, edits)
  return { source: edited, findings, edits }
}

function editsOf(
  source: string,
  images: readonly MarkdownImage[],
  findings: readonly Finding[],
): TextInsertion[] {
  const brackets: BracketInsertion[] = []
  const tags: Insertion[] = []
  findings.forEach(({ attributes }, index) => {
    const { facts, slot } = images[index] as MarkdownImage
    const offset = facts.place?.offset
    if (attributes === undefined || offset === undefined || slot === 'none') return
    if (slot === 'tag') tags.push({ offset, attributes })
    // An empty alt is what stands between the brackets already.
    else if (attributes['alt'] !== undefined && attributes['alt'] !== '')
      brackets.push({ offset, alt: attributes['alt'] })
  })
  return textsForMarkdown(source, brackets, tags)
}

/**
 * Whether all that is written are words without punctuation between brackets, each pair an image of its own: they are read as nothing
 * else, and the text need not be read again.
 */
function areWordsBetweenBrackets(images: readonly MarkdownImage[], findings: readonly Finding[]): boolean {
  if (new Set(images.map(({ facts }) => facts.place?.offset)).size < images.length) return false
  return findings.every(({ attributes }, index) => {
    if (attributes === undefined) return true
    const words = attributes['alt'] ?? ''
    return images[index]?.slot === 'brackets' && /^(?:[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)?$/u.test(words)
  })
}

/** Whether the edited text has the same images, with the alts that were meant. */
function readsAs(
  edited: string,
  images: readonly MarkdownImage[],
  findings: readonly Finding[],
  options: ReadMarkdownOptions,
): boolean {
  const meant = images
    .map((image, index) => ({ ...image, alt: findings[index]?.attributes?.['alt'] }))
    .filter(isLasting)
  const now = readMarkdown(edited, { ...options, emptyMarkdownAlt: 'decorative' }).filter(isLasting)
  if (now.length !== meant.length) return false
  return now.every(({ facts, slot }, index) => {
    const { alt, ...before } = meant[index] as (typeof meant)[0]
    if (slot !== before.slot || facts.source.url !== before.facts.source.url) return false
    if (alt === undefined || slot === 'none') return true
    return 'value' in facts.alt ? facts.alt.value === alt : alt === ''
  })
}

/** A heading or a link that its image had left without a name has one now, and is no fact any more. */
function isLasting({ facts }: MarkdownImage): boolean {
  return facts.kind !== 'heading' && facts.kind !== 'control' && facts.kind !== 'element'
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'its elements are nested too deeply.'
  const { reason, line, column } = error as { reason?: string; line?: number; column?: number }
  if (reason === undefined) throw error
  return line === undefined ? reason : `${reason} (line ${line}, column ${column ?? 1})`
}
