import type { ProgramNode } from '../program.ts'
import { expressionOf, type Role } from './expression.ts'
import { endsOperand, isMark, isWord, type Piece, token, unsure } from './piece.ts'

/** Where a name stands in code, but for names of properties after a dot. */
export interface Use {
  readonly level: readonly Piece[]
  readonly index: number
  /** Whether the level is all that stands between the braces of markup or a template. */
  readonly isBraced: boolean
}

interface Scan {
  readonly source: string
  at: number
  readonly uses: Map<string, Use[]>
}

/**
 * Reads a module that is known to have no mistakes, as far as markup and names go.
 *
 * @throws Unsure
 */
export function readModule(source: string): {
  readonly pieces: readonly Piece[]
  readonly uses: ReadonlyMap<string, readonly Use[]>
} {
  const scan: Scan = { source, at: 0, uses: new Map() }
  return { pieces: readLevel(scan, '', false), uses: scan.uses }
}

/** Reads code up to and with the bracket that closes it; the empty text stands for the end. */
function readLevel(scan: Scan, closer: string, isBraced: boolean): Piece[] {
  const { source } = scan
  const level: Piece[] = []
  for (;;) {
    const from = scan.at
    if (mayBeBlank(source.charCodeAt(from))) {
      pass(scan, blanks)
      // A line break after it ends it.
      if (isWord(level.at(-1), 'return') && /[\r\n\u2028\u2029]/.test(source.slice(from, scan.at)))
        level.push(token('mark', from, ';'))
    }
    const unit = source.charAt(scan.at)
    if (unit === closer) {
      scan.at += 1
      return level
    }
    level.push(readPiece(scan, unit, level, isBraced))
  }
}

/** White space, and what begins a comment. */
function mayBeBlank(code: number): boolean {
  return code <= 32 || code === 47
}

