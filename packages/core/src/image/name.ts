import type { AnyElement, AnyNode } from './element.ts'
import { collapse, isElement, tagName, text } from './element.ts'
import type { AccessibleName, ImageKind } from './facts.ts'

/** What names may refer to in a document. */
export interface References {
  /** The first element with each id. */
  readonly byId: ReadonlyMap<string, AnyElement>
  /** `label` elements by the id they are for. */
  readonly labelsFor: ReadonlyMap<string, readonly AnyElement[]>
}

const nothing: AccessibleName = { value: '', from: 'none' }

/**
 * The name an author gave an image, by the precedence of HTML-AAM 4.1 and SVG-AAM. A browser's default
 * (“Submit”) is not one.
 *
 * @param labels
 *   `label` elements around the image, for an image button.
 */
export function imageName(
  element: AnyElement,
  kind: ImageKind,
  references: References,
  labels: readonly AnyElement[],
): AccessibleName {
  const aria = ariaName(element, references)
  if (aria !== undefined) return aria
  switch (kind) {
    case 'image-input': {
      const id = text(element, 'id')
      const all = [...labels, ...((id !== undefined && references.labelsFor.get(id)) || [])]
      const label = collapse([...new Set(all)].map((item) => textOf(item, { images: true })).join(' '))
      if (label !== '') return { value: label, from: 'label' }
      return altOrTitle(element)
    }
    case 'img':
    case 'area':
      return altOrTitle(element)
    case 'svg':
      return svgTitle(element)
    default:
      return titleOnly(element)
  }
}

/** `aria-labelledby`, then `aria-label`; `undefined` where neither says anything. */
export function ariaName(element: AnyElement, references: References): AccessibleName | undefined {
  const ids = collapse(text(element, 'aria-labelledby') ?? '')
  if (ids !== '') {
    const parts = ids.split(' ').map((id) => {
      const target = references.byId.get(id)
      if (target === undefined) return ''
      if (target === element) return text(element, 'aria-label') ?? ''
      return labelText(target)
    })
    const value = collapse(parts.join(' '))
    if (value !== '') return { value, from: 'aria-labelledby' }
  }
  const label = collapse(text(element, 'aria-label') ?? '')
  return label === '' ? undefined : { value: label, from: 'aria-label' }
}

/** The text that a `labelledby` target contributes; a hidden one counts. */
function labelText(target: AnyElement): string {
  const label = collapse(text(target, 'aria-label') ?? '')
  if (label !== '') return label
  const tag = tagName(target)
  if (tag === 'img' || tag === 'area') return altOrTitle(target).value
  if (tag === 'svg') return svgTitle(target).value
  return textOf(target, { images: true, hidden: true }) || collapse(text(target, 'title') ?? '')
}

function altOrTitle(element: AnyElement): AccessibleName {
  const alt = text(element, 'alt')
  if (alt === '') return { value: '', from: 'alt' }
  const value = alt === undefined ? '' : collapse(alt)
  return value === '' ? titleOnly(element) : { value, from: 'alt' }
}

function titleOnly(element: AnyElement): AccessibleName {
  const value = collapse(text(element, 'title') ?? '')
  return value === '' ? nothing : { value, from: 'title' }
}

function svgTitle(element: AnyElement): AccessibleName {
  const children: readonly AnyNode[] = element.children
  for (const child of children) {
    if (!isElement(child) || tagName(child) !== 'title') continue
    const value = textOf(child, {})
    return value === '' ? nothing : { value, from: 'svg-title' }
  }
  return nothing
}

const silent = new Set(['script', 'style', 'template', 'noscript', 'head', 'metadata', 'defs'])

/**
 * The text of a subtree, white space collapsed, at most 1,000 characters.
 *
 * @param include
 *   `images`: also the alts and names of images in it; `hidden`: also what is hidden.
 */
export function textOf(node: AnyNode, include: { images?: boolean; hidden?: boolean }): string {
  const parts: string[] = []
  let length = 0
  const visit = (current: AnyNode): void => {
    if (length > 1000) return
    if (current.type === 'text') {
      parts.push(current.value)
      length += current.value.length
      return
    }
    if (!isElement(current)) return
    const tag = tagName(current)
    if (silent.has(tag)) return
    if (current !== node && include.hidden !== true && isHiddenByItself(current)) return
    if (current !== node && isImageTag(tag)) {
      if (include.images === true) parts.push(` ${imageText(current, tag)} `)
      return
    }
    if (breaks.has(tag)) parts.push(' ')
    for (const child of current.children as readonly AnyNode[]) visit(child)
    if (breaks.has(tag)) parts.push(' ')
  }
  visit(node)
  return collapse(parts.join('')).slice(0, 1000)
}

function imageText(element: AnyElement, tag: string): string {
  const label = collapse(text(element, 'aria-label') ?? '')
  if (label !== '') return label
  return tag === 'svg' ? svgTitle(element).value : altOrTitle(element).value
}

function isImageTag(tag: string): boolean {
  return tag === 'img' || tag === 'svg' || tag === 'amp-img'
}

/** Hidden by its own attributes, whatever is around it. */
export function isHiddenByItself(element: AnyElement): boolean {
  if (text(element, 'hidden') !== undefined) return true
  if (text(element, 'aria-hidden')?.trim().toLowerCase() === 'true') return true
  const style = text(element, 'style')
  return (
    style !== undefined &&
    /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b/i.test(style)
  )
}

/** Elements whose edges separate words. */
const breaks = new Set(
  'address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul'.split(
    ' ',
  ),
)
