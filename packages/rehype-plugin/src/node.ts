import type { ImageInMdx } from '@altwright/core/components'
import type { Element, Nodes, Root } from 'hast'
import type { VFile } from 'vfile'

/** An element of HTML, of MDX, or of the program of an expression in MDX. */
export type AnyElement = ImageInMdx['node']

/** Sets attributes by their HTML names. */
export function setAttributes(node: AnyElement, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (isHtml(node)) node.properties[propertyOf(name)] = value
    else if (isMdx(node)) {
      const others = node.attributes.filter((item) => item.type !== 'mdxJsxAttribute' || item.name !== name)
      node.attributes = [...others, { type: 'mdxJsxAttribute', name, value }]
    } else addJsxAttribute(node, name, value)
  }
}

/** Whether a tree has custom elements, or components of MDX; those in expressions too. */
export function holdsComponents(node: Nodes): boolean {
  const type: string = node.type
  if (type === 'mdxFlowExpression' || type === 'mdxTextExpression') return true
  if (type.startsWith('mdxJsx') && /^[A-Z]|[-.]/.test((node as unknown as MdxElement).name ?? '')) return true
  if (node.type === 'element' && node.tagName.includes('-')) return true
  return 'children' in node && node.children.some(holdsComponents)
}

/** Where an element starts and ends; what plugins made, and programs, have none. */
export function positionOf(node: AnyElement | undefined): Element['position'] {
  return node !== undefined && (isHtml(node) || isMdx(node)) ? node.position : undefined
}

function isHtml(node: AnyElement): node is Element {
  return node.type === 'element'
}

function isMdx(node: AnyElement): node is MdxElement {
  return node.type.startsWith('mdx')
}

type MdxElement = Exclude<Extract<AnyElement, { children: unknown }>, Element>

/** What has no alt has no attribute of that name. */
function addJsxAttribute(element: JsxElement, name: string, value: string): void {
  const { attributes } = element['openingElement'] as { attributes: object[] }
  attributes.push({
    type: 'JSXAttribute',
    name: { type: 'JSXIdentifier', name },
    value: { type: 'Literal', value },
  })
}

type JsxElement = Exclude<AnyElement, Element | MdxElement>

/** `data-alt-source` → `dataAltSource`, as hast has it. */
function propertyOf(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * Takes the empty alt away from images that were written as Markdown's `![](…)`, which comes out of
 * remark like HTML's `alt=""`; only the source tells the two apart.
 *
 * @returns What puts them back.
 */
export function answerMarkdown(tree: Root, file: VFile): () => void {
  const source = String(file)
  const images: Element[] = []
  const visit = (node: Nodes): void => {
    if (node.type === 'element' && isEmptyMarkdownImage(node, source)) images.push(node)
    if ('children' in node) node.children.forEach(visit)
  }
  visit(tree)
  // Not deleted, so that its place among the attributes stays.
  for (const image of images) image.properties['alt'] = undefined
  return () => {
    for (const image of images) image.properties['alt'] = ''
  }
}

function isEmptyMarkdownImage(node: Element, source: string): boolean {
  if (node.tagName !== 'img' || node.properties['alt'] !== '') return false
  const start = node.position?.start.offset
  return start !== undefined && source.startsWith('![]', start)
}
