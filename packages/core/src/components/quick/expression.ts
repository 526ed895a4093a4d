import { mayBeText } from '../jsx.ts'
import type { ProgramNode } from '../program.ts'
import { endsOperand, isGroup, isMark, isWord, markupIn, type Piece, unsure } from './piece.ts'

/**
 * What an expression is read for: among the children of an element it matters whether it may be a text, and of a style what its
 * properties are.
 */
export type Role = 'child' | 'value' | 'style'

/**
 * An expression as far as readers of markup look into one. What is always the same text, or holds markup, is as a parser has it;
 * `Other` stands for what is neither.
 *
 * @throws Unsure
 */
export function expressionOf(pieces: readonly Piece[], role: Role): ProgramNode {
  const [first] = pieces
  const last = pieces.at(-1)
  if (first === undefined || last === undefined) return unsure()
  if (pieces.length === 1) return operandOf(first, role)
  const head = arrowHead(pieces)
  if (head !== 0) return role === 'child' ? arrowOf(pieces, head) : other(pieces)
  const decisive = pieces.findIndex(({ kind, text }) => kind === 'mark' && deciding.test(text))
  const decided = decisive === -1 ? pieces : pieces.slice(0, decisive)
  if (decided.some(({ kind, text }) => kind === 'word' && obscure.has(text))) unsure()
  if (decisive === -1) return operationOf(pieces, role)
  return role === 'child' ? choiceOf(pieces) : other(pieces)
}

/** Marks that make of what stands around them no text that is always the same. */
const deciding = /^(?:\?|\|\||&&|\?\?|=>|,|=|\?\?=|&&=|\|\|=|\*\*=|[-+*/%&|^]=)$/

/** Words after which it takes a parser to tell what an expression is, or with which it may be a file's address. */
const obscure: ReadonlySet<string> = new Set(
  'as class function import new require satisfies yield'.split(' '),
)

/** How many pieces an arrow function has up to and with its arrow; 0 for all else. */
function arrowHead(pieces: readonly Piece[]): number {
  const from = isWord(pieces[0], 'async') && !isMark(pieces[1], '=>') ? 1 : 0
  const isHead = pieces[from]?.kind === 'word' || isGroup(pieces[from], '(')
  return isHead && isMark(pieces[from + 1], '=>') ? from + 2 : 0
}

function arrowOf(pieces: readonly Piece[], head: number): ProgramNode {
  const code = pieces.slice(head)
  const [first] = code
  const isBlock = first !== undefined && code.length === 1 && isGroup(first, '{')
  const body = isBlock ? blockOf(first) : expressionOf(code, 'child')
  return { type: 'ArrowFunctionExpression', params: other(pieces.slice(0, head)), body, ...span(pieces) }
}

/** The body of a function: the markup in it, and whether any of what it gives back may be a text. */
function blockOf(block: Piece): ProgramNode {
  const { start, end } = block
  const isText = returnsIn(block.inner[0] ?? []).some(mayBeText)
  const argument = isText ? other([]) : { type: 'Literal', value: null, start, end }
  const body = [{ type: 'ReturnStatement', argument, start, end }]
  return { type: 'BlockStatement', parts: markupIn([block]), body, start, end }
}

/** What statements give back; functions in them do not count. */
function returnsIn(level: readonly Piece[]): ProgramNode[] {
  const found: ProgramNode[] = []
  for (let at = 0; at < level.length; at++) {
    const piece = level[at] as Piece
    if (isWord(piece, 'return') && !isMark(level[at - 1], '.') && !isMark(level[at + 1], ':')) {
      const end = endOfValue(level, at + 1)
      if (isMark(level[end], ',')) unsure()
      if (end > at + 1) found.push(expressionOf(level.slice(at + 1, end), 'child'))
      at = end - 1
    } else if (isGroup(piece, '{')) {
      const kind = blockAfter(level.slice(0, at))
      if (kind === 'statements') found.push(...returnsIn(piece.inner[0] ?? []))
      else if (kind !== 'function' && givesBack(piece)) unsure()
    }
  }
  return found
}

/** What a block after some code is. */
function blockAfter(level: readonly Piece[]): 'statements' | 'function' | 'unknown' {
  const last = level.at(-1)
  if (last === undefined || isMark(last, ';') || isGroup(last, '{')) return 'statements'
  if (isMark(last, '=>')) return 'function'
  if (last.kind === 'word') return leading.has(last.text) ? 'statements' : 'unknown'
  const named = level.at(-2)
  if (!isGroup(last, '(') || named?.kind !== 'word') return 'unknown'
  return controlling.has(named.text) ? 'statements' : 'function'
}

