import { accessibleName } from './accessibility/name.ts'
import type { Tree } from './accessibility/tree.ts'
import { expressionOf } from './dynamic.ts'
import type { AnyElement } from './element.ts'
import type { AccessibleName } from './facts.ts'

/** Attributes that could name an element. */
const naming = ['aria-label', 'aria-labelledby', 'title'] as const

/** The name as far as it stands in the source. */
export function nameOf(element: AnyElement, tree: Tree): AccessibleName {
  const name = accessibleName(element, tree)
  if (name.value !== '') return name
  return naming.some((attributeName) => expressionOf(element, attributeName) !== undefined)
    ? { value: '', from: 'dynamic' }
    : name
}
