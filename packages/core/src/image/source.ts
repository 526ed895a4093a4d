import { parseSrcset } from 'srcset'
import { linkTarget } from './accessibility/roles.ts'
import { expressionOf } from './dynamic.ts'
import type { AnyElement } from './element.ts'
import { collapse, hasFamily, tagName, text } from './element.ts'
import type { ImageKind, ImageSource } from './facts.ts'

/** Where lazy loaders keep the real address, by how common they are. */
const lazyAttributes = ['data-src', 'data-lazy-src', 'data-original', 'data-lazy', 'data-echo']
const lazySetAttributes = ['data-srcset', 'data-lazy-srcset']

/**
 * The address to look at: what the page rendered where that is known, the real source of a lazy image
 * rather than its placeholder, the largest candidate where there is only a `srcset`.
 *
 * @param sources
 *   `source` elements before the image in its `picture`.
 * @param rendered
 *   `currentSrc` of a live page.
 */
export function imageSource(
  element: AnyElement,
  kind: ImageKind,
  sources: readonly AnyElement[],
  rendered: string | undefined,
): ImageSource {
  if (kind === 'svg') {
    const picture = tagName(element) === 'image' ? linkTarget(element) : undefined
    return picture === undefined
      ? { url: undefined, from: 'inline', alternatives: [] }
      : single(picture, 'src')
  }
  if (kind === 'object') return single(text(element, 'data'), 'data')
  if (kind === 'video') return single(text(element, 'poster'), 'src')
  if (kind !== 'img' && kind !== 'image-input' && kind !== 'embed') return single(undefined, 'none')

  if (expressionOf(element, 'src') !== undefined) return { url: undefined, from: 'dynamic', alternatives: [] }
  const src = address(text(element, 'src'))
  const data = hasFamily(element, 'data')
  const lazy = data ? first(lazyAttributes.map((name) => address(text(element, name)))) : undefined
  const candidates = [element, ...sources].flatMap((item) => [
    ...srcset(text(item, 'srcset')),
    ...(hasFamily(item, 'data') ? lazySetAttributes.flatMap((name) => srcset(text(item, name))) : []),
  ])
  const alternatives = candidates.map((candidate) => candidate.url)
  const largest = [...candidates].sort((a, b) => b.width - a.width)[0]?.url
  const shown = rendered?.startsWith('data:') && lazy !== undefined ? undefined : address(rendered)

  if (shown !== undefined) return { url: shown, from: 'rendered', alternatives }
  if (lazy !== undefined) return { url: lazy, from: 'lazy', alternatives }
  if (src !== undefined && !(src.startsWith('data:') && largest !== undefined)) {
    return { url: src, from: 'src', alternatives }
  }
  if (largest !== undefined) return { url: largest, from: 'srcset', alternatives }
  return { url: src, from: src === undefined ? 'none' : 'src', alternatives }
}

function single(value: string | undefined, from: ImageSource['from']): ImageSource {
  const url = address(value)
  return { url, from: url === undefined ? 'none' : from, alternatives: [] }
}

function address(value: string | undefined): string | undefined {
  const trimmed = collapse(value ?? '')
  return trimmed === '' ? undefined : trimmed
}

function first<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined)
}

function srcset(value: string | undefined): { url: string; width: number }[] {
  if (value === undefined || value.trim() === '') return []
  try {
    return parseSrcset(value).map((item) => ({
      url: item.url,
      // Densities rank among themselves; widths are always larger.
      width: item.width ?? item.density ?? 1,
    }))
  } catch {
    return []
  }
}