const leading: ReadonlySet<string> = new Set(['do', 'else', 'finally', 'try'])
const controlling: ReadonlySet<string> = new Set(['await', 'catch', 'for', 'if', 'switch', 'while', 'with'])

function givesBack({ inner }: Piece): boolean {
  return inner.some((level) => level.some((piece) => isWord(piece, 'return') || givesBack(piece)))
}

/** Where a statement ends, or a part of one: without a mark too, where two operands would stand side by side. */
export function endOfValue(level: readonly Piece[], from: number): number {
  for (let at = from; at < level.length; at++) {
    const piece = level[at] as Piece
    if (isMark(piece, ';') || isMark(piece, ',') || isMark(piece, '@')) return at
    if (at === from || piece.kind === 'template' || isGroup(piece, '(') || isGroup(piece, '[')) continue
    if (piece.kind === 'word' && between.has(piece.text)) continue
    const isTwofold = isMark(piece, '++') || isMark(piece, '--') || isMark(piece, '!')
    if (piece.kind === 'mark' && !isTwofold) continue
    const isAfterOperand = isGroup(level[at - 1], '{') || endsOperand(level.slice(from, at))
    if (isAfterOperand) return isTwofold ? unsure() : at
  }
  return level.length
}

/** Words that stand between operands. */
const between: ReadonlySet<string> = new Set(['as', 'in', 'instanceof', 'satisfies'])

/** What is rendered by one of several expressions. */
function choiceOf(pieces: readonly Piece[]): ProgramNode {
  const isThere = (test: (text: string) => boolean) =>
    pieces.some(({ kind, text }) => kind === 'mark' && test(text))
  if (isThere((text) => text === ',' || (text.endsWith('=') && deciding.test(text)))) return other(pieces)
  const question = pieces.findIndex((piece) => isMark(piece, '?'))
  if (question !== -1) {
    const colon = colonOf(pieces, question)
    const consequent = expressionOf(pieces.slice(question + 1, colon), 'child')
    const alternate = expressionOf(pieces.slice(colon + 1), 'child')
    const test = other(pieces.slice(0, question))
    return { type: 'ConditionalExpression', test, consequent, alternate, ...span(pieces) }
  }
  if (isThere((text) => text === '=>' || text === ':')) unsure()
  const isOr = isThere((text) => text === '||' || text === '??')
  const at = pieces.findLastIndex(
    ({ kind, text }) => kind === 'mark' && (isOr ? text === '||' || text === '??' : text === '&&'),
  )
  const [left, right] = [pieces.slice(0, at), pieces.slice(at + 1)].map((side) => expressionOf(side, 'child'))
  return { type: 'LogicalExpression', operator: pieces[at]?.text, left, right, ...span(pieces) }
}

/** The colon of a question mark. */
function colonOf(pieces: readonly Piece[], question: number): number {
  let open = 0
  for (let index = question; index < pieces.length; index++) {
    if (isMark(pieces[index], '?')) open += 1
    else if (isMark(pieces[index], ':')) open -= 1
    if (open === 0) return index
  }
  return unsure()
}

/** Names and calls after each other, a sum, or another operation. */
function operationOf(pieces: readonly Piece[], role: Role): ProgramNode {
  // It may be a type's, as `!` at the end is.
  if (isMark(pieces.at(-1), '!') || pieces.some((piece) => isMark(piece, ':'))) unsure()
  if (isChain(pieces)) return chainOf(pieces, role)
  // A comparison, or a call with types.
  if (pieces.some((piece) => isMark(piece, '<'))) unsure()
  const isSum = pieces.length % 2 === 1 && pieces.every((piece, at) => isMark(piece, '+') === (at % 2 === 1))
  return isSum ? sumOf(pieces) : other(pieces)
}

/** `a.b(c)[d]`, without `?.` and types. */
function isChain(pieces: readonly Piece[]): boolean {
  return pieces.every((piece, at) => {
    const { kind, text } = piece
    const isName = kind === 'word' && (at === 0 ? !unary.has(text) : isMark(pieces[at - 1], '.'))
    if (isName || isGroup(piece, '(') || isGroup(piece, '[')) return true
    return at === 0 ? kind === 'string' || kind === 'template' : isMark(piece, '.') || isMark(piece, '!')
  })
}

const unary: ReadonlySet<string> = new Set(['await', 'delete', 'typeof', 'void'])

