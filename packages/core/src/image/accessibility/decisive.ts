import type { CssNode } from 'css-tree'
import generate from 'css-tree/generator'
import parseCss from 'css-tree/parser'

const decisive = /^(?:display|visibility|content-visibility|content)$/i

const saysAnything = /\b(?:display|visibility|content)\s*:/i

/**
 * What of a style sheet may decide whether an element is seen or what stands before and after it: a few lines of a
 * framework's thousands. A sheet that many pages link to is read once this way, and its rest with each page.
 */
export function decisiveStyles(css: string): string {
  if (!saysAnything.test(css)) return ''
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
  if (node.type === 'Declaration') return decisive.test(node.property)
  // A nested rule that does not begin with `&` is left as it is by the parser.
  if (node.type === 'Raw') return node.value.includes('{') && saysAnything.test(node.value)
  if (node.type === 'Comment') return false
  if (node.type === 'Atrule' && node.block === null) return node.name.toLowerCase() === 'layer'
  if (node.type === 'Rule' || node.type === 'Atrule') return node.block !== null && reduce(node.block)
  if (node.type !== 'StyleSheet' && node.type !== 'Block') return false
  node.children.forEach((child, item, list) => {
    if (!reduce(child)) list.remove(item)
  })
  return !node.children.isEmpty
}
