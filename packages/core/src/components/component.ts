import type { Root } from 'hast'
import { type AnyElement, type AnyNode, childrenOf, isElement, isMdx, text } from '../image/element.ts'
import type { ImageFacts } from '../image/facts.ts'
import { imagesFromHast } from '../image/from-hast.ts'
import { type Names, namesOf } from './names.ts'
import { type Lines, linesOf, unknown } from './nodes.ts'
import type { ProgramNode } from './program.ts'

/** The markup of a component, as its reader found it. */
export interface Markup {
  /** One for each piece of markup that stands by itself; what is in one of them does not concern another. */
  readonly trees: readonly (readonly AnyNode[])[]
  /** Addresses that stand for files which the module brings in: relative to it, with its aliases. */
  readonly fromModule: ReadonlySet<string>
  /** Where the start tag, or the comment, at an offset ends. */
  readonly tagEnds: ReadonlyMap<number, number>
}

/** What a reader of markup needs at every turn, and gathers on the way. */
export interface Reading {
  readonly source: string
  readonly names: Names
  readonly lines: Lines
  readonly fromModule: Set<string>
  readonly tagEnds: Map<number, number>
}

/**
 * @param programs
 *   The scripts whose names the markup sees.
 * @param hidden
 *   Names that the markup itself binds.
 */
export function readingOf(
  source: string,
  programs: readonly ProgramNode[],
  hidden?: () => ReadonlySet<string>,
): Reading {
  const names = namesOf(programs, hidden)
  return { source, names, lines: linesOf(source), fromModule: new Set(), tagEnds: new Map() }
}

/** What is known of the images of a component, in the order of its source. */
export interface ComponentImages {
  readonly images: readonly ImageFacts[]
  readonly fromModule: ReadonlySet<string>
}

export interface ReadOptions {
  /** Of the pages that the component will be part of; default: not known. */
  readonly language?: string | undefined
  /** Tags of elements and components that stand for an `img`; default: none. */
  readonly components?: readonly string[] | undefined
}

/** The images of a component's markup. */
export function imagesOf(source: string, markup: Markup, options: ReadOptions): ComponentImages {
  const refers = source.includes('aria-labelledby')
  const images = markup.trees.flatMap((children) => {
    if (refers) leaveReferencesOpen(children)
    const tree = { type: 'root', children: children as Root['children'] } satisfies Root
    return imagesFromHast(tree, { ...options, source }).map(({ facts }) => ({
      ...facts,
      markup: startTag(source, facts, markup.tagEnds),
    }))
  })
  return {
    images: images.sort((a, b) => (a.place?.offset ?? 0) - (b.place?.offset ?? 0)),
    fromModule: markup.fromModule,
  }
}

/** The start tag, or the comment, as written, at most 300 characters. */
export function startTag(
  source: string,
  { place }: Pick<ImageFacts, 'place'>,
  ends: ReadonlyMap<number, number>,
): string | undefined {
  const end = place === undefined ? undefined : ends.get(place.offset)
  if (place === undefined || end === undefined) return undefined
  const tag = source.slice(place.offset, end).trimEnd()
  return tag.length > 300 ? `${tag.slice(0, 299)}…` : tag
}

/** An id that is not in this markup may be in another component: what `aria-labelledby` says is not known then. */
function leaveReferencesOpen(children: readonly AnyNode[]): void {
  const elements = children.flatMap(elementsIn)
  const ids = new Set(elements.map((element) => text(element, 'id')))
  for (const element of elements) {
    const references = text(element, 'aria-labelledby')?.trim().split(/\s+/) ?? []
    if (!isMdx(element) || references.every((id) => ids.has(id))) continue
    element.attributes = element.attributes.map((attribute) =>
      attribute.type === 'mdxJsxAttribute' && attribute.name === 'aria-labelledby'
        ? unknown(attribute.name, references.join(' '))
        : attribute,
    )
  }
}

function elementsIn(node: AnyNode): AnyElement[] {
  const inner = childrenOf(node).flatMap(elementsIn)
  return isElement(node) ? [node, ...inner] : inner
}
