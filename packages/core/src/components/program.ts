/**
 * A node of an ESTree program with JSX and TypeScript, as oxc, acorn and Svelte's own parser write it. Offsets are
 * zero-based UTF-16 units.
 */
export interface ProgramNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

export function isNode(value: unknown): value is ProgramNode {
  return typeof value === 'object' && value !== null && typeof (value as ProgramNode).type === 'string'
}

/** Calls back with each node directly in a node, in the order in which its properties stand. */
export function eachPart(node: ProgramNode, visit: (part: ProgramNode) => void): void {
  for (const key in node) {
    const value = node[key]
    if (typeof value !== 'object') continue
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item)
    } else if (isNode(value)) visit(value)
  }
}

/** The same as a list. */
export function partsOf(node: ProgramNode): ProgramNode[] {
  const parts: ProgramNode[] = []
  eachPart(node, (part) => parts.push(part))
  return parts
}

export function nodeIn(node: ProgramNode, key: string): ProgramNode | undefined {
  const value = node[key]
  return isNode(value) ? value : undefined
}

export function nodesIn(node: ProgramNode, key: string): ProgramNode[] {
  const value = node[key]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** The name of an identifier, the text of a string; empty for all else. */
export function nameIn(node: ProgramNode | undefined): string {
  const name = node?.['name'] ?? node?.['value']
  return typeof name === 'string' ? name : ''
}

/** Types of TypeScript, and parentheses, change no value. */
export function bare(node: ProgramNode): ProgramNode {
  const wrapped = wrappers.has(node.type) ? nodeIn(node, 'expression') : undefined
  return wrapped === undefined ? node : bare(wrapped)
}

const wrappers: ReadonlySet<string> = new Set([
  ...['ParenthesizedExpression', 'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'],
])
