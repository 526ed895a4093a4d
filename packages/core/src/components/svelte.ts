import type { AnyNode } from '../image/element.ts'
import { type ComponentImages, imagesOf, type Reading, type ReadOptions, readingOf } from './component.ts'
import { patternNames } from './names.ts'
import {
  comment,
  computed,
  element,
  flag,
  known,
  type MarkupAttribute,
  spread,
  text,
  unknown,
} from './nodes.ts'
import { isNode, nameIn, nodeIn, nodesIn, type ProgramNode, partsOf } from './program.ts'
import { isPicture, type StaticText, staticText } from './value.ts'

/**
 * The images of a Svelte component.
 *
 * @param root
 *   What `parse(source, { modern: true })` of Svelte 5 answers.
 */
export function imagesFromSvelte(
  source: string,
  root: ProgramNode,
  options: ReadOptions = {},
): ComponentImages {
  const fragment = nodeIn(root, 'fragment')
  if (fragment === undefined) return { images: [], fromModule: new Set() }
  const programs = ['instance', 'module'].flatMap((key) => {
    const script = nodeIn(root, key)
    const program = script === undefined ? undefined : nodeIn(script, 'content')
    return program === undefined ? [] : [program]
  })
  let hidden: ReadonlySet<string> | undefined
  const reading = readingOf(source, programs, () => {
    hidden ??= new Set(boundIn(fragment))
    return hidden
  })
  return imagesOf(source, { ...reading, trees: [readFragment(fragment, reading)] }, options)
}

/** Names that loops, snippets, promises, constants and slots bind. */
function boundIn(node: ProgramNode): string[] {
  const inner = partsOf(node).flatMap(boundIn)
  switch (node.type) {
    case 'EachBlock':
      return [...inner, ...patternNames(nodeIn(node, 'context')), String(node['index'] ?? '')]
    case 'AwaitBlock':
      return [...inner, ...patternNames(nodeIn(node, 'value')), ...patternNames(nodeIn(node, 'error'))]
    case 'SnippetBlock':
      return [...inner, ...nodesIn(node, 'parameters').flatMap(patternNames)]
    case 'ConstTag':
    case 'DeclarationTag':
      return [...inner, ...declared(nodeIn(node, 'declaration'))]
    case 'LetDirective': {
      const pattern = nodeIn(node, 'expression')
      return [...inner, ...(pattern === undefined ? [nameIn(node)] : patternNames(pattern))]
    }
    default:
      return inner
  }
}

function declared(declaration: ProgramNode | undefined): string[] {
  if (declaration === undefined) return []
  return nodesIn(declaration, 'declarations').flatMap((item) => patternNames(nodeIn(item, 'id')))
}

function readFragment(fragment: ProgramNode | undefined, reading: Reading): AnyNode[] {
  return fragment === undefined ? [] : nodesIn(fragment, 'nodes').flatMap((node) => readNode(node, reading))
}

function readNode(node: ProgramNode, reading: Reading): AnyNode[] {
  switch (node.type) {
    case 'Text':
      return [text(String(node['data'] ?? ''))]
    case 'Comment':
      reading.tagEnds.set(node.start, node.end)
      return [comment(String(node['data'] ?? ''), node.start, reading.lines)]
    case 'ExpressionTag': {
      const always = expressionText(node, reading)
      return [always === undefined ? computed(true) : text(always.text)]
    }
    case 'HtmlTag':
    case 'RenderTag':
      return [computed(true)]
    case 'SvelteFragment':
    case 'SvelteBoundary':
    case 'KeyBlock':
      return readFragment(nodeIn(node, 'fragment'), reading)
    case 'IfBlock':
    case 'EachBlock':
    case 'AwaitBlock':
    case 'SnippetBlock':
      return branches.map((key) => computed(false, readFragment(nodeIn(node, key), reading)))
    case 'SvelteHead':
    case 'SvelteBody':
    case 'SvelteWindow':
    case 'SvelteDocument':
    case 'SvelteOptions':
      return []
    default:
      return nodeIn(node, 'fragment') === undefined ? [] : [readElement(node, reading)]
  }
}

/** Where the blocks of a template keep their markup. */
const branches = ['consequent', 'alternate', 'body', 'fallback', 'pending', 'then', 'catch'] as const

function readElement(node: ProgramNode, reading: Reading): AnyNode {
  const attributes = nodesIn(node, 'attributes')
  const name = nameIn(node)
  reading.tagEnds.set(node.start, reading.source.indexOf('>', attributes.at(-1)?.end ?? node.start) + 1)
  return element(
    name,
    attributes.flatMap((attribute) => readAttribute(name, attribute, reading) ?? []),
    readFragment(nodeIn(node, 'fragment'), reading),
    node.start,
    reading.lines,
  )
}

function readAttribute(tag: string, node: ProgramNode, reading: Reading): MarkupAttribute | undefined {
  const name = nameIn(node)
  const written = reading.source.slice(node.start, node.end)
  switch (node.type) {
    case 'Attribute': {
      if (node['value'] === true) return known(name, '')
      const off = booleanIn(node['value'])
      if (off !== undefined) return flag(name, off)
      const value = attributeValue(node['value'], reading)
      if (value === undefined) return unknown(name, expressionIn(node['value'], reading) ?? written)
      const imported = value.fromModule || (tag === 'enhanced:img' && name === 'src' && isPicture(value.text))
      if (imported) reading.fromModule.add(value.text)
      return known(name, value.text)
    }
    case 'SpreadAttribute':
      return spread(written)
    case 'BindDirective':
      return unknown(contentBindings.has(name) ? 'innerHTML' : name, written)
    case 'OnDirective':
      return unknown(`on${name}`, written)
    default:
      return undefined
  }
}

const contentBindings: ReadonlySet<string> = new Set(['innerHTML', 'innerText', 'textContent'])

/** `hidden={false}` */
function booleanIn(value: unknown): boolean | undefined {
  const part: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
  const literal = isNode(part) ? nodeIn(part, 'expression')?.['value'] : undefined
  return typeof literal === 'boolean' ? literal : undefined
}

/** As written, where an expression is all of a value. */
function expressionIn(value: unknown, { source }: Reading): string | undefined {
  const part: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
  const expression = isNode(part) ? nodeIn(part, 'expression') : undefined
  return expression && source.slice(expression.start, expression.end)
}

/** A text, an expression, or texts and expressions after each other. */
function attributeValue(value: unknown, reading: Reading): StaticText | undefined {
  const parts = (Array.isArray(value) ? value : [value]).filter(isNode)
  const values = parts.map((part) => (part.type === 'Text' ? textPart(part) : expressionText(part, reading)))
  const [only] = values
  if (values.length === 1) return only
  if (values.some((part) => part === undefined || part.fromModule)) return undefined
  return { text: values.map((part) => part?.text ?? '').join(''), fromModule: false }
}

function textPart(part: ProgramNode): StaticText {
  return { text: String(part['data'] ?? ''), fromModule: false }
}

function expressionText(tag: ProgramNode, reading: Reading): StaticText | undefined {
  const expression = nodeIn(tag, 'expression')
  return expression === undefined ? undefined : staticText(expression, reading.names)
}
