import type { Root } from 'hast'
import { linkTarget } from './accessibility/roles.ts'
import { type AnyElement, type AnyNode, childrenOf, isElement, tagName } from './element.ts'
import { controlKind } from './kind.ts'

/** What an element holds that neither is nor holds anything that images are read by, as bits. */
export const prose = {
  /** Text other than white space, all of which is seen where the element is. */
  text: 16,
  /** Links that hold such text. */
  link: 32,
  heading: 64,
} as const

/**
 * What a reader that looks ahead says of an element, as bits of `prose`; `undefined` where it may be an image, hold one, or
 * decide how one is told, and in trees of readers that do not look ahead. Most of a page is such text, and nobody has to walk
 * it.
 */
export function proseOf(element: AnyElement): number | undefined {
  return 'prose' in element ? (element.prose as number | undefined) : undefined
}

/**
 * Blocks one after the other that hold nothing but prose, with white space between them at most: a reader that looks ahead may
 * give them as one, and makes their elements when somebody asks.
 */
export interface Passage {
  readonly type: 'passage'
  /** What they hold, as bits of `prose`. */
  readonly held: number
  /** Those of them that hold one of these bits, in order. */
  holding(bits: number): readonly AnyElement[]
}

/** What is in a node, with passages in the place of what they stand for, and of an SVG without what it is drawn with. */
export function partsOf(node: AnyNode): readonly (AnyNode | Passage)[] {
  return 'parts' in node ? (node.parts as readonly (AnyNode | Passage)[]) : childrenOf(node)
}

/** Tags of elements whose text is apart from that around them. */
export const blockTags: ReadonlySet<string> = new Set(
  'address article aside blockquote body caption dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)

/** What is looked for all over a page: style sheets, labels, shadow roots. */
export const sought: readonly string[] = ['label', 'style', 'template']

/**
 * Whether there is none of what is `sought`, as the reader of a tree saw, or else the source tells.
 *
 * @param source
 *   What the tree was parsed from.
 */
export function seeksNothing(root: Root, source: string | undefined): boolean {
  if ('seeksNothing' in root) return root.seeksNothing === true
  return source !== undefined && !soughtTag.test(source)
}

const soughtTag = new RegExp(`<(?:${sought.join('|')})`, 'i')

export const headings: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])

/** The first or the last heading of an element, which may be that itself, or of a passage. */
export function headingIn(holder: AnyElement | Passage, which: 'first' | 'last'): AnyElement | undefined {
  const at = which === 'first' ? 0 : -1
  const element = holder.type === 'passage' ? holder.holding(prose.heading).at(at) : holder
  return element && elementsIn(element, (inner) => headings.has(tagName(inner))).at(at)
}

/** Its links that lead somewhere, which may be itself, in order. */
export function linksIn(holder: AnyElement | Passage): readonly AnyElement[] {
  if (holder.type === 'passage') return holder.holding(prose.link).flatMap(linksIn)
  return elementsIn(
    holder,
    (inner) => controlKind(inner, tagName(inner)) !== undefined && linkTarget(inner) !== undefined,
  )
}

function elementsIn(element: AnyElement, isWanted: (inner: AnyElement) => boolean): AnyElement[] {
  const found: AnyElement[] = []
  const visit = (node: AnyNode): void => {
    if (!isElement(node)) return
    if (isWanted(node)) found.push(node)
    childrenOf(node).forEach(visit)
  }
  visit(element)
  return found
}
