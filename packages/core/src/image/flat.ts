import type { AnyElement } from './element.ts'

/** Stands in a flat tree at each host of a shadow tree, and at each slot in one. */
export interface FlatData {
  readonly isFlat: true
}

/** Whether what an element holds is what its shadow tree shows there, and so is known. */
export function isFlat(element: AnyElement): boolean {
  return element.type === 'element' && element.data !== undefined && 'isFlat' in element.data
}
