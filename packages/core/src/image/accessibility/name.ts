import {
  type AnyElement,
  childrenOf,
  collapse,
  isBlank,
  isElement,
  spoken,
  tagName,
  text,
} from '../element.ts'
import type { AccessibleName } from '../facts.ts'
import { displayOf, hidingOf, isHidden, visibilityOf } from './hidden.ts'
import { explicitRole, inputType, isNamedByContent, linkTarget, roleOf } from './roles.ts'
import type { Tree } from './tree.ts'
import { controlValue, plainText } from './value.ts'

/** What a name is found with. https://www.w3.org/TR/accname-1.2/#computation-steps */
interface Traversal {
  readonly tree: Tree
  /** Each element counts once, so that references in a circle end. */
  readonly visited: Set<AnyElement>
  /** In an `aria-labelledby`: further references are not followed. */
  readonly referenced: boolean
  /** In a hidden label or reference everything counts, else what is hidden does not. */
  readonly hidden: boolean
  /** Elements that may still be looked at: a name is short, a page need not be. */
  readonly budget: { left: number }
}

const mostElements = 2_000
const longest = 1_000
/** What is looked at of one text, white space included: a page may refer to it thousands of times. */
const mostCharacters = 10_000
const nothing: AccessibleName = { value: '', from: 'none' }

/**
 * The name that an author gave an element, by accname 1.2, HTML-AAM and SVG-AAM: white space collapsed, at
 * most 1,000 characters. What a browser makes up (“Submit”) is not one.
 */
export function accessibleName(element: AnyElement, tree: Tree): AccessibleName {
  const t: Traversal = {
    tree,
    visited: new Set(),
    referenced: false,
    hidden: false,
    budget: { left: mostElements },
  }
  const referenced = referencedName(element, t)
  if (referenced !== '') return { value: referenced, from: 'aria-labelledby' }
  return ownName(element, t, true)
}

/** `aria-labelledby`, then `aria-label`; empty where neither says anything. */
export function ariaName(element: AnyElement, tree: Tree): string {
  if (text(element, 'aria-labelledby') === undefined) return collapse(text(element, 'aria-label') ?? '')
  const { from, value } = accessibleName(element, tree)
  return from === 'aria-labelledby' || from === 'aria-label' ? value : ''
}

/** A name by everything but `aria-labelledby`. */
function ownName(element: AnyElement, t: Traversal, root: boolean): AccessibleName {
  t.visited.add(element)
  const label = collapse(text(element, 'aria-label') ?? '')
  if (!isBlank(label)) return { value: cut(label), from: 'aria-label' }
  const role = roleOf(element)
  const tag = tagName(element)
  // A decorative image says nothing, its title included; other elements stay text where they stand.
  if (role === 'none' && (root || replaced.has(tag) || tag === 'svg')) {
    return tag === 'img' && text(element, 'alt') === '' ? { value: '', from: 'alt' } : nothing
  }
  const host = hostName(element, tag, role, t)
  if (host !== undefined) return host
  const reads = (!root || isNamedByContent(role) || contentTags.has(tag)) && !replaced.has(tag)
  const content = reads ? contentOf(element, t) : ''
  // White space at an edge separates what is inside from the words beside it.
  const said = root ? collapse(content) : content.replace(/\s+/g, ' ')
  if (said.trim() !== '') return { value: cut(said), from: 'content' }
  const title = collapse(text(element, 'title') ?? '')
  if (title !== '') return { value: cut(title), from: 'title' }
  const linked =
    tag === 'a' ? collapse(text(element, 'xlink:title') ?? text(element, 'xLinkTitle') ?? '') : ''
  if (linked !== '') return { value: cut(linked), from: 'title' }
  const placeholder = isTypedIn(element, tag) ? collapse(text(element, 'placeholder') ?? '') : ''
  return placeholder === '' ? { value: said, from: 'none' } : { value: cut(placeholder), from: 'label' }
}

function isTypedIn(element: AnyElement, tag: string): boolean {
  return tag === 'textarea' || (tag === 'input' && placeholders.has(inputType(element)))
}