function chainOf(pieces: readonly Piece[], role: Role): ProgramNode {
  const last = pieces.at(-1) as Piece
  const before = pieces.at(-2) as Piece
  if (isMark(before, '.')) {
    const object = expressionOf(pieces.slice(0, -2), 'value')
    return { type: 'MemberExpression', object, property: nameOf(last), computed: false, ...span(pieces) }
  }
  if (isGroup(last, '[')) {
    const object = expressionOf(pieces.slice(0, -1), 'value')
    const property = expressionOf(last.inner[0] ?? [], 'value')
    return { type: 'MemberExpression', object, property, computed: true, ...span(pieces) }
  }
  if (!isGroup(last, '(') || isWord(before, 'toString')) return unsure()
  const isLoop = (isWord(before, 'map') || isWord(before, 'flatMap')) && pieces.length > 3
  if (!isLoop || role !== 'child') return other(pieces)
  const object = other(pieces.slice(0, -3))
  const callee = { type: 'MemberExpression', object, property: nameOf(before), ...span(pieces) }
  const [callback, ...others] = listed(last)
  if (callback === undefined) return unsure()
  const given = [expressionOf(callback, role), ...others.map(other)]
  return { type: 'CallExpression', callee, arguments: given, ...span(pieces) }
}

/** What a group holds between its commas. */
function listed({ inner }: Piece): (readonly Piece[])[] {
  const all: Piece[][] = [[]]
  for (const piece of inner[0] ?? []) {
    if (isMark(piece, ',')) all.push([])
    else all.at(-1)?.push(piece)
  }
  return all.filter((part) => part.length > 0)
}

/** `a + b + c`, from the left. */
function sumOf(pieces: readonly Piece[]): ProgramNode {
  let sum = operandOf(pieces[0] as Piece, 'value')
  for (let at = 2; at < pieces.length; at += 2) {
    const right = operandOf(pieces[at] as Piece, 'value')
    // Brackets are part of a sum, and of no operand.
    sum = { type: 'BinaryExpression', operator: '+', left: sum, right, ...span(pieces.slice(0, at + 1)) }
  }
  return sum
}

function operandOf(piece: Piece, role: Role): ProgramNode {
  const { kind, text, start, end, inner } = piece
  switch (kind) {
    case 'word': {
      const value = constants.get(text)
      if (value !== undefined) return { type: 'Literal', value, start, end }
      return text === 'this' ? other([piece]) : nameOf(piece)
    }
    case 'markup':
      return piece.node as ProgramNode
    case 'string':
      // What is escaped in it is the parser's.
      return text.includes('\\') ? unsure() : { type: 'Literal', value: text.slice(1, -1), start, end }
    case 'number':
      return isPlainNumber(text) ? { type: 'Literal', value: Number(text), start, end } : unsure()
    case 'template':
      return templateOf(piece)
    case 'pattern':
      return { type: 'Literal', value: null, start, end }
    case 'group':
      if (text === '(') return expressionOf(inner[0] ?? [], role)
      return text === '{' && role === 'style' ? objectOf(piece) : other([piece])
    case 'mark':
      return unsure()
  }
}

const constants: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
])

function isPlainNumber(text: string): boolean {
  return /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)
}

function nameOf({ text: name, start, end }: Piece): ProgramNode {
  return { type: 'Identifier', name, start, end }
}

function templateOf({ texts, inner, start, end }: Piece): ProgramNode {
  const quasis = texts.map((cooked) => {
    return /[\\\r]/.test(cooked) ? unsure() : { type: 'TemplateElement', value: { cooked }, start, end }
  })
  const expressions = inner.map((part) => expressionOf(part, 'value'))
  return { type: 'TemplateLiteral', quasis, expressions, start, end }
}

/** `{ width: 24 }`; one with anything else than values under plain names is not known. */
function objectOf(piece: Piece): ProgramNode {
  const { start, end } = piece
  const properties = listed(piece).map((part): ProgramNode => {
    const [key, colon, ...value] = part
    if (key === undefined || key.kind === 'number') return unsure()
    const isNamed = key.kind === 'word' || key.kind === 'string'
    if (part.length === 1 && key.kind === 'word')
      return { type: 'Property', key: nameOf(key), value: nameOf(key), start, end }
    if (!isNamed || !isMark(colon, ':')) return other(part)
    return { type: 'Property', key: operandOf(key, 'value'), value: expressionOf(value, 'value'), start, end }
  })
  return { type: 'ObjectExpression', properties, start, end }
}

/** What no reader looks into but for markup. */
function other(pieces: readonly Piece[]): ProgramNode {
  return { type: 'Other', parts: markupIn(pieces), ...span(pieces) }
}

function span(pieces: readonly Piece[]): { readonly start: number; readonly end: number } {
  const start = pieces[0]?.start ?? 0
  return { start, end: pieces.at(-1)?.end ?? start }
}
