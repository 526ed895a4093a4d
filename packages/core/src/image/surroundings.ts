import { hidingOf } from './accessibility/hidden.ts'
import { accessibleName, ariaName } from './accessibility/name.ts'
import { linkTarget } from './accessibility/roles.ts'
import type { Tree } from './accessibility/tree.ts'
import { mayHoldText } from './dynamic.ts'
import { type AnyElement, type AnyNode, childrenOf, collapse, isElement, tagName, text } from './element.ts'
import type { Control, FieldLabel, Figure } from './facts.ts'
import { controlKind, imageKind } from './kind.ts'
import { linksIn, type Passage } from './prose.ts'
import { renderedOf } from './rendered.ts'
import { textOf } from './text.ts'

/** Reads what is known of a link, button or similar; `undefined` where the element is none. */
export function controlOf(
  element: AnyElement,
  tree: Tree,
  rendered: boolean,
  sameTarget: (link: AnyElement) => string,
): Control | undefined {
  const kind = controlKind(element, tagName(element))
  if (kind === undefined) return undefined
  const images = imagesIn(element, tree)
  const told = rendered ? (renderedOf(element)?.name?.value ?? '') : ''
  return {
    kind,
    name: ariaName(element, tree),
    text: textOf(element, tree),
    title: collapse(text(element, 'title') ?? ''),
    accessibleName: told === '' ? accessibleName(element, tree).value : told,
    href: linkTarget(element),
    computed: !rendered && mayHoldText(element),
    sameTarget: sameTarget(element),
    images: images.length,
    namedByImage: images.some((image) => accessibleName(image, tree).value !== ''),
  }
}

/**
 * What links say that lead to the same place as the one before or after them, by link.
 *
 * @param holders
 *   The links, or what they are in, in order.
 */
export function sameTargets(
  holders: readonly (AnyElement | Passage)[],
  tree: Tree,
): (link: AnyElement) => string {
  let places: ReadonlyMap<AnyElement | Passage, number> | undefined
  const nextTo = (at: number, step: 1 | -1): AnyElement | undefined => {
    for (let index = at + step; index >= 0 && index < holders.length; index += step) {
      const link = linksIn(holders[index] as AnyElement | Passage).at(step === 1 ? 0 : -1)
      if (link !== undefined) return link
    }
    return undefined
  }
  return (link) => {
    const href = linkTarget(link)
    if (href === undefined || href === '' || href === '#') return ''
    places ??= new Map(holders.map((holder, index) => [holder, index]))
    const at = places.get(link)
    if (at === undefined) return ''
    for (const other of [nextTo(at, 1), nextTo(at, -1)]) {
      if (other !== undefined && linkTarget(other) === href) {
        const said = textOf(other, tree)
        if (said !== '') return said.slice(0, 200)
      }
    }
    return ''
  }
}

/** An area with a target is a link by itself. */
export function areaControl(area: AnyElement): Control | undefined {
  const href = text(area, 'href')
  if (href === undefined) return undefined
  const nothing = { name: '', text: '', title: '', accessibleName: '' }
  return { kind: 'link', ...nothing, href, computed: false, sameTarget: '', images: 1, namedByImage: false }
}

export function fieldLabelOf(label: AnyElement, tree: Tree, rendered: boolean): FieldLabel {
  return { text: textOf(label, tree, { fields: false }), computed: !rendered && mayHoldText(label) }
}

export function figureOf(element: AnyElement, tree: Tree): Figure {
  const caption = childrenOf(element)
    .filter(isElement)
    .find((child) => tagName(child) === 'figcaption')
  return {
    caption: caption === undefined ? '' : textOf(caption, tree).slice(0, 200),
    images: imagesIn(element, tree).length,
  }
}

/**
 * Images of a subtree that assistive technology may meet.
 *
 * @param include
 *   `atTimes`: those that a component renders at times only, too.
 */
export function imagesIn(
  element: AnyElement,
  tree: Tree,
  include: { readonly atTimes?: boolean } = {},
): AnyElement[] {
  const images: AnyElement[] = []
  const visit = (node: AnyNode): void => {
    if (node.type === 'computed' && include.atTimes === true) node.children.forEach(visit)
    if (!isElement(node)) return
    const tag = tagName(node)
    if (tag === 'noscript' || tag === 'template' || hidingOf(node, tree) !== undefined) return
    if (imageKind(node, tag, tree.components) !== undefined) images.push(node)
    else for (const child of childrenOf(node)) visit(child)
  }
  for (const child of childrenOf(element)) visit(child)
  return images
}
