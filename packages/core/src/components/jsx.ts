import type { AnyNode } from '../image/element.ts'
import { type ComponentImages, imagesOf, type Reading, type ReadOptions, readingOf } from './component.ts'
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
import { bare, eachPart, nameIn, nodeIn, nodesIn, type ProgramNode, partsOf } from './program.ts'
import { styleText } from './style.ts'
import { staticText } from './value.ts'

/**
 * The images of a module with JSX.
 *
 * @param program
 *   The module as an ESTree program with JSX, and TypeScript where it has any.
 */
export function imagesFromJsx(
  source: string,
  program: ProgramNode,
  options: ReadOptions = {},
): ComponentImages {
  const reading = readingOf(source, [program])
  const trees = outermost(program).map((node) => readMarkup(node, reading))
  return imagesOf(source, { ...reading, trees }, options)
}

/** The elements and fragments that are in no other. */
function outermost(node: ProgramNode): ProgramNode[] {
  const found: ProgramNode[] = []
  const visit = (part: ProgramNode): void => {
    if (isMarkup(part)) found.push(part)
    else eachPart(part, visit)
  }
  visit(node)
  return found
}

function isMarkup({ type }: ProgramNode): boolean {
  return type === 'JSXElement' || type === 'JSXFragment'
}

function readMarkup(node: ProgramNode, reading: Reading): AnyNode[] {
  const children = nodesIn(node, 'children').flatMap((child) => readChild(child, reading))
  const opening = nodeIn(node, 'openingElement')
  if (opening === undefined) return children
  const name = elementName(nodeIn(opening, 'name'))
  if (fragments.has(name)) return children
  const attributes = nodesIn(opening, 'attributes')
  reading.tagEnds.set(opening.start, opening.end)
  return [
    element(
      name,
      attributes.flatMap((attribute) => readAttribute(attribute, reading) ?? []),
      [...attributes.flatMap((attribute) => markupInAttribute(attribute, reading)), ...children],
      opening.start,
      reading.lines,
    ),
  ]
}

/** Components that render nothing but what is in them. */
const fragments: ReadonlySet<string> = new Set([
  ...['Fragment', 'React.Fragment', 'StrictMode', 'React.StrictMode', 'Suspense', 'React.Suspense'],
])

/** `motion.img` and the like are the element that they end in. */
function elementName(name: ProgramNode | undefined): string {
  switch (name?.type) {
    case 'JSXMemberExpression': {
      const whole = `${elementName(nodeIn(name, 'object'))}.${nameIn(nodeIn(name, 'property'))}`
      return /^[a-z]+\.([a-z]+\d?)$/.exec(whole)?.[1] ?? whole
    }
    case 'JSXNamespacedName':
      return `${nameIn(nodeIn(name, 'namespace'))}:${nameIn(nodeIn(name, 'name'))}`
    default:
      return nameIn(name)
  }
}

/** `undefined` where it is off: `hidden={false}`. */
function readAttribute(node: ProgramNode, reading: Reading): MarkupAttribute | undefined {
  if (node.type === 'JSXSpreadAttribute') return spread(reading.source.slice(node.start + 1, node.end - 1))
  const written = elementName(nodeIn(node, 'name'))
  const name = htmlNames.get(written) ?? written
  const value = nodeIn(node, 'value')
  if (value === undefined) return flag(name, true)
  if (value.type === 'Literal') return known(name, nameIn(value))
  const expression = nodeIn(value, 'expression')
  if (value.type !== 'JSXExpressionContainer' || expression === undefined) return unknown(name, '…')
  return readExpressionValue(name, expression, reading)
}

const htmlNames: ReadonlyMap<string, string> = new Map([
  ['className', 'class'],
  ['htmlFor', 'for'],
  ['xlinkHref', 'xlink:href'],
])

