import type { ProgramNode } from '../program.ts'

/** A token of code, or all that stands between two brackets. */
export interface Piece {
  readonly kind: 'word' | 'string' | 'number' | 'pattern' | 'mark' | 'template' | 'group' | 'markup'
  readonly start: number
  readonly end: number
  /** As written; of a group, the bracket that opens it. */
  readonly text: string
  /** What stands between a group's brackets, or in each `${…}` of a template. */
  readonly inner: readonly (readonly Piece[])[]
  /** Of a template: what stands before, between and after. */
  readonly texts: readonly string[]
  /** Of markup. */
  readonly node: ProgramNode | undefined
}

const nothing: readonly never[] = []

export function token(kind: Piece['kind'], start: number, text: string): Piece {
  return { kind, start, end: start + text.length, text, inner: nothing, texts: nothing, node: undefined }
}

/** Thrown where only a parser can tell. */
export class Unsure extends Error {}

export function unsure(): never {
  throw new Unsure()
}

export function isMark(piece: Piece | undefined, text: string): boolean {
  return piece?.kind === 'mark' && piece.text === text
}

export function isWord(piece: Piece | undefined, text: string): boolean {
  return piece?.kind === 'word' && piece.text === text
}

export function isGroup(piece: Piece | undefined, bracket: string): boolean {
  return piece?.kind === 'group' && piece.text === bracket
}

/** Words that an operand may follow. */
const opening: ReadonlySet<string> = new Set(
  'await case default delete do else in instanceof new of return throw typeof void yield'.split(' '),
)

/** Whether a level ends in an operand, after which `<` and `/` are operators. */
export function endsOperand(level: readonly Piece[]): boolean {
  const last = level.at(-1)
  const before = level.at(-2)
  switch (last?.kind) {
    case undefined:
      return false
    case 'word':
      return !opening.has(last.text) || isMark(before, '.') || isMark(before, '?.')
    case 'group':
      // After `if (…)` a statement begins, after a block too, and after an object none.
      if (last.text === '(') return before?.kind === 'word' && statements.has(before.text) ? unsure() : true
      return last.text === '{' ? unsure() : true
    case 'mark':
      if (last.text === '++' || last.text === '--') return unsure()
      return last.text === '!' && endsOperand(level.slice(0, -1))
    default:
      return true
  }
}

const statements: ReadonlySet<string> = new Set(['await', 'for', 'if', 'while', 'with'])

/** The markup in some code that is in no other, in order. */
export function markupIn(pieces: readonly Piece[]): ProgramNode[] {
  const found: ProgramNode[] = []
  const visit = (level: readonly Piece[]): void => {
    for (const { node, inner } of level) {
      if (node !== undefined) found.push(node)
      else for (const part of inner) visit(part)
    }
  }
  visit(pieces)
  return found
}