const blanks = /(?:[ \t\r\n]+|\/\/[^\r\n\u2028\u2029]*|\/\*[\s\S]*?\*\/)*/y
const word = /[\w$]+/y
const number = /\.?\d[\w$]*(?:\.[\w$]*)?(?:(?<=[eE])[+-]\d+)?/y
const doubleQuoted = /"(?:[^"\\\r\n]|\\[\s\S])*"/y
const singleQuoted = /'(?:[^'\\\r\n]|\\[\s\S])*'/y
const pattern = /\/(?:[^\\/[\r\n]|\\.|\[(?:[^\\\]\r\n]|\\.)*\])+\/\w*/y
const mark =
  /=>|===?|!==?|\?\?=?|\?\.(?!\d)|&&=?|\|\|=?|\.\.\.|[<>]=|\*\*=?|\+\+|--|[-+*/%&|^]=|[-+*/%&|^!?:;,.<>=~@#]/y

function match({ source, at }: Scan, pattern: RegExp): string {
  pattern.lastIndex = at
  return pattern.test(source) ? source.slice(at, pattern.lastIndex) : ''
}

/** @param pattern Matches nothing too. */
function pass(scan: Scan, pattern: RegExp): void {
  pattern.lastIndex = scan.at
  pattern.test(scan.source)
  scan.at = pattern.lastIndex
}

/** Reads a token that is there. */
function take(scan: Scan, kind: Piece['kind'], pattern: RegExp): Piece {
  const start = scan.at
  const text = match(scan, pattern)
  if (text === '') unsure()
  scan.at += text.length
  return token(kind, start, text)
}

function readPiece(scan: Scan, unit: string, level: readonly Piece[], isBraced: boolean): Piece {
  const start = scan.at
  switch (unit) {
    case ',':
    case ':':
    case ';':
      scan.at += 1
      return token('mark', start, unit)
    case '(':
      return readGroup(scan, unit, ')')
    case '[':
      return readGroup(scan, unit, ']')
    case '{':
      return readGroup(scan, unit, '}')
    case '"':
      return take(scan, 'string', doubleQuoted)
    case "'":
      return take(scan, 'string', singleQuoted)
    case '`':
      return readTemplate(scan)
    case '/':
      return endsOperand(level) ? take(scan, 'mark', mark) : take(scan, 'pattern', pattern)
    case '<': {
      if (endsOperand(level)) return take(scan, 'mark', mark)
      const node = readMarkup(scan)
      return { kind: 'markup', start, end: scan.at, text: '', inner: [], texts: [], node }
    }
  }
  const digit = unit === '.' ? scan.source.charAt(start + 1) : unit
  if (digit >= '0' && digit <= '9') return take(scan, 'number', number)
  return /[\w$]/.test(unit) ? readWord(scan, level, isBraced) : take(scan, 'mark', mark)
}

function readGroup(scan: Scan, bracket: string, closer: string): Piece {
  const start = scan.at
  scan.at += 1
  const inner = [readLevel(scan, closer, false)]
  return { kind: 'group', start, end: scan.at, text: bracket, inner, texts: [], node: undefined }
}

function readWord(scan: Scan, level: readonly Piece[], isBraced: boolean): Piece {
  const piece = take(scan, 'word', word)
  const before = level.at(-1)
  if (isMark(before, '.') || isMark(before, '?.')) return piece
  const use: Use = { level, index: level.length, isBraced }
  const known = scan.uses.get(piece.text)
  if (known === undefined) scan.uses.set(piece.text, [use])
  else known.push(use)
  return piece
}

function readTemplate(scan: Scan): Piece {
  const { source, at: start } = scan
  const texts: string[] = []
  const inner: Piece[][] = []
  let from = start + 1
  for (let at = from; at < source.length; at++) {
    const unit = source[at]
    if (unit === '\\') at += 1
    else if (unit === '`') {
      texts.push(source.slice(from, at))
      scan.at = at + 1
      return { kind: 'template', start, end: scan.at, text: '', inner, texts, node: undefined }
    } else if (unit === '$' && source[at + 1] === '{') {
      texts.push(source.slice(from, at))
      scan.at = at + 2
      inner.push(readLevel(scan, '}', true))
      from = scan.at
      at = from - 1
    }
  }
  return unsure()
}

const white = /\s*/y
const tagName = /[A-Za-z_$][\w$-]*(?:\.[A-Za-z_$][\w$]*|:[A-Za-z_$][\w$-]*)*/y
const attributeName = /[A-Za-z_$][\w$-]*(?::[A-Za-z_$][\w$-]*)?/y
const plainText = /[^<{]*/y

/** Reads an element or a fragment, at its `<`. */
function readMarkup(scan: Scan): ProgramNode {
  const { at: start, source } = scan
  scan.at += 1
  const name = match(scan, tagName)
  scan.at += name.length
  if (name === '') {
    if (source[scan.at] !== '>') unsure()
    scan.at += 1
    const children = readChildren(scan, '')
    return { type: 'JSXFragment', children, start, end: scan.at }
  }
  const attributes: ProgramNode[] = []
  for (;;) {
    pass(scan, white)
    const unit = source[scan.at]
    if (unit === '>' || source.startsWith('/>', scan.at)) {
      scan.at += unit === '>' ? 1 : 2
      const openingElement = {
        type: 'JSXOpeningElement',
        name: nodeOfName(name),
        attributes,
        start,
        end: scan.at,
      }
      const children = unit === '>' ? readChildren(scan, name) : []
      return { type: 'JSXElement', openingElement, children, start, end: scan.at }
    }
    attributes.push(unit === '{' ? readBraces(scan, 'value') : readAttribute(scan))
  }
}

function readAttribute(scan: Scan): ProgramNode {
  const { at: start } = scan
  const written = match(scan, attributeName)
  if (written === '') unsure()
  scan.at += written.length
  const name = nodeOfName(written)
  const value = readValue(scan, written === 'style' ? 'style' : 'value')
  return { type: 'JSXAttribute', name, value, start, end: scan.at }
}

/** Reads what an attribute is set to. */
function readValue(scan: Scan, role: Role): ProgramNode | null {
  const { source } = scan
  const after = scan.at + match(scan, white).length
  if (source[after] !== '=') return null
  scan.at = after + 1
  pass(scan, white)
  const start = scan.at
  const unit = source[start]
  if (unit === '{') return readBraces(scan, role)
  if (unit === '<') return readMarkup(scan)
  if (unit !== '"' && unit !== "'") return unsure()
  const end = source.indexOf(unit, start + 1)
  if (end === -1) return unsure()
  scan.at = end + 1
  return { type: 'Literal', value: source.slice(start + 1, end), start, end: scan.at }
}

/** Reads what is in an element, and its end tag. */
function readChildren(scan: Scan, name: string): ProgramNode[] {
  const { source } = scan
  const children: ProgramNode[] = []
  for (;;) {
    const start = scan.at
    const value = match(scan, plainText)
    scan.at += value.length
    if (value !== '') children.push({ type: 'JSXText', value, start, end: scan.at })
    const unit = source[scan.at]
    if (unit === '{') children.push(readBraces(scan, 'child'))
    else if (unit !== '<') unsure()
    else if (source[scan.at + 1] === '/') {
      if (!source.startsWith(`${name}>`, scan.at + 2)) unsure()
      scan.at += name.length + 3
      return children
    } else children.push(readMarkup(scan))
  }
}

/** Reads `{…}`, among children or as an attribute or the value of one. */
function readBraces(scan: Scan, role: Role): ProgramNode {
  const start = scan.at
  scan.at += 1
  const level = readLevel(scan, '}', true)
  const end = scan.at
  if (level.length === 0) {
    const expression = { type: 'JSXEmptyExpression', start: start + 1, end: end - 1 }
    return { type: 'JSXExpressionContainer', expression, start, end }
  }
  if (!isMark(level[0], '...'))
    return { type: 'JSXExpressionContainer', expression: expressionOf(level, role), start, end }
  const type = role === 'child' ? 'JSXSpreadChild' : 'JSXSpreadAttribute'
  return { type, expression: expressionOf(level.slice(1), role), start, end }
}

function nodeOfName(name: string): ProgramNode {
  const [start, end] = [0, 0]
  const colon = name.indexOf(':')
  if (colon !== -1) {
    const [namespace, local] = [nodeOfName(name.slice(0, colon)), nodeOfName(name.slice(colon + 1))]
    return { type: 'JSXNamespacedName', namespace, name: local, start, end }
  }
  const dot = name.lastIndexOf('.')
  if (dot !== -1) {
    const [object, property] = [nodeOfName(name.slice(0, dot)), nodeOfName(name.slice(dot + 1))]
    return { type: 'JSXMemberExpression', object, property, start, end }
  }
  return name === 'this'
    ? { type: 'ThisExpression', start, end }
    : { type: 'JSXIdentifier', name, start, end }
}
