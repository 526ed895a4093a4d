import type { Element, Nodes, Root } from 'hast'
import { raw } from 'hast-util-raw'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { mdxFromMarkdown } from 'mdast-util-mdx'
import { toHast } from 'mdast-util-to-hast'
import { frontmatter } from 'micromark-extension-frontmatter'
import { mdxjs } from 'micromark-extension-mdxjs'
import { VFile } from 'vfile'
import { imagesFromMdx } from '../components/mdx.ts'
import type { ImageFacts, Place } from '../image/facts.ts'
import { imagesFromHast } from '../image/from-hast.ts'
import { gfmOf } from './gfm.ts'
import { limits } from './limits.ts'
import { withTemplates } from './templates.ts'
import { unclosedAsText } from './unclosed.ts'

export interface ReadMarkdownOptions {
  /** JSX and expressions in place of HTML. */
  readonly mdx: boolean
  /** What `![](image.svg)` means. */
  readonly emptyMarkdownAlt: 'decorative' | 'missing'
  /** Of a text whose front matter says none; default: not known. */
  readonly language?: string | undefined
  /** Tags of custom elements that show an image; see `FromHastOptions`. */
  readonly components?: readonly string[] | undefined
}

/** An image of a Markdown text. */
export interface MarkdownImage {
  readonly facts: ImageFacts
  /**
   * `brackets`: an image of Markdown, whose alt goes between its brackets; `tag`: an element of HTML or JSX that stands
   * where its place says; `none`: one that cannot be found in the source, and is left.
   */
  readonly slot: 'brackets' | 'tag' | 'none'
}

const mdxNodes = [
  ...['mdxFlowExpression', 'mdxJsxFlowElement', 'mdxJsxTextElement', 'mdxTextExpression', 'mdxjsEsm'],
] as const

/**
 * The images of a Markdown or MDX text, in its order: `![](…)`, those by reference, and those of the HTML or JSX in it. Front
 * matter and code hold none.
 *
 * @throws VFileMessage where MDX cannot be parsed, and RangeError for what is nested too deeply; see `limits` as well.
 */
export function readMarkdown(source: string, options: ReadMarkdownOptions): MarkdownImage[] {
  const tree = treeOf(source, options.mdx)
  if (options.emptyMarkdownAlt === 'missing') openEmptyAlts(tree, source)
  const language = languageOf(source) ?? options.language
  const images = options.mdx
    ? imagesFromMdx(source, tree, options.components)
    : imagesFromHast(tree, { source, language, components: options.components })
  return images.map(({ facts, node }) => {
    const place = placeIn(source, facts)
    const slot = slotOf(source, place?.offset, facts.tag)
    const between = slot === 'brackets'
    const end = (node as Element).position?.end.offset
    const markup = between ? source.slice(place?.offset, end).slice(0, 300) : facts.markup
    // There is no place for a language between brackets.
    const spoken = facts.language ?? language
    const ownLanguage = facts.ownLanguage || (between && spoken !== undefined)
    return { facts: { ...facts, place, language: spoken, ownLanguage, markup }, slot }
  })
}

/** HTML in a quote has positions that do not count the quote's marks: a tag that stands alone in its line is found there. */
function placeIn(source: string, { place, tag }: ImageFacts): Place | undefined {
  if (place === undefined || slotOf(source, place.offset, tag) !== 'none') return place
  const start = source.lastIndexOf('\n', place.offset) + 1
  const [line = ''] = source.slice(start).split('\n', 1)
  const [first, ...others] = [
    ...line.toLowerCase().matchAll(new RegExp(`<${tag.toLowerCase()}(?=[\\s/>])`, 'g')),
  ]
  if (first === undefined || others.length > 0) return place
  return { line: place.line, column: first.index + 1, offset: start + first.index }
}

function treeOf(source: string, mdx: boolean): Root {
  const parsed = fromMarkdown(source, {
    extensions: [
      frontmatter(['yaml', 'toml']),
      gfmOf(source),
      ...(mdx ? [mdxjs()] : [unclosedAsText()]),
      limits(),
    ],
    mdastExtensions: [
      frontmatterFromMarkdown(['yaml', 'toml']),
      gfmFromMarkdown(),
      ...(mdx ? [mdxFromMarkdown()] : []),
    ],
  })
  const tree = toHast(parsed, { allowDangerousHtml: true, passThrough: [...mdxNodes] }) as Root
  if (mdx) return tree
  return withTemplates(hasHtml(tree) ? (raw(tree, { file: new VFile(source) }) as Root) : tree, source)
}

/** To read it means to read the whole text as HTML again. */
function hasHtml(node: Nodes): boolean {
  return node.type === 'raw' || ('children' in node && node.children.some(hasHtml))
}

function slotOf(source: string, offset: number | undefined, tag: string): MarkdownImage['slot'] {
  if (offset === undefined) return 'none'
  if (source.startsWith('![', offset)) return 'brackets'
  const name = source.slice(offset + 1, offset + 1 + tag.length).toLowerCase()
  return source[offset] === '<' && (name === tag.toLowerCase() || name === 'image') ? 'tag' : 'none'
}

/** Takes the empty alt from images of Markdown; one that HTML spells out stays. */
function openEmptyAlts(tree: Root, source: string): void {
  const visit = (node: Nodes): void => {
    if (node.type === 'element' && isEmptyImage(node, source)) delete node.properties['alt']
    if ('children' in node) for (const child of node.children) visit(child)
  }
  visit(tree)
}

function isEmptyImage({ tagName, properties, position }: Element, source: string): boolean {
  const start = position?.start.offset
  return (
    tagName === 'img' && properties['alt'] === '' && start !== undefined && source.startsWith('![', start)
  )
}

/** `lang: fr` in the front matter, as generators read it. */
function languageOf(source: string): string | undefined {
  const yaml = /^---\r?\n(.*?)\r?\n---/s.exec(source)?.[1]
  return /^lang(?:uage)?:\s*["']?([a-zA-Z]{2,3}(?:-\w+)*)["']?\s*$/m.exec(yaml ?? '')?.[1]
}