/** `undefined` where it is off. */
export function readExpressionValue(
  name: string,
  expression: ProgramNode,
  reading: Reading,
): MarkupAttribute | undefined {
  const node = bare(expression)
  const written = reading.source.slice(expression.start, expression.end)
  if (node.type === 'Literal' && typeof node['value'] === 'boolean') return flag(name, node['value'])
  if (name === 'style') {
    const style = styleText(node, reading.names)
    return style === undefined ? unknown(name, written) : known(name, style)
  }
  const found = staticText(node, reading.names)
  if (found === undefined) return unknown(name, written)
  if (found.fromModule) reading.fromModule.add(found.text)
  return known(name, found.text)
}

/** `icon={<img …/>}`: where it goes is up to the component. */
function markupInAttribute(node: ProgramNode, reading: Reading): AnyNode[] {
  const found = partsOf(node).flatMap(outermost)
  return found.length === 0
    ? []
    : [
        computed(
          false,
          found.flatMap((item) => readMarkup(item, reading)),
        ),
      ]
}

function readChild(node: ProgramNode, reading: Reading): AnyNode[] {
  switch (node.type) {
    case 'JSXText':
      return [text(nameIn(node))]
    case 'JSXElement':
    case 'JSXFragment':
      return readMarkup(node, reading)
    case 'JSXExpressionContainer':
    case 'JSXSpreadChild': {
      const expression = nodeIn(node, 'expression')
      if (expression?.type === 'JSXEmptyExpression') return [readComment(node, expression, reading)]
      return expression === undefined ? [] : readExpression(bare(expression), reading)
    }
    default:
      return []
  }
}

/** What stands in the braces of `{/* … *\/}` is all that an empty expression is. */
function readComment(container: ProgramNode, expression: ProgramNode, reading: Reading): AnyNode {
  reading.tagEnds.set(container.start, container.end)
  const written = reading.source.slice(expression.start, expression.end)
  const said = written.replace(/^\s*(?:\/\*|\/\/)|\*\/\s*$/g, '')
  return comment(said, container.start, reading.lines)
}

/** What an expression among the children of an element renders. */
export function readExpression(expression: ProgramNode, reading: Reading): AnyNode[] {
  if (isMarkup(expression)) return readMarkup(expression, reading)
  const always = staticText(expression, reading.names)
  if (always !== undefined) return [text(always.text)]
  const branches = outermost(expression).map((node) => computed(false, readMarkup(node, reading)))
  return [computed(mayBeText(expression), branches)]
}

/** Whether an expression may render text that is not in the markup it holds. */
function mayBeText(expression: ProgramNode | undefined): boolean {
  if (expression === undefined) return false
  const node = bare(expression)
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return false
    case 'Literal':
      return typeof node['value'] === 'string' || typeof node['value'] === 'number'
    case 'ConditionalExpression':
      return mayBeText(nodeIn(node, 'consequent')) || mayBeText(nodeIn(node, 'alternate'))
    case 'LogicalExpression':
      return (
        (node['operator'] !== '&&' && mayBeText(nodeIn(node, 'left'))) || mayBeText(nodeIn(node, 'right'))
      )
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return returned(nodeIn(node, 'body')).some(mayBeText)
    case 'CallExpression': {
      const method = nameIn(nodeIn(nodeIn(node, 'callee') ?? node, 'property'))
      const [callback] = nodesIn(node, 'arguments')
      return method === 'map' || method === 'flatMap' ? mayBeText(callback) : true
    }
    default:
      return true
  }
}

/** What a function gives back; a function in it does not count. */
function returned(body: ProgramNode | undefined): ProgramNode[] {
  if (body === undefined) return []
  if (body.type !== 'BlockStatement') return [body]
  const visit = (node: ProgramNode): ProgramNode[] => {
    if (node.type === 'ReturnStatement') {
      const value = nodeIn(node, 'argument')
      return value === undefined ? [] : [value]
    }
    return /Function/.test(node.type) ? [] : partsOf(node).flatMap(visit)
  }
  return visit(body)
}
