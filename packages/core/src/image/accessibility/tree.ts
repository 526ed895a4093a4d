import type { Root } from 'hast'
import { type AnyElement, type AnyNode, childrenOf, isElement, tagName, text } from '../element.ts'
import { renderedStyles, type Styles, stylesOf } from './styles.ts'

/**
 * A document with what names and visibility refer to. Each index is built when the first question needs
 * it: most pages have no `aria-labelledby`, and many no `style` element.
 */
export interface Tree {
  readonly root: Root
  /** The first element with an id. */
  byId(id: string): AnyElement | undefined
  /** `label` elements that name a control: around it, or with `for`; in document order. */
  labelsOf(control: AnyElement): readonly AnyElement[]
  parentOf(element: AnyElement): AnyElement | undefined
  readonly styles: Styles
}

/**
 * @param rendered
 *   The tree is a live page’s, stamped with what was rendered.
 */
export function treeOf(root: Root, rendered: boolean): Tree {
  let index: Index | undefined
  const indexed = (): Index => {
    index ??= indexElements(root)
    return index
  }
  return {
    root,
    byId: (id) => indexed().ids.get(id),
    labelsOf: (control) => labelsOf(control, indexed()),
    parentOf: (element) => indexed().parents.get(element),
    styles: rendered ? renderedStyles : stylesOf(root, (element) => indexed().parents.get(element)),
  }
}

interface Index {
  readonly ids: ReadonlyMap<string, AnyElement>
  readonly parents: ReadonlyMap<AnyElement, AnyElement>
  readonly labels: readonly AnyElement[]
}

/** Content of `template` is another document: nothing outside refers to it. */
function indexElements(root: Root): Index {
  const ids = new Map<string, AnyElement>()
  const parents = new Map<AnyElement, AnyElement>()
  const labels: AnyElement[] = []
  const visit = (node: AnyNode, parent: AnyElement | undefined): void => {
    if (isElement(node)) {
      if (parent !== undefined) parents.set(node, parent)
      const id = text(node, 'id')
      if (id !== undefined && id !== '' && !ids.has(id)) ids.set(id, node)
      if (tagName(node) === 'label') labels.push(node)
      for (const child of childrenOf(node)) visit(child, node)
    } else for (const child of childrenOf(node)) visit(child, parent)
  }
  visit(root, undefined)
  return { ids, parents, labels }
}

function labelsOf(control: AnyElement, { ids, parents, labels }: Index): readonly AnyElement[] {
  if (labels.length === 0) return []
  const around = new Set<AnyElement>()
  for (let parent = parents.get(control); parent !== undefined; parent = parents.get(parent)) {
    // Only the first control in a label is the one that it names, unless it says otherwise with `for`.
    if (tagName(parent) === 'label' && text(parent, 'for') === undefined) around.add(parent)
  }
  const id = text(control, 'id')
  const named = id !== undefined && id !== '' && ids.get(id) === control
  return labels.filter((label) => around.has(label) || (named && text(label, 'for') === id))
}
