import { type AnyElement, type AnyNode, attribute, isMdx } from './element.ts'

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
  const { properties } = element
  for (const key in properties) {
    if (key === 'v-bind' || key === 'vBind' || isBinding(key, name)) return String(properties[key])
  }
  return undefined
}

function isBinding(key: string, name: string): boolean {
  const plain = key.toLowerCase()
  if (plain === `[${name}]` || plain === `[attr.${name}]`) return true
  return bindings.some((prefix) => plain === `${prefix}${name}`)
}

/** `{text}` in MDX: content that is not known here. */
export function isExpression(node: AnyNode): boolean {
  const type: string = node.type
  return type === 'mdxTextExpression' || type === 'mdxFlowExpression'
}

/** A component, a custom element or a slot: it may hold any text when it is rendered. */
export function isUnknown(element: AnyElement, tag: string): boolean {
  if (isMdx(element) && /^\p{Lu}|\./u.test(tag)) return true
  return tag === 'slot' || (tag.includes('-') && tag !== 'amp-img')
}

/** Whether a framework fills the element: `v-text`, `x-html`, `[innerText]`. */
export function takesContent(element: AnyElement): boolean {
  if (isMdx(element)) return element.attributes.some(({ type }) => type === 'mdxJsxExpressionAttribute')
  for (const key in element.properties) {
    if (/^(?:v-|x-|ng-bind|:?\[?(?:inner|text)|set:)/i.test(key) && /text|html|bind/i.test(key)) return true
  }
  return false
}
