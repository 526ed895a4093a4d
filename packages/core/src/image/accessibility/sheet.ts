import type { CssNode, Declaration, Raw, StyleSheet } from 'css-tree'
import parseCss from 'css-tree/parser'
import { compileSelectors } from './selectors.ts'
import { type Applies, type Entry, mediaOf, type ReadSheet } from './styles.ts'

/** The most rules of a sheet that are kept. */
const mostEntries = 5_000

/** Reads what a style sheet says about visibility and generated text. */
export const readSheet: ReadSheet = (sheet, page) => compileSelectors<Entry>(rulesOf(sheet), page)

/** Rules in a sheet that say something about visibility or generated text. */
function rulesOf(sheet: string): { selector: string; entry: Entry }[] {
  const rules: { selector: string; entry: Entry }[] = []
  const read = (node: CssNode, sometimes: boolean): void => {
    if (rules.length >= mostEntries) return
    if (node.type === 'Atrule') {
      const applies = atRule(node.name.toLowerCase(), node.prelude === null ? '' : raw(node.prelude))
      if (applies !== 'never' && node.block !== null) {
        node.block.children.forEach((child) => {
          read(child, sometimes || applies === 'sometimes')
        })
      }
    } else if (node.type === 'Rule') {
      const selector = raw(node.prelude)
      node.block.children.forEach((child) => {
        if (child.type !== 'Declaration') return
        const entry = entryOf(child, rules.length)
        // What holds in some windows only can show an element, and is no proof that it is hidden.
        if (entry === undefined || (sometimes && hides(entry))) return
        rules.push({ selector, entry })
      })
    }
  }
  const parsed = parseCss(sheet, {
    parseValue: false,
    parseRulePrelude: false,
    parseAtrulePrelude: false,
    parseCustomProperty: false,
  }) as StyleSheet
  parsed.children.forEach((node) => {
    read(node, false)
  })
  return rules
}

function entryOf(declaration: Declaration, order: number): Entry | undefined {
  const property = declaration.property.toLowerCase()
  if (!readProperties.has(property)) return undefined
  const written = raw(declaration.value).trim()
  const value = property === 'content' ? written : written.toLowerCase()
  return { property, value, important: declaration.important !== false, order }
}

const readProperties = new Set(['display', 'visibility', 'content-visibility', 'content'])

function hides({ property, value }: Entry): boolean {
  return property === 'content' || value === 'none' || value === 'hidden' || value === 'collapse'
}

function raw(node: CssNode | Raw): string {
  return node.type === 'Raw' ? node.value : ''
}

function atRule(name: string, prelude: string): Applies {
  if (name === 'media') return mediaOf(prelude)
  if (name === 'layer') return 'always'
  return name === 'supports' || name === 'container' ? 'sometimes' : 'never'
}
