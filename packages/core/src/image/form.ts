import { explicitRole } from './accessibility/roles.ts'
import { type AnyElement, type AnyNode, childrenOf, collapse, isElement, tagName, text } from './element.ts'
import type { Form } from './facts.ts'

/** What a form is for, as far as its markup says. */
export function formOf(element: AnyElement): Form {
  const fields = new Set<string>()
  let left = 200
  const visit = (node: AnyNode): void => {
    left -= 1
    if (left < 0) return
    if (isElement(node) && tagName(node) === 'input') fields.add(fieldOf(node))
    for (const child of childrenOf(node)) visit(child)
  }
  visit(element)
  return {
    action: collapse(text(element, 'action') ?? ''),
    label: collapse(text(element, 'aria-label') ?? text(element, 'name') ?? ''),
    isSearch: tagName(element) === 'search' || explicitRole(element) === 'search' || fields.has('search'),
    fields: [...fields],
  }
}

/** A field's type, and for a plain one what its name says. */
function fieldOf(input: AnyElement): string {
  const type = text(input, 'type')?.trim().toLowerCase() ?? 'text'
  const name = text(input, 'name')?.toLowerCase() ?? ''
  if (type === 'text' && /^(?:q|s|query|search|keywords?|term)$/.test(name)) return 'search'
  return type
}
