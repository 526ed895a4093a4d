import { parseSrcset } from 'srcset'
import { linkTarget } from './accessibility/roles.ts'
import type { Styles } from './accessibility/styles.ts'
import { expressionOf } from './dynamic.ts'
import type { AnyElement } from './element.ts'
import { collapse, hasFamily, isMdx, propertyNamesOf, propertyOf, tagName, text } from './element.ts'
import type { ImageKind, ImageSource } from './facts.ts'
import { isPlaceholder } from './placeholder.ts'

/** Where lazy loaders keep the real address, by how common they are. */
const lazyAttributes = ['data-src', 'data-lazy-src', 'data-original', 'data-lazy', 'data-echo', 'data-image']
const lazySetAttributes = ['data-srcset', 'data-lazy-srcset']
/** Without a `src`, what else may give an image its address. */
const computable = ['srcset', 'data-src', 'data-srcset']

/**
 * The address to look at: what the page rendered where that is known, the real source of a lazy image
 * rather than its placeholder, the largest candidate where there is only a `srcset`.
 *
 * @param sources
 *   `source` elements before the image in its `picture`.
 * @param rendered
 *   `currentSrc` of a live page.
 * @param styles
 *   Of the document, which may draw what has no address of its own.
 */
export function imageSource(
  element: AnyElement,
  kind: ImageKind,
  sources: readonly AnyElement[],
  rendered: string | undefined,
  styles: Styles,
): ImageSource {
  if (kind === 'svg') {
    const picture = tagName(element) === 'image' ? linkTarget(element) : undefined
    return picture === undefined
      ? { url: undefined, from: 'inline', alternatives: nothing, directed: nothing }
      : single(picture, 'src')
  }
  if (kind === 'object') return single(text(element, 'data'), 'data')
  if (kind === 'video') return single(text(element, 'poster'), 'src')
  if (kind === 'css-image') return single(styledPicture(element, styles), 'style')
  if (kind !== 'img' && kind !== 'image-input' && kind !== 'embed') return single(undefined, 'none')

  if (expressionOf(element, 'src') !== undefined)
    return { url: undefined, from: 'dynamic', alternatives: nothing, directed: nothing }
  const src = unwrapped(address(text(element, 'src')))
  const data = hasFamily(element, 'data')
  const lazy = data ? lazyAddress(element, src) : undefined
  const own = candidatesOf(element)
  const candidates = sources.length === 0 ? own : [own, ...sources.map(candidatesOf)].flat()
  const alternatives = candidates.length === 0 ? nothing : candidates.map(({ url }) => url)
  const directed = sources.length === 0 ? nothing : directedBy(sources)
  const largest = largestOf(candidates)
  const shown = lazy !== undefined && isWaiting(rendered) ? undefined : address(rendered)

  if (shown !== undefined) return { url: shown, from: 'rendered', alternatives, directed }
  if (lazy !== undefined) return { url: lazy, from: 'lazy', alternatives, directed }
  if (src !== undefined && !(src.startsWith('data:') && largest !== undefined)) {
    return { url: src, from: 'src', alternatives, directed }
  }
  if (largest !== undefined) return { url: largest, from: 'srcset', alternatives, directed }
  const isComputed = src === undefined && computable.some((name) => expressionOf(element, name) !== undefined)
  return {
    url: src,
    from: src !== undefined ? 'src' : isComputed ? 'dynamic' : 'none',
    alternatives,
    directed,
  }
}

const nothing: readonly string[] = []

/** Whether a browser still shows what stands there until the picture comes. */
function isWaiting(rendered: string | undefined): boolean {
  return rendered !== undefined && (rendered.startsWith('data:') || isPlaceholder(rendered))
}

interface Candidate {
  readonly url: string
  readonly width: number
}

function candidatesOf(element: AnyElement): readonly Candidate[] {
  const own = srcset(text(element, 'srcset'))
  if (!hasFamily(element, 'data')) return own
  return [...own, ...lazySetAttributes.flatMap((name) => srcset(text(element, name)))]
}

const none: readonly Candidate[] = []

/** The first of the widest. */
function largestOf(candidates: readonly Candidate[]): string | undefined {
  let largest: Candidate | undefined
  for (const candidate of candidates)
    if (largest === undefined || candidate.width > largest.width) largest = candidate
  return largest?.url
}

function directedBy(sources: readonly AnyElement[]): readonly string[] {
  return sources
    .filter((item) => text(item, 'media') !== undefined)
    .flatMap((item) => srcset(text(item, 'srcset')).map(({ url }) => url))
}

/** The picture that an inline style draws, or else a style sheet. */
export function styledPicture(element: AnyElement, styles: Styles): string | undefined {
  return inlinePicture(text(element, 'style')) ?? styles.picture(element)
}

/** The first picture of an inline style: a background, or what `content` puts in place of the element. */
function inlinePicture(style: string | undefined): string | undefined {
  if (style === undefined || !style.includes('url(')) return undefined
  const [, quoted, bare] =
    /(?:^|[;\s])(?:background(?:-image)?|content)\s*:[^;]*?url\(\s*(?:["']([^"']+)["']|([^"')\s]+))\s*\)/i.exec(
      style.slice(0, 4000),
    ) ?? []
  return quoted ?? bare
}

/** By a name that lazy loaders use, or, where only a placeholder is shown, by any that holds a picture's address. */
function lazyAddress(element: AnyElement, src: string | undefined): string | undefined {
  const known = first(lazyAttributes.map((name) => address(text(element, name))))
  if (known !== undefined || src === undefined || !isPlaceholder(src) || isMdx(element)) return known
  for (const key of propertyNamesOf(element)) {
    if (!key.startsWith('data')) continue
    const value = String(propertyOf(element, key))
    if (/^[^\s,{}]+\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]\S*)?$/i.test(value)) return value
  }
  return undefined
}

/** The picture behind an address that a framework's own image service answers, where it names one of this site. */
function unwrapped(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  const [, wrapped] = /^\/_(?:next|vercel)\/image\/?\?(?:[^#]*&)?url=([^&#]+)/.exec(url) ?? []
  if (wrapped === undefined) return url
  try {
    const decoded = decodeURIComponent(wrapped)
    return /^\/(?!\/)/.test(decoded) ? decoded : url
  } catch {
    return url
  }
}

function single(value: string | undefined, from: ImageSource['from']): ImageSource {
  const url = address(value)
  return { url, from: url === undefined ? 'none' : from, alternatives: nothing, directed: nothing }
}

function address(value: string | undefined): string | undefined {
  const trimmed = collapse(value ?? '')
  return trimmed === '' ? undefined : trimmed
}

function first<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined)
}

function srcset(value: string | undefined): readonly Candidate[] {
  if (value === undefined || value.trim() === '') return none
  try {
    return parseSrcset(value).map((item) => ({
      url: item.url,
      // Densities rank among themselves; widths are always larger.
      width: item.width ?? item.density ?? 1,
    }))
  } catch {
    return none
  }
}
