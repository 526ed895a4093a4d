/** What may be an image, in a page or a component, where an element may belong to a library: `<motion.img>`. */
const element =
  /<(?:\w+[.:])?(?:img|image|amp-img|area|input|svg|object|embed|canvas|video|iframe)\b|\brole\s*=/

/** A link or button without words, which a style sheet or an icon font draws: `<a href="/"><i class="icon"></i></a>`. */
const drawnControl =
  /<(?:a|button)\b[^>]{0,400}>\s{0,40}(?:<(?:i|span)\b[^>]{0,400}>(?:[\s\ue000-\uf8ff]|&#x[ef][\da-f]{3};){0,40}<\/(?:i|span)>\s{0,40})?<\/(?:a|button)>/

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

/** Whether an element that the settings name for an image may be there. */
export function holdsComponents(source: string, components: readonly string[]): boolean {
  return components.length > 0 && new RegExp(`<(?:${components.join('|')})(?=[\\s/>])`, 'i').test(source)
}
