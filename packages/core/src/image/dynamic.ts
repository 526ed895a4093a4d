import {
  type AnyElement,
  type AnyNode,
  attribute,
  childrenOf,
  hasProperty,
  hasWritten,
  isElement,
  isMdx,
  propertyNamesOf,
  propertyOf,
  tagName,
} from './element.ts'
import { isFlat } from './flat.ts'

/** How Vue, Angular, Alpine and Svelte bind an attribute in markup. */
const bindings = [':', 'v-bind:', 'x-bind:', 'bind:', 'ng-attr-'] as const

/**
 * The expression that will give an attribute its value, where its value is not known from the source: MDX
 * and JSX expressions, framework bindings, template placeholders. `undefined` where it is known or absent.
 */
export function expressionOf(element: AnyElement, name: string): string | undefined {
  const written = attribute(element, name)
  if (written !== undefined) {
    if (!written.known) return written.value
    return /\{\{|\{%|<%|\$\{/.test(written.value) ? written.value : undefined
  }
  if (isMdx(element)) return undefined
  // Most elements have plain names alone, and this is asked for every image several times.
  if (!hasProperty(element, mayBind)) return undefined
  for (const key of propertyNamesOf(element)) {
    if (!mayBind(key)) continue
    // What a template puts there may be any attribute.
    if (/^(?:\{|<[?%]|\$\{)/.test(key)) return `${key} …`
    if (!/^(?:[:[]|v-?b|x-|bind|ng)/i.test(key)) continue
    if (key === 'v-bind' || key === 'vBind' || isBinding(key, name)) return String(propertyOf(element, key))
  }
  return undefined
}

/** Whether what binds attributes may begin so: with one of `:[{<$`, or, in either case, b, n, v or x. */
function mayBind(key: string): boolean {
  const code = key.charCodeAt(0)
  const lower = code | 32
  if (code === 58 || code === 91 || code === 123 || code === 60 || code === 36) return true
  return lower === 98 || lower === 110 || lower === 118 || lower === 120
}

function isBinding(key: string, name: string): boolean {
  const plain = key.toLowerCase()
  if (plain === `[${name}]` || plain === `[attr.${name}]`) return true
  return bindings.some((prefix) => plain === `${prefix}${name}`)
}

/** `{text}` in MDX and components: text that is not known here. */
export function isExpression(node: AnyNode): boolean {
  if (node.type === 'computed') return node.text
  const type: string = node.type
  return type === 'mdxTextExpression' || type === 'mdxFlowExpression'
}

/** A component, a custom element or a slot: it may hold any text when it is rendered, where its shadow tree is not there. */
export function isUnknown(element: AnyElement, tag: string): boolean {
  if (isMdx(element) && /^\p{Lu}|\.|^svelte:/u.test(tag)) return true
  return (tag === 'slot' || (tag.includes('-') && tag !== 'amp-img')) && !isFlat(element)
}

/** Whether a framework fills the element: `v-text`, `x-html`, `[innerText]`, `dangerouslySetInnerHTML`. */
export function takesContent(element: AnyElement): boolean {
  if (isMdx(element)) {
    return (
      hasWritten(element, contentProps) ||
      element.attributes.some(({ type }) => type === 'mdxJsxExpressionAttribute')
    )
  }
  return hasProperty(element, fillsContent)
}

function fillsContent(key: string): boolean {
  return /^(?:v-|x-|ng-bind|:?\[?(?:inner|text)|set:)/i.test(key) && /text|html|bind/i.test(key)
}

/** Lower case. */
const contentProps: ReadonlySet<string> = new Set([
  ...['children', 'dangerouslysetinnerhtml', 'innerhtml', 'innertext', 'textcontent', 'v-html', 'v-text'],
])

/**
 * Whether a link, button or heading may say more than its source tells: by an attribute that is computed, an expression,
 * markup that is there at times, a component, a slot.
 */
export function mayHoldText(element: AnyElement): boolean {
  return (
    takesContent(element) ||
    computedNames.some((name) => expressionOf(element, name) !== undefined) ||
    holdsText(element, false)
  )
}

const computedNames = ['aria-label', 'aria-labelledby', 'title'] as const

function holdsText(node: AnyNode, atTimes: boolean): boolean {
  return childrenOf(node).some((child) => {
    if (isExpression(child)) return true
    if (child.type === 'text') return atTimes && child.value.trim() !== ''
    if (!isElement(child)) return holdsText(child, atTimes || child.type === 'computed')
    const tag = tagName(child)
    if (tag === 'svg') return false
    if (isUnknown(child, tag) || takesContent(child)) return true
    return (atTimes && nameable(child)) || holdsText(child, atTimes)
  })
}

/** An image that is there at times, and says something then. */
function nameable(element: AnyElement): boolean {
  return (attribute(element, 'alt')?.value ?? '') !== '' || attribute(element, 'aria-label') !== undefined
}
