import type { Element, Root } from 'hast'
import { type AnyNode, childrenOf, isElement, isMdx, tagName, text } from './element.ts'
import type { FlatData } from './flat.ts'
import { seeksNothing } from './prose.ts'

/**
 * A tree as it is shown: in a host stands what its declarative shadow root holds, open or closed, and in a slot of that what was
 * put there. Every part without one is given back as it is, and so is the tree where there is none.
 *
 * @param source
 *   What the tree was parsed from; it tells quickly that there is none.
 */
export function flatTree(root: Root, source: string | undefined, notes: Partial<FlatNotes> = {}): Root {
  if (seeksNothing(root, source)) return root
  const { copies = new Map(), shadows = new Map() } = notes
  return flat(root, undefined, { copies, shadows }) as Root
}

/** What a flat tree does not tell of the one that it was made of. */
export interface FlatNotes {
  /** Takes each node that another one stands for, by the other. */
  readonly copies: Map<AnyNode, AnyNode>
  readonly shadows: Shadows
}

/** The shadow tree that an element of a flat tree belongs to, by its identity; elements of the document have none. */
export type Shadows = Map<AnyNode, ShadowTree>

export interface ShadowTree {
  /** What was put into each of its slots, by the slot's name. */
  readonly slotted: ReadonlyMap<string, readonly AnyNode[]>
}

function flat(node: AnyNode, around: ShadowTree | undefined, notes: FlatNotes): AnyNode {
  const children = childrenOf(node)
  const root = isElement(node) ? children.find(isShadowRoot) : undefined
  const isSlot = around !== undefined && isElement(node) && tagName(node) === 'slot'
  const assigned = isSlot ? around.slotted.get(text(node, 'name') ?? '') : undefined
  const shown = assigned ?? shownIn(children, root, around, notes)
  const isSame = shown.length === children.length && shown.every((child, index) => child === children[index])
  const data = root === undefined && !isSlot ? undefined : { data: { isFlat: true } satisfies FlatData }
  const flattened =
    isSame && data === undefined ? node : ({ ...partsOf(node), ...data, children: shown } as AnyNode)
  if (flattened !== node) notes.copies.set(node, flattened)
  if (around !== undefined) notes.shadows.set(flattened, around)
  return flattened
}

/** The parts of an element are not its own where they are read when somebody asks for them. */
function partsOf(node: AnyNode): object {
  if (node.type !== 'element') return node
  const { type, tagName, properties, position, data } = node
  return { type, tagName, properties, position, data }
}

function shownIn(
  children: readonly AnyNode[],
  root: Element | undefined,
  around: ShadowTree | undefined,
  notes: FlatNotes,
): readonly AnyNode[] {
  const own = children.length === 0 ? children : children.map((child) => flat(child, around, notes))
  if (root === undefined) return own
  const shadow = { slotted: slotsOf(own.filter((_, index) => children[index] !== root)) }
  return (root.content?.children ?? []).map((child) => flat(child, shadow, notes))
}

function isShadowRoot(node: AnyNode): node is Element {
  return (
    isElement(node) &&
    !isMdx(node) &&
    tagName(node) === 'template' &&
    text(node, 'shadowrootmode') !== undefined
  )
}

function slotsOf(nodes: readonly AnyNode[]): ShadowTree['slotted'] {
  const slots = new Map<string, AnyNode[]>()
  for (const node of nodes) {
    const name = isElement(node) ? (text(node, 'slot') ?? '') : ''
    const known = slots.get(name)
    if (known === undefined) slots.set(name, [node])
    else known.push(node)
  }
  return slots
}
