import type { Root } from 'hast'
import type { AnyElement, AnyNode } from '../image/element.ts'
import type { ImageFacts } from '../image/facts.ts'
import { imagesFromHast } from '../image/from-hast.ts'
import { type Reading, readingOf, startTag } from './component.ts'
import { readExpression, readExpressionValue } from './jsx.ts'
import { computed, type MarkupAttribute } from './nodes.ts'
import { bare, nodeIn, nodesIn, type ProgramNode, partsOf } from './program.ts'

/** An image of MDX: what is known of it, and the node it stands for. */
export interface ImageInMdx {
  readonly facts: ImageFacts
  /** An element of the tree, or a `JSXElement` of the ESTree program of an expression in it. */
  readonly node: AnyElement | ProgramNode
  /** Its address is that of a file which the module brings in: relative to it, with its aliases. */
  readonly fromModule: boolean
}

/** A node of hast as MDX leaves it: expressions, imports and attributes carry their program. */
interface MdxNode {
  readonly type: string
  readonly value?: string
  readonly position?: AnyElement['position']
  readonly attributes?: readonly MarkupAttribute[]
  readonly children?: readonly MdxNode[]
  readonly data?: { readonly estree?: ProgramNode | null }
}

/** Whether a tree has anything of MDX in it, which `imagesFromHast` would not follow. */
export function holdsMdx(tree: Root): boolean {
  const visit = (node: MdxNode): boolean => node.type.startsWith('mdx') || (node.children ?? []).some(visit)
  return visit(tree as MdxNode)
}

/**
 * Reads the images of a hast tree that MDX compiles: also those whose address is imported, and those in expressions. The tree
 * is not changed.
 *
 * @param source
 *   The text that the tree's positions refer to.
 * @param components
 *   Names of components that stand for an image.
 */
export function imagesFromMdx(source: string, tree: Root, components: readonly string[] = []): ImageInMdx[] {
  const reading = readingOf(source, programsOf(tree as MdxNode))
  const originals = new Map<AnyNode, AnyElement>()
  const inExpressions = new Map<number, ProgramNode>()
  const copy = (node: MdxNode, around: AnyElement['position']): AnyNode[] => {
    if (isExpression(node)) {
      if (!node.data?.estree) return [computed(true)]
      const expression = expressionOf(node)
      if (expression === undefined) return [readComment(node)]
      collectElements(expression, inExpressions)
      return readExpression(bare(expression), reading)
    }
    if (isMdxElement(node)) noteTag(node, reading.tagEnds)
    // What a plugin made of the author's text has no position; a person is sent to where it stands.
    const position = node.position ?? around
    const children = node.children?.flatMap((child) => copy(child, position))
    const attributes = node.attributes?.flatMap((item) => readAttribute(item, reading) ?? [])
    const copied = {
      ...node,
      position,
      ...(children && { children }),
      ...(attributes && { attributes }),
    } as AnyNode
    originals.set(copied, node as AnyElement)
    return [copied]
  }
  const children = (tree as MdxNode).children?.flatMap((child) => copy(child, undefined))
  return imagesFromHast({ type: 'root', children } as Root, { components }).flatMap(({ facts, node }) => {
    const original = originals.get(node) ?? inExpressions.get(node.position?.start.offset ?? -1)
    const fromModule = facts.source.url !== undefined && reading.fromModule.has(facts.source.url)
    if (original === undefined) return []
    const written = isProgram(original) || original.position !== undefined
    const markup = written ? startTag(source, facts, reading.tagEnds) : undefined
    return [{ facts: { ...facts, markup }, node: original, fromModule }]
  })
}

function isProgram(node: AnyElement | ProgramNode): node is ProgramNode {
  return 'start' in node
}

function isMdxElement({ type }: MdxNode): boolean {
  return type === 'mdxJsxFlowElement' || type === 'mdxJsxTextElement'
}

/** Keeps where the start tag of an element ends: before what is in it. */
function noteTag({ position, children = [] }: MdxNode, ends: Map<number, number>): void {
  const start = position?.start.offset
  const end = children[0]?.position?.start.offset ?? position?.end.offset
  if (start !== undefined && end !== undefined) ends.set(start, end)
}

/** `import` and `export`, whose names the whole document sees. */
function programsOf(node: MdxNode): ProgramNode[] {
  if (node.type === 'mdxjsEsm') return node.data?.estree ? [node.data.estree] : []
  return (node.children ?? []).flatMap(programsOf)
}

function isExpression({ type }: MdxNode): boolean {
  return type === 'mdxFlowExpression' || type === 'mdxTextExpression'
}

/** The one expression of a program; `undefined` where there is none. */
function expressionOf({ data }: Pick<MdxNode, 'data'>): ProgramNode | undefined {
  const [statement] = data?.estree ? nodesIn(data.estree, 'body') : []
  return statement === undefined ? undefined : nodeIn(statement, 'expression')
}

/** `{/* … *\/}` is an expression of nothing. */
function readComment({ value = '', position }: MdxNode): AnyNode {
  return { type: 'comment', value: value.replace(/^\s*\/\*|\*\/\s*$/g, ''), ...(position && { position }) }
}

function collectElements(node: ProgramNode, found: Map<number, ProgramNode>): void {
  if (node.type === 'JSXElement') found.set(node.start, node)
  for (const part of partsOf(node)) collectElements(part, found)
}

/** With its value where an expression always has the same; `undefined` where it is off. */
function readAttribute(attribute: MarkupAttribute, reading: Reading): MarkupAttribute | undefined {
  if (
    attribute.type !== 'mdxJsxAttribute' ||
    typeof attribute.value !== 'object' ||
    attribute.value === null
  ) {
    return attribute
  }
  const expression = expressionOf(attribute.value as Pick<MdxNode, 'data'>)
  return expression === undefined ? attribute : readExpressionValue(attribute.name, expression, reading)
}
