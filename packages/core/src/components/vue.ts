import { parseSrcset } from 'srcset'
import type { AnyNode } from '../image/element.ts'
import { type ComponentImages, imagesOf, type Reading, type ReadOptions, readingOf } from './component.ts'
import { comment, computed, element, known, type MarkupAttribute, spread, text, unknown } from './nodes.ts'
import type { ProgramNode } from './program.ts'
import { staticText } from './value.ts'

/** A node of a template as `@vue/compiler-dom` writes it; offsets are those of the whole file. */
export interface VueNode {
  /** 0 root, 1 element, 2 text, 3 comment, 5 interpolation, 6 attribute, 7 directive. */
  readonly type: number
  readonly loc: { readonly start: { readonly offset: number }; readonly end: { readonly offset: number } }
  readonly tag?: string
  readonly props?: readonly VueNode[]
  readonly children?: readonly VueNode[]
  readonly content?: unknown
  readonly name?: string
  readonly value?: { readonly content: string } | undefined
  readonly arg?: unknown
  readonly exp?: unknown
}

/**
 * The images of a Vue component with an HTML template.
 *
 * @param template
 *   The `template` block's element or root.
 * @param setup
 *   The programs of its scripts where names of them are seen by the template: those of a component with `script setup`.
 */
export function imagesFromVue(
  source: string,
  template: VueNode,
  setup: readonly ProgramNode[],
  options: ReadOptions = {},
): ComponentImages {
  let hidden: ReadonlySet<string> | undefined
  const reading = readingOf(source, setup, () => {
    hidden ??= new Set(boundIn(template))
    return hidden
  })
  const tree = childrenOf(template).flatMap((node) => readNode(node, reading))
  return imagesOf(source, { ...reading, trees: [tree] }, options)
}

/** Names that loops and slots bind, and whatever else is named beside them. */
function boundIn(node: VueNode): string[] {
  const own = (node.props ?? []).flatMap((prop) =>
    prop.type === 7 && (prop.name === 'for' || prop.name === 'slot') ? words(expressionIn(prop)) : [],
  )
  return [...own, ...childrenOf(node).flatMap(boundIn)]
}

/** `(item, index) in items` binds what stands before `in`. */
function words(expression: string | undefined): string[] {
  const bound = (expression ?? '').split(/\s(?:in|of)\s/)[0] ?? ''
  return bound.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []
}

function childrenOf(node: VueNode): readonly VueNode[] {
  return node.children ?? []
}

function expressionIn({ exp }: VueNode): string | undefined {
  return contentOf(exp)?.content
}

function contentOf(value: unknown): { readonly content: string; readonly isStatic?: boolean } | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return typeof (value as { content?: unknown }).content === 'string'
    ? (value as { content: string; isStatic?: boolean })
    : undefined
}

function readNode(node: VueNode, reading: Reading): AnyNode[] {
  switch (node.type) {
    case 1:
      return readElement(node, reading)
    case 2:
      return [text(String(node.content))]
    case 3:
      reading.tagEnds.set(node.loc.start.offset, node.loc.end.offset)
      return [comment(String(node.content), node.loc.start.offset, reading.lines)]
    case 5:
      return [computed(true)]
    default:
      return []
  }
}

function readElement(node: VueNode, reading: Reading): AnyNode[] {
  const { tag = '', props = [] } = node
  const children = childrenOf(node).flatMap((child) => readNode(child, reading))
  const atTimes = props.some((prop) => prop.type === 7 && conditions.has(prop.name ?? ''))
  // A `template` with a directive, and any in a component, renders what is in it.
  if (tag === 'template') return atTimes ? [computed(false, children)] : children
  const start = node.loc.start.offset
  const lastEnd = props.at(-1)?.loc.end.offset ?? start
  reading.tagEnds.set(start, reading.source.indexOf('>', lastEnd) + 1)
  const attributes = props.flatMap((prop) => readProp(tag, prop, reading) ?? [])
  const read = element(tag === 'component' ? 'Component' : tag, attributes, children, start, reading.lines)
  return atTimes ? [computed(false, [read])] : [read]
}

const conditions: ReadonlySet<string> = new Set(['if', 'else-if', 'else', 'for', 'show'])

function readProp(tag: string, prop: VueNode, reading: Reading): MarkupAttribute | undefined {
  const name = prop.name ?? ''
  if (prop.type === 6) {
    const value = prop.value?.content ?? ''
    for (const address of addressesIn(tag, name, value)) reading.fromModule.add(address)
    return known(name, value)
  }
  const expression = expressionIn(prop) ?? ''
  const argument = contentOf(prop.arg)
  switch (name) {
    case 'bind':
      if (argument === undefined || argument.isStatic === false) return spread(expression)
      return readBinding(argument.content, expression || camelCase(argument.content), reading)
    case 'on':
      return unknown(`on${argument?.content ?? ''}`, expression)
    case 'html':
    case 'text':
      return unknown(`v-${name}`, expression)
    default:
      return undefined
  }
}

/** `:alt` alone stands for `:alt="alt"`. */
function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function readBinding(name: string, expression: string, reading: Reading): MarkupAttribute {
  const plain = expression.trim()
  const quoted = /^(['"`])((?:(?!\1|\\|\$\{).)*)\1$/s.exec(plain)
  if (quoted !== null) return known(name, quoted[2] ?? '')
  const path = pathOf(plain)
  const found = path && staticText(path, reading.names)
  if (found === undefined) return unknown(name, expression)
  if (found.fromModule) reading.fromModule.add(found.text)
  return known(name, found.text)
}

/** `picture.img.src`, as a program has it; `undefined` where it is another expression. */
function pathOf(expression: string): ProgramNode | undefined {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*$/u.test(expression)) return undefined
  const at = { start: 0, end: 0 }
  const [first = '', ...others] = expression.split('.')
  return others.reduce<ProgramNode>(
    (object, name) => ({
      type: 'MemberExpression',
      object,
      property: { type: 'Identifier', name, ...at },
      ...at,
    }),
    { type: 'Identifier', name: first, ...at },
  )
}

/** Addresses that Vue's compiler turns into imports. */
function addressesIn(tag: string, name: string, value: string): string[] {
  const all = name === 'srcset' ? setOf(tag, value) : assetAttributes[tag]?.includes(name) ? [value] : []
  return all.filter((address) => /^(?:[.~@]|#\/)/.test(address))
}

function setOf(tag: string, value: string): string[] {
  if (tag !== 'img' && tag !== 'source') return []
  try {
    return parseSrcset(value).map(({ url }) => url)
  } catch {
    return []
  }
}

const assetAttributes: Readonly<Record<string, readonly string[]>> = {
  image: ['xlink:href', 'href'],
  img: ['src'],
  source: ['src'],
  video: ['src', 'poster'],
}
