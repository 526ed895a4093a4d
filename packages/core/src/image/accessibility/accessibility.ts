import type { Element, Root } from 'hast'
import type { AccessibleName } from '../facts.ts'
import { renderedOf } from '../rendered.ts'
import { type FlatNotes, flatTree, type Shadows } from '../shadow.ts'
import { isHidden } from './hidden.ts'
import { accessibleName } from './name.ts'
import { roleOf } from './roles.ts'
import { readSheet } from './sheet.ts'
import { treeOf } from './tree.ts'

/** Answers about any element of a tree what assistive technology would be told. */
export interface Accessibility {
  /** The name an author gave, by accname 1.2 and HTML-AAM. */
  name(element: Element): AccessibleName
  /** An ARIA role; `none` where the element is taken out, `generic` where it means nothing. */
  role(element: Element): string
  /** Hidden by itself or by what it is in. */
  hidden(element: Element): boolean
}

/**
 * The accessibility of a hast tree, from its source alone; of a live page (`rendered`) with what the browser
 * says of names and of what is seen.
 */
export function accessibilityOf(tree: Root, options: { rendered?: boolean | undefined } = {}): Accessibility {
  const rendered = options.rendered === true
  const copies: FlatNotes['copies'] = new Map()
  const shadows: Shadows = new Map()
  const shownTree = rendered ? tree : flatTree(tree, undefined, { copies, shadows })
  const page = treeOf(shownTree, { rendered, shadows }, readSheet)
  const shown = (element: Element): Element => (copies.get(element) ?? element) as Element
  return {
    name: (element) =>
      (rendered ? renderedOf(element)?.name : undefined) ?? accessibleName(shown(element), page),
    role: roleOf,
    hidden: (element) => isHidden(shown(element), page),
  }
}
