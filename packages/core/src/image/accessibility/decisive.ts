import type { CssNode } from 'css-tree'
import generate from 'css-tree/generator'
import parseCss from 'css-tree/parser'
import { backgroundFile, drawsFile } from './background.ts'

const decisive = /^(?:display|visibility|content-visibility|content)$/i

const says = /\b(?:display|visibility|content)\s*:/i
const saysAnything = (css: string) => says.test(css) || drawsFile.test(css)

/**
 * What of a style sheet may decide whether an element is seen, what stands before and after it, or which file is behind it: a few
 * lines of a framework's thousands. A sheet that many pages link to is read once this way, and its rest with each page.
 */
export function decisiveStyles(css: string): string {
  if (!saysAnything(css)) return ''
  const sheet = parseCss(css, {
    parseValue: false,
    parseRulePrelude: false,
    parseAtrulePrelude: false,
    parseCustomProperty: false,
  })
  return sheet.type === 'StyleSheet' && reduce(sheet) ? generate(sheet) : ''
}

/** Takes out what decides nothing; false where nothing is left. */
function reduce(node: CssNode): boolean {
  if (node.type === 'Declaration') {
    const value = node.value.type === 'Raw' ? node.value.value : ''
    return decisive.test(node.property) || backgroundFile(node.property, value) !== undefined
  }
  // A nested rule that does not begin with `&` is left as it is by the parser.
  if (node.type === 'Raw') return node.value.includes('{') && saysAnything(node.value)
  if (node.type === 'Comment') return false
  if (node.type === 'Atrule' && node.block === null) return node.name.toLowerCase() === 'layer'
  if (node.type === 'Rule' || node.type === 'Atrule') return node.block !== null && reduce(node.block)
  if (node.type !== 'StyleSheet' && node.type !== 'Block') return false
  node.children.forEach((child, item, list) => {
    if (!reduce(child)) list.remove(item)
  })
  return !node.children.isEmpty
}