const contentTags = new Set(['caption', 'figcaption', 'label', 'legend', 'option', 'summary'])
/** Elements whose content stands in for them where they cannot be shown, and never names them; that of a canvas is told. */
const replaced = new Set(
  'amp-img area audio embed iframe img input meter object progress select textarea video'.split(' '),
)
/** Types of `input` that show one. */
const placeholders = new Set('email number password search tel text url'.split(' '))
const labelled = new Set(['button', 'input', 'meter', 'output', 'progress', 'select', 'textarea'])

/** What the element's own language names it by. https://www.w3.org/TR/html-aam-1.0/#accessible-name-and-description-computation */
function hostName(element: AnyElement, tag: string, role: string, t: Traversal): AccessibleName | undefined {
  if (labelled.has(tag)) {
    const label = labelText(element, t)
    if (label !== '') return { value: label, from: 'label' }
  }
  switch (tag) {
    case 'img':
    case 'amp-img':
    case 'area':
      return nonBlank(text(element, 'alt'), 'alt')
    case 'input':
      return inputName(element)
    case 'fieldset':
      return fromChild(element, 'legend', t)
    case 'figure':
      return role !== 'figure' ? undefined : fromChild(element, 'figcaption', t)
    case 'table':
      return fromChild(element, 'caption', t)
    case 'optgroup':
    case 'option':
    case 'track':
      return nonBlank(text(element, 'label'), 'label')
    case 'math':
      return nonBlank(text(element, 'alttext'), 'alt')
    default:
      return t.tree.components.has(tag) ? nonBlank(text(element, 'alt'), 'alt') : svgTitle(element, tag)
  }
}

function inputName(element: AnyElement): AccessibleName | undefined {
  const type = inputType(element)
  if (type === 'image') return nonBlank(text(element, 'alt'), 'alt')
  if (type !== 'button' && type !== 'submit' && type !== 'reset') return undefined
  return nonBlank(text(element, 'value') ?? (type === 'button' ? '' : type), 'label')
}

function nonBlank(value: string | undefined, from: AccessibleName['from']): AccessibleName | undefined {
  const plain = collapse(value ?? '')
  return isBlank(plain) ? undefined : { value: cut(plain), from }
}

function fromChild(element: AnyElement, tag: string, t: Traversal): AccessibleName | undefined {
  const child = childrenOf(element)
    .filter(isElement)
    .find((item) => tagName(item) === tag)
  if (child === undefined) return undefined
  const value = cut(collapse(contribution(child, { ...t, hidden: t.hidden || isHidden(child, t.tree) })))
  return value === '' ? undefined : { value, from: 'label' }
}

/** A `title` that is a child of an SVG element, with all the text in it, styled or not. */
function svgTitle(element: AnyElement, tag: string): AccessibleName | undefined {
  if (!titled.has(tag)) return undefined
  for (const child of childrenOf(element)) {
    if (!isElement(child) || tagName(child) !== 'title') continue
    const value = cut(collapse(plainText(child)))
    return value === '' ? undefined : { value, from: 'svg-title' }
  }
  return undefined
}

/** Elements of SVG that are drawn. */
const titled = new Set(
  `a circle ellipse foreignobject g image line path polygon polyline rect svg switch symbol text textpath tspan use`.split(
    ' ',
  ),
)

function labelText(element: AnyElement, t: Traversal): string {
  // The labels of a control that stands in another one's name would say that name again.
  if (t.visited.size > 1) return ''
  const labels = t.tree.labelsOf(element)
  return cut(collapse(labels.map((label) => contribution(label, asRoot(label, t))).join(' ')))
}

function referencedName(element: AnyElement, t: Traversal): string {
  const ids = collapse(text(element, 'aria-labelledby') ?? '')
  if (ids === '') return ''
  const met: AnyElement[] = []
  const parts = ids.split(' ').map((id) => {
    const target = t.tree.byId(id)
    if (target === undefined) return ''
    if (texts.has(tagName(target))) {
      t.budget.left -= 1
      return t.budget.left < 0 ? '' : plainText(target).slice(0, mostCharacters)
    }
    // Who refers to an element twice hears it twice.
    const visited = new Set(t.visited)
    const value = contribution(target, { ...asRoot(target, t), visited, referenced: true })
    met.push(...visited)
    return value
  })
  for (const element of met) t.visited.add(element)
  return cut(collapse(parts.join(' ')))
}

