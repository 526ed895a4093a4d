import type { Names } from './names.ts'
import { bare, nameIn, nodeIn, nodesIn, type ProgramNode } from './program.ts'
import { staticText } from './value.ts'

/** `style={{ display: 'none', width: 24 }}` as CSS; `undefined` where any of it is computed. */
export function styleText(expression: ProgramNode, names: Names): string | undefined {
  const node = bare(expression)
  if (node.type !== 'ObjectExpression') return staticText(node, names)?.text
  const declarations: string[] = []
  for (const property of nodesIn(node, 'properties')) {
    const value = nodeIn(property, 'value')
    const key = nodeIn(property, 'key')
    const found = value === undefined ? undefined : staticText(value, names)
    if (key === undefined || found === undefined || property['computed'] === true) return undefined
    const name = nameIn(key).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    const isLength = (name === 'width' || name === 'height') && /^\d+(?:\.\d+)?$/.test(found.text)
    declarations.push(`${name}: ${found.text}${isLength ? 'px' : ''}`)
  }
  return declarations.join('; ')
}
