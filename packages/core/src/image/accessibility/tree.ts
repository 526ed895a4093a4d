import type { Root } from 'hast'
import { type AnyElement, type AnyNode, childrenOf, isElement, tagName, text } from '../element.ts'
import { proseOf, seeksNothing } from '../prose.ts'
import type { Shadows } from '../shadow.ts'
import { type ReadSheet, renderedStyles, type Styles, stylesOf } from './styles.ts'

/**
 * A document with what names and visibility refer to. Each index is built when the first question needs
 * it: most pages have no `aria-labelledby`, and many no `style` element.
 */
export interface Tree {
  readonly root: Root
  /** The first element with an id. */
  byId(id: string): AnyElement | undefined
  /** `label` elements that name a control: around it, then those with `for` in document order. */
  labelsOf(control: AnyElement): readonly AnyElement[]
  parentOf(element: AnyElement): AnyElement | undefined
  readonly styles: Styles
  /** Tags of elements that stand for an `img`. */
  readonly components: ReadonlySet<string>
}

/** What a tree is besides its nodes; each default: nothing. */
export interface TreeOptions {
  /** The tree is a live page’s, stamped with what was rendered. */
  readonly rendered?: boolean | undefined
  /** The text of style sheets that stand outside the document. */
  readonly styles?: string | undefined
  /** What the tree was parsed from; it tells quickly that nothing has to be looked for. */
  readonly source?: string | undefined
  readonly components?: readonly string[] | undefined
  /** Of a flat tree. */
  readonly shadows?: Shadows | undefined
}

/**
 * @param readSheet
 *   Reads the style sheets; without it none is.
 */
export function treeOf(root: Root, options: TreeOptions, readSheet: ReadSheet | undefined): Tree {
  const { rendered, styles: linked = '', source, components, shadows = noShadows } = options
  const survey = seeksNothing(root, source) ? nothing : surveyOf(root)
  let labels: ReadonlyMap<string, readonly AnyElement[]> | undefined
  let index: Index | undefined
  const indexed = (): Index => {
    index ??= indexElements(root)
    return index
  }
  return {
    root,
    byId: (id) => indexed().ids.get(id),
    labelsOf(control) {
      if (survey.labels.length === 0) return []
      labels ??= byTarget(survey.labels)
      return labelsOf(control, labels, indexed())
    },
    parentOf: (element) => indexed().parents.get(element),
    styles: rendered
      ? renderedStyles
      : stylesOf(
          { linked, elements: survey.styles },
          { root, parent: (element) => indexed().parents.get(element), shadows, steps: { taken: 0 } },
          readSheet,
        ),
    components: components === undefined || components.length === 0 ? none : new Set(components),
  }
}

const none: ReadonlySet<string> = new Set()
const noShadows: Shadows = new Map()

/** What decides whether anything more has to be looked for. */
interface Survey {
  readonly styles: readonly AnyElement[]
  readonly labels: readonly AnyElement[]
}

const nothing: Survey = { styles: [], labels: [] }

function surveyOf(root: Root): Survey {
  const styles: AnyElement[] = []
  const labels: AnyElement[] = []
  const visit = (node: AnyNode): void => {
    if (isElement(node)) {
      if (proseOf(node) !== undefined) return
      const tag = tagName(node)
      // What is in there is for browsers without scripts.
      if (tag === 'noscript') return
      if (tag === 'style') styles.push(node)
      else if (tag === 'label') labels.push(node)
    }
    for (const child of childrenOf(node)) if (child.type !== 'text') visit(child)
  }
  visit(root)
  return { styles, labels }
}

interface Index {
  readonly ids: ReadonlyMap<string, AnyElement>
  readonly parents: ReadonlyMap<AnyElement, AnyElement>
}

/** Content of `template` is another document: nothing outside refers to it. */
function indexElements(root: Root): Index {
  const ids = new Map<string, AnyElement>()
  const parents = new Map<AnyElement, AnyElement>()
  const visit = (node: AnyNode, parent: AnyElement | undefined): void => {
    if (isElement(node)) {
      if (parent !== undefined) parents.set(node, parent)
      const id = text(node, 'id')
      if (id !== undefined && id !== '' && !ids.has(id)) ids.set(id, node)
      for (const child of childrenOf(node)) visit(child, node)
    } else for (const child of childrenOf(node)) visit(child, parent)
  }
  visit(root, undefined)
  return { ids, parents }
}

function byTarget(labels: readonly AnyElement[]): ReadonlyMap<string, readonly AnyElement[]> {
  const known = new Map<string, AnyElement[]>()
  for (const label of labels) {
    const target = text(label, 'for')
    if (target === undefined) continue
    const others = known.get(target)
    if (others === undefined) known.set(target, [label])
    else others.push(label)
  }
  return known
}

/** A label around a control starts before it; those with `for` keep their order. */
function labelsOf(
  control: AnyElement,
  labels: ReadonlyMap<string, readonly AnyElement[]>,
  { ids, parents }: Index,
): readonly AnyElement[] {
  const around: AnyElement[] = []
  for (let parent = parents.get(control); parent !== undefined; parent = parents.get(parent)) {
    if (tagName(parent) === 'label' && text(parent, 'for') === undefined) around.push(parent)
  }
  const id = text(control, 'id')
  if (id === undefined || id === '' || ids.get(id) !== control) return around
  const more = labels.get(id) ?? []
  return around.length === 0 ? more : [...around, ...more]
}
