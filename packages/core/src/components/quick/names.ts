import type { Names } from '../names.ts'
import type { ProgramNode } from '../program.ts'
import { staticText } from '../value.ts'
import { endOfValue, expressionOf } from './expression.ts'
import { isMark, isWord, type Piece, Unsure, unsure } from './piece.ts'
import type { Use } from './read.ts'

type Binding = NonNullable<ReturnType<Names['get']>>

/** A name where it is bound, and what it stands for. */
interface Bound {
  readonly local: Piece
  readonly binding: Binding
}

/**
 * What the names of a module are bound to, where that can be told by how they are used.
 *
 * @param module
 *   Its code.
 */
export function namesFrom(module: readonly Piece[], uses: ReadonlyMap<string, readonly Use[]>): Names {
  const imports = importsIn(module)
  const known = new Map<string, Binding | undefined>()
  const find = (name: string): Binding | undefined => {
    const own = uses.get(name) ?? []
    const imported = imports.get(name)
    const bound = imported ?? constantOf(own)
    if (bound === undefined) return undefined
    const others = own.filter(({ level, index }) => level[index] !== bound.local)
    return others.every(bindsNothing) ? bound.binding : unsure()
  }
  return {
    get(name) {
      if (!known.has(name)) known.set(name, find(name))
      return known.get(name)
    },
  }
}

/** A name that has the value of a `const`; `undefined` where no value that it may have is a text. */
function constantOf(uses: readonly Use[]): Bound | undefined {
  const bound: Bound[] = []
  for (const { level, index } of uses) {
    const after = level[index + 1]
    const isDeclared = isMark(after, '=') || isMark(after, ':') || isMark(after, '!')
    if (!isDeclared || !level.slice(0, index).some((piece) => isWord(piece, 'const'))) continue
    const first = level[index + 2]
    if (!isMark(after, '=') || first === undefined) return unsure()
    if (isWord(first, 'function') || isWord(first, 'class')) continue
    const value = expressionOf(level.slice(index + 2, endOfValue(level, index + 2)), 'value')
    if (isNoText(value)) continue
    if (!isWord(level[index - 1], 'const')) return unsure()
    bound.push({ local: level[index] as Piece, binding: { kind: 'const', value } })
  }
  return bound.length > 1 ? unsure() : bound[0]
}

/** Whether an expression is no text, whatever the names in it are bound to. */
function isNoText(value: ProgramNode): boolean {
  try {
    return staticText(value, { get: unsure }) === undefined
  } catch (error) {
    if (error instanceof Unsure) return false
    throw error
  }
}

/** Whether a name that stands here can only be read. */
function bindsNothing({ level, index, isBraced }: Use): boolean {
  return (isBraced && level.length === 1) || isMark(level[index + 1], '.')
}

function importsIn(module: readonly Piece[]): ReadonlyMap<string, Bound> {
  const imports = new Map<string, Bound>()
  for (let index = 0; index < module.length; index++) {
    if (!isWord(module[index], 'import') || isMark(module[index - 1], '.')) continue
    const next = module[index + 1]
    // `import('./a.js')` and `import.meta`
    if (next?.kind === 'group' && next.text === '(') continue
    if (isMark(next, '.')) continue
    const end = module.findIndex((piece, at) => at > index && piece.kind === 'string')
    if (end === -1) return unsure()
    const from = (module[end] as Piece).text.slice(1, -1)
    if (from.includes('\\')) return unsure()
    for (const { local, imported } of clauseOf(module.slice(index + 1, end))) {
      imports.set(local.text, { local, binding: { kind: 'import', from, imported } })
    }
    index = end
  }
  return imports
}

/** What stands between `import` and the address: `a, { b as c } from`, `type { d } from`, `* as e from`. */
function clauseOf(clause: readonly Piece[]): { readonly local: Piece; readonly imported: string }[] {
  if (clause.length === 0) return []
  if (!isWord(clause.at(-1), 'from')) return unsure()
  const isOfTypes = isWord(clause[0], 'type') && clause.length > 2 && !isMark(clause[1], ',')
  const parts = clause.slice(isOfTypes ? 1 : 0, -1).filter((piece) => !isMark(piece, ','))
  const [first] = parts
  const local = first?.kind === 'word' ? [{ local: first, imported: 'default' }] : []
  const [next, , name] = parts.slice(local.length)
  if (next === undefined) return local
  if (isMark(next, '*') && name?.kind === 'word') return [...local, { local: name, imported: '*' }]
  return next.kind === 'group' ? [...local, ...specifiersOf(next)] : unsure()
}

function specifiersOf({ inner }: Piece): { readonly local: Piece; readonly imported: string }[] {
  const specifiers: { local: Piece; imported: string }[] = []
  let part: Piece[] = []
  for (const piece of [...(inner[0] ?? []), undefined]) {
    if (piece !== undefined && !isMark(piece, ',')) {
      part.push(piece)
      continue
    }
    const local = part.at(-1)
    // `a as b`, and `type a` where only its type is meant.
    const imported = isWord(part.at(-2), 'as') ? part.at(-3) : local
    if (part.some(({ kind }) => kind !== 'word')) unsure()
    if (local !== undefined && imported !== undefined) specifiers.push({ local, imported: imported.text })
    part = []
  }
  return specifiers
}
