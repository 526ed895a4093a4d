import type { Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import type { ImageFacts } from '../image/facts.ts'
import type { FromHastOptions } from '../image/from-hast.ts'
import { imagesFromHast } from '../image/with-sheets.ts'
import { mayHoldImages } from './markup.ts'
import { parseQuickly } from './quickly.ts'

/**
 * A page as a hast tree with the places where its elements start; fragments get the document around them that browsers
 * add. Most pages are read quickly, those with something to repair by a parser of the whole standard, into the same tree.
 */
export function parseHtml(source: string, components: readonly string[] = []): Root {
  return parseQuickly(source, components) ?? fromHtml(source)
}

/** The images of a page, in document order. Nothing is parsed where the source names no image, and no style can draw one. */
export function imagesFromHtml(source: string, options: Omit<FromHastOptions, 'source'> = {}): ImageFacts[] {
  const { components, styles = '', rendered } = options
  if (rendered !== true && !styles.includes('url(') && !mayHoldImages(source, components)) return []
  return imagesFromHast(parseHtml(source, components), { ...options, source }).map((image) => image.facts)
}
