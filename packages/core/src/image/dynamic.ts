import { type AnyElement, attribute, isMdx } from './element.ts'

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
