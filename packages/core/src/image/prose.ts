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

/** The first or the last heading of an element, which may be that itself. */
export function headingIn(element: AnyElement, which: 'first' | 'last'): AnyElement | undefined {
  return elementsIn(element, (inner) => headings.has(tagName(inner))).at(which === 'first' ? 0 : -1)
}

/** Its links that lead somewhere, which may be itself, in order. */
export function linksIn(element: AnyElement): readonly AnyElement[] {
  return elementsIn(
    element,
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
