import type { Element, Root } from 'hast'
import { type AnyNode, childrenOf, isElement, isMdx, tagName, text } from './element.ts'
import { seeksNothing } from './prose.ts'

/**
 * A tree as it is shown: in a host stands what its declarative shadow root holds, open or closed, and in a slot of that what was
 * put there. Style sheets of shadow trees are left out, because they hold nowhere else. Every part without one is given back as
 * it is, and so is the tree where there is none.
 *
 * @param source
 *   What the tree was parsed from; it tells quickly that there is none.
 * @param copies
 *   Takes each node that another one stands for.
 */
export function flatTree(root: Root, source?: string | undefined, copies: Copies = new Map()): Root {
  if (seeksNothing(root, source)) return root
  return flat(root, undefined, copies) as Root
}

/** Nodes that stand for others in a flat tree, by the other. */
export type Copies = Map<AnyNode, AnyNode>

/** What was put into each slot of a shadow tree, by the slot's name. */
type Slotted = ReadonlyMap<string, readonly AnyNode[]>

function flat(node: AnyNode, slotted: Slotted | undefined, copies: Copies): AnyNode {
  const children = childrenOf(node)
  const shown = shownIn(node, children, slotted, copies)
  if (shown.length === children.length && shown.every((child, index) => child === children[index]))
    return node
  const copy = { ...partsOf(node), children: shown } as AnyNode
  copies.set(node, copy)
  return copy
}

/** The parts of an element are not its own where they are read when somebody asks for them. */
function partsOf(node: AnyNode): object {
  if (node.type !== 'element') return node
  const { type, tagName, properties, position, data } = node
  return { type, tagName, properties, position, data }
}

function shownIn(
  node: AnyNode,
  children: readonly AnyNode[],
  slotted: Slotted | undefined,
  copies: Copies,
): readonly AnyNode[] {
  if (slotted !== undefined && isElement(node) && tagName(node) === 'slot') {
    const assigned = slotted.get(text(node, 'name') ?? '')
    if (assigned !== undefined) return assigned
  }
  const shadow = isElement(node) ? children.find(isShadowRoot) : undefined
  const own =
    shadow === undefined && children.length === 0
      ? children
      : children.map((child) => flat(child, slotted, copies))
  if (shadow === undefined) return own
  const slots = slotsOf(own.filter((_, index) => children[index] !== shadow))
  return (shadow.content?.children ?? [])
    .filter((child) => !isElement(child) || tagName(child) !== 'style')
    .map((child) => flat(child, slots, copies))
}

function isShadowRoot(node: AnyNode): node is Element {
  return (
    isElement(node) &&
    !isMdx(node) &&
    tagName(node) === 'template' &&
    text(node, 'shadowrootmode') !== undefined
  )
}

function slotsOf(nodes: readonly AnyNode[]): Slotted {
  const slots = new Map<string, AnyNode[]>()
  for (const node of nodes) {
    const name = isElement(node) ? (text(node, 'slot') ?? '') : ''
    const known = slots.get(name)
    if (known === undefined) slots.set(name, [node])
    else known.push(node)
  }
  return slots
}
