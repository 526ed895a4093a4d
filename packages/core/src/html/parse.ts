import type { Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import type { ImageFacts } from '../image/facts.ts'
import { type FromHastOptions, imagesFromHast } from '../image/from-hast.ts'
import { readQuickly } from './quick/read.ts'

/**
 * A page as a hast tree with the places where its elements start; fragments get the document around them that browsers
 * add. Most pages are read quickly, those with something to repair by a parser of the whole standard, into the same tree.
 */
export function parseHtml(source: string, components: readonly string[] = []): Root {
  // The quick reader keeps the places of what it knows to be images.
  const isQuick = !holdsComponents(source, components)
  return (isQuick ? readQuickly(source) : undefined) ?? fromHtml(source)
}

/** The images of a page, in document order. Nothing is parsed where the source names no image. */
export function imagesFromHtml(source: string, options: Omit<FromHastOptions, 'source'> = {}): ImageFacts[] {
  if (!mayHoldImages(source, options.components)) return []
  return imagesFromHast(parseHtml(source, options.components), { ...options, source }).map(
    (image) => image.facts,
  )
}

/** What may be an image, in a page or a component, where an element may belong to a library: `<motion.img>`. */
const element =
  /<(?:\w+[.:])?(?:img|image|amp-img|area|input|svg|object|embed|canvas|video|iframe)\b|\brole\s*=/

/** A link or button without text, which a style sheet draws: `<a href="/"><i class="icon"></i></a>`. */
const drawnControl =
  /<(?:a|button)\b[^>]{0,400}>\s{0,40}(?:<(?:i|span)\b[^>]{0,400}>\s{0,40}<\/(?:i|span)>\s{0,40})?<\/(?:a|button)>/

/** What a style draws: an inline background, a word of an icon font. */
const drawnByStyle = /\bstyle\s*=[^>]{0,400}\burl\(|\bmaterial-(?:icons|symbols)\b/

/** A cheap look before parsing: a source that it does not match has no image that concerns us. */
export const imageMarkup: RegExp = new RegExp(
  `${element.source}|${drawnControl.source}|${drawnByStyle.source}`,
  'i',
)

export function mayHoldImages(source: string, components: readonly string[] = []): boolean {
  return imageMarkup.test(source) || holdsComponents(source, components)
}

function holdsComponents(source: string, components: readonly string[]): boolean {
  return components.length > 0 && new RegExp(`<(?:${components.join('|')})(?=[\\s/>])`, 'i').test(source)
}
