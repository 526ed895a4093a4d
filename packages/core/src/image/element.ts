import type { Element, Nodes, Properties, Root } from 'hast'
import { find, html } from 'property-information'

/** An element of MDX in a hast tree, as `mdast-util-mdx-jsx` leaves it. */
export interface MdxElement {
  type: 'mdxJsxFlowElement' | 'mdxJsxTextElement'
  name: string | null
  attributes: MdxAttribute[]
  children: Nodes[]
  position?: Element['position']
}

type MdxAttribute =
  | { type: 'mdxJsxAttribute'; name: string; value?: string | null | { type: string; value: string } }
  | { type: 'mdxJsxExpressionAttribute'; value: string }

/** What a component computes, or renders at times only: `{label}`, `{open && <b>Close</b>}`, a loop, `v-if`. */
export interface ComputedNode {
  type: 'computed'
  /** Whether it may be text by itself. */
  text: boolean
  children: AnyNode[]
  position?: Element['position']
}

export type AnyElement = Element | MdxElement
export type AnyNode = Nodes | MdxElement | ComputedNode

/** What an attribute holds: text, or an expression whose value is not known here. */
export type Attribute =
  | { readonly known: true; readonly value: string }
  | { readonly known: false; readonly value: string }

export function isElement(node: AnyNode | Root): node is AnyElement {
  return node.type === 'element' || (node.type !== 'text' && isMdx(node))
}

export function isMdx(node: AnyNode | Root): node is MdxElement {
  const type: string = node.type
  return type === 'mdxJsxFlowElement' || type === 'mdxJsxTextElement'
}

/** Lower case, except for components of MDX, whose capital tells them from elements. */
export function tagName(element: AnyElement): string {
  return element.type === 'element' ? element.tagName.toLowerCase() : (element.name ?? '')
}

/**
 * An attribute by its HTML name. White space is kept, an attribute without value is empty text.
 * A JSX spread may hold anything, so it makes every absent attribute of its element unknown.
 */
export function attribute(element: AnyElement, name: string): Attribute | undefined {
  if (element.type !== 'element') return mdxAttribute(element, name)
  const value = property(element, name)
  return value === undefined ? undefined : { known: true, value }
}

/** An attribute of an element whose reader keeps them as a list. */
export interface ListedAttribute {
  /** As HTML calls it. */
  readonly name: string
  /** As hast calls it. */
  readonly property: string
  readonly value: Properties[string]
}

/** An element has few attributes, and is asked for very many that it does not have: to look through a list takes less than an object does. */
function listOf(element: Element): readonly ListedAttribute[] | undefined {
  return 'listed' in element ? (element.listed as readonly ListedAttribute[]) : undefined
}

/** The names of an element's attributes, as hast calls them. */
export function propertyNamesOf(element: Element): readonly string[] {
  return listOf(element)?.map(({ property }) => property) ?? Object.keys(element.properties)
}

/** Whether an element has an attribute of which something holds, by the name that hast calls it. */
export function hasProperty(element: Element, isWanted: (name: string) => boolean): boolean {
  const list = listOf(element)
  if (list === undefined) return Object.keys(element.properties).some(isWanted)
  for (const { property } of list) if (isWanted(property)) return true
  return false
}

/** An attribute by the name that hast calls it. */
export function propertyOf(element: Element, name: string): Properties[string] {
  const list = listOf(element)
  return list === undefined ? element.properties[name] : list.find(({ property }) => property === name)?.value
}

function valueIn(element: Element, name: string): Properties[string] {
  const list = listOf(element)
  if (list === undefined) {
    const { properties } = element
    const known = propertyNames.get(name) ?? find(html, name).property
    return properties[known] ?? (known === name ? undefined : properties[name])
  }
  for (const item of list) if (item.name === name) return item.value
  return undefined
}

function property(element: Element, name: string): string | undefined {
  const value = valueIn(element, name)
  if (typeof value === 'string') return value
  if (value === undefined || value === null || value === false) return undefined
  if (value === true) return ''
  return Array.isArray(value) ? value.join(' ') : String(value)
}