function asRoot(element: AnyElement, t: Traversal): Traversal {
  return { ...t, hidden: isHidden(element, t.tree) }
}

/** Elements that are nothing but a text, shown nowhere. */
const texts = new Set(['desc', 'title'])
const silent = new Set('desc defs head metadata noscript script style symbol template title'.split(' '))

/** What an element adds to the name that it is part of. */
function contribution(element: AnyElement, t: Traversal): string {
  t.budget.left -= 1
  if (t.budget.left < 0 || t.visited.has(element)) return ''
  const tag = tagName(element)
  if (silent.has(tag)) return ''
  if (!t.referenced) {
    const referenced = referencedName(element, t)
    if (referenced !== '') {
      t.visited.add(element)
      return referenced
    }
  }
  const value = controlValue(element, (option) => ownName(option, t, false).value)
  if (value !== undefined && value !== '') {
    t.visited.add(element)
    return value
  }
  const own = ownName(element, t, false).value
  return own === '' && tag === 'use' ? usedName(element, t) : own
}

/** A symbol is drawn, and told, where it is used. https://www.w3.org/TR/svg-aam-1.0/#include_elements */
function usedName(element: AnyElement, t: Traversal): string {
  const [, id = ''] = /^#(.+)$/.exec(linkTarget(element) ?? '') ?? []
  const symbol = t.tree.byId(id)
  if (symbol === undefined || t.visited.has(symbol)) return ''
  t.visited.add(symbol)
  return svgTitle(symbol, tagName(symbol))?.value ?? contentOf(symbol, t)
}

/** Elements whose edges separate words. */
const blocks = new Set(
  `address article aside blockquote br button caption dd details dialog div dl dt fieldset figcaption figure
  footer form h1 h2 h3 h4 h5 h6 header hr img input li main meter nav object ol option output p pre progress
  section select summary svg table tbody td textarea tfoot th thead tr ul video`.split(/\s+/),
)

function contentOf(element: AnyElement, t: Traversal, inherited?: 'visible' | 'hidden'): string {
  const { styles } = t.tree
  let out = styles.generated(element, 'before')
  for (const child of childrenOf(element)) {
    if (out.length > longest || t.budget.left < 0) break
    if (child.type === 'text') {
      if (inherited !== 'hidden') out += spoken(child.value.slice(0, mostCharacters))
    } else if (isElement(child)) {
      out += childContent(child, t, inherited)
    }
  }
  return out + owned(element, t) + styles.generated(element, 'after')
}

/** What an element takes for its content that stands elsewhere. https://www.w3.org/TR/wai-aria-1.2/#aria-owns */
function owned(element: AnyElement, t: Traversal): string {
  const ids = collapse(text(element, 'aria-owns') ?? '')
  if (ids === '') return ''
  return ids
    .split(' ')
    .map((id) => t.tree.byId(id))
    .map((target) => (target === undefined ? '' : ` ${childContent(target, t, undefined)}`))
    .join('')
}

function childContent(child: AnyElement, t: Traversal, inherited: 'visible' | 'hidden' | undefined): string {
  const { tree } = t
  const edge = isSeparate(child, tree) ? ' ' : ''
  if (t.hidden) return `${edge}${contribution(child, t)}${edge}`
  if (hidingOf(child, tree) !== undefined) return edge
  const visibility = visibilityOf(child, tree) ?? inherited
  // Invisible itself, it may hold something visible.
  if (visibility === 'hidden') return `${edge}${invisible(child, t)}${edge}`
  return `${edge}${contribution(child, t)}${edge}`
}

function invisible(element: AnyElement, t: Traversal): string {
  t.budget.left -= 1
  if (t.budget.left < 0 || silent.has(tagName(element))) return ''
  let out = ''
  for (const child of childrenOf(element)) {
    if (t.budget.left < 0) break
    if (isElement(child)) out += childContent(child, t, 'hidden')
  }
  return out
}

function isSeparate(element: AnyElement, tree: Tree): boolean {
  const display = displayOf(element, tree)
  if (display !== undefined) return display !== 'inline' && display !== 'contents'
  return blocks.has(tagName(element)) || explicitRole(element) === 'img'
}

function cut(value: string): string {
  return value.length > longest ? value.slice(0, longest) : value
}