/** Every page asks for these of many elements; a look into a map is ten times as fast as `find`. */
const propertyNames: ReadonlyMap<string, string> = new Map(
  [
    ...Object.values(html.property).map(({ attribute }) => attribute),
    ...['data-alt-ignore', 'data-alt-source', 'data-src', 'data-srcset'],
    ...['aria-braillelabel', 'aria-brailleroledescription', 'aria-description'],
    ...['xlink:href', 'xlink:title', 'xLinkHref', 'xLinkTitle', 'xml:lang'],
  ].map((name) => [name, find(html, name).property]),
)

const isAria = (name: string): boolean => name.startsWith('aria')
const isData = (name: string): boolean => name.startsWith('data')

/** Whether any attribute's name begins so; elements have few, and most have none of a family. */
export function hasFamily(element: AnyElement, family: 'aria' | 'data'): boolean {
  if (isMdx(element)) {
    return element.attributes.some((item) => item.type !== 'mdxJsxAttribute' || item.name.startsWith(family))
  }
  return hasProperty(element, family === 'aria' ? isAria : isData)
}

function mdxAttribute(element: MdxElement, name: string): Attribute | undefined {
  const jsxName = name === 'class' ? 'classname' : name
  for (const item of element.attributes) {
    if (item.type !== 'mdxJsxAttribute') continue
    if (item.name !== name && !isSpelled(item.name, jsxName)) continue
    if (item.value === null || item.value === undefined)
      // JSX takes it for `true`, which is no text.
      return name === 'alt' ? { known: false, value: 'true' } : { known: true, value: '' }
    if (typeof item.value === 'string') return { known: true, value: item.value }
    return { known: false, value: item.value.value }
  }
  const spread = element.attributes.find((item) => item.type === 'mdxJsxExpressionAttribute')
  return spread === undefined ? undefined : { known: false, value: `{${spread.value}}` }
}

/** Whether an element of a component has an attribute of one of these names; what a spread may bring does not count. */
export function hasWritten(element: MdxElement, names: ReadonlySet<string>): boolean {
  return element.attributes.some(
    (item) => item.type === 'mdxJsxAttribute' && names.has(item.name.toLowerCase()),
  )
}

/** @param lower In lower case; the length tells most names apart. */
function isSpelled(name: string, lower: string): boolean {
  return name.length === lower.length && name.toLowerCase() === lower
}

/** The text of a known attribute; `undefined` where it is absent or computed. */
export function text(element: AnyElement, name: string): string | undefined {
  if (element.type === 'element') return property(element, name)
  const found = attribute(element, name)
  return found?.known ? found.value : undefined
}

/** What an element holds: for a `template` nothing, its content stands apart. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  return 'children' in node ? (node.children as readonly AnyNode[]) : []
}

const isAny = (): boolean => true

/** No attribute at all, which most elements of a page are. */
export function isBare(element: AnyElement): boolean {
  if (isMdx(element)) return element.attributes.length === 0
  return !hasProperty(element, isAny)
}

/** Attributes that say nothing of what an element is to a reader, nor of what is in it. */
const mute: ReadonlySet<string> = new Set(
  `alt className colSpan dateTime decoding fetchPriority height id loading rel rowSpan scope sizes src srcSet target title type
  valign align width`.split(/\s+/),
)

const isTelling = (name: string): boolean => !mute.has(name)

/** Whether an element has no other attributes than those that mean nothing to what is in it. */
export function isMute(element: AnyElement): boolean {
  if (element.type !== 'element') return element.attributes.length === 0
  return !hasProperty(element, isTelling)
}

/** Whether nothing in a text can be seen or said: white space, joiners, fillers, and what icon fonts draw. */
export function isBlank(value: string): boolean {
  return /^[\s\p{Cc}\p{Cf}\p{Co}\u115f\u1160\u2800\u3164\uffa0]*$/u.test(value)
}

/** A text without what icon fonts draw, which has no words. */
export function spoken(value: string): string {
  return /\p{Co}/u.test(value) ? value.replace(/\p{Co}/gu, '') : value
}

export function collapse(value: string): string {
  if (value === '') return ''
  // Most words stand one space apart, and to look is quicker than to replace each space.
  return (/[^\S ]| {2}/.test(value) ? value.replace(/\s+/g, ' ') : value).trim()
}
