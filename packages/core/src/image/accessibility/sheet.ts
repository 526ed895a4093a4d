import type { CssNode, Declaration, Raw, StyleSheet } from 'css-tree'
import parseCss from 'css-tree/parser'
import { backgroundFile } from './background.ts'
import { layersOf } from './layers.ts'
import { compileSelectors } from './selectors.ts'
import { type Applies, type Entry, isDisplay, mediaOf, type ReadSheet } from './styles.ts'

/** The most rules of a sheet that are kept. */
const mostEntries = 5_000

/** Reads what a style sheet says about visibility, generated text and backgrounds. */
export const readSheet: ReadSheet = (sheet, page) => compileSelectors<Entry>(rulesOf(sheet), page)

/** What holds for everything inside a part of a sheet. */
interface Around {
  /** In some windows only. */
  readonly sometimes: boolean
  readonly layer: string
  /** The selector of the rule that it is nested in. */
  readonly selector: string | undefined
}

/** Rules in a sheet that say something about visibility, generated text or backgrounds. */
function rulesOf(sheet: string): { selector: string; entry: Entry }[] {
  const rules: { selector: string; layer: string; entry: Omit<Entry, 'layer'> }[] = []
  const layers = layersOf()
  const readAll = (nodes: Iterable<CssNode>, around: Around): void => {
    for (const node of nodes) read(node, around)
  }
  const read = (node: CssNode, around: Around): void => {
    if (rules.length >= mostEntries) return
    if (node.type === 'Atrule') {
      const name = node.name.toLowerCase()
      const prelude = node.prelude === null ? '' : raw(node.prelude)
      if (name === 'layer' && node.block === null)
        for (const each of prelude.split(',')) layers.add(around.layer, each)
      const applies = atRule(name, prelude)
      if (applies === 'never' || node.block === null) return
      readAll(node.block.children, {
        ...around,
        sometimes: around.sometimes || applies === 'sometimes',
        layer: name === 'layer' ? layers.add(around.layer, prelude) : around.layer,
      })
    } else if (node.type === 'Rule') {
      const selector = raw(node.prelude).trim()
      if (selector === '') return
      readAll(node.block.children, { ...around, selector: nested(selector, around.selector) })
    } else if (node.type === 'Raw' && around.selector !== undefined && node.value.includes('{')) {
      // The parser leaves nested rules that do not begin with `&` as they are.
      readAll(parse(node.value).children, around)
    } else if (node.type === 'Declaration' && around.selector !== undefined) {
      const entry = entryOf(node, rules.length)
      // What holds in some windows only can show an element, and is no proof that it is hidden or drawn.
      if (entry === undefined || (around.sometimes && hides(entry))) return
      rules.push({ selector: around.selector, layer: around.layer, entry })
    }
  }
  readAll(parse(sheet).children, { sometimes: false, layer: '', selector: undefined })
  const rank = layers.ranks()
  return rules.map(({ selector, layer, entry }) => ({ selector, entry: { ...entry, layer: rank(layer) } }))
}

function parse(sheet: string): StyleSheet {
  return parseCss(sheet, {
    parseValue: false,
    parseRulePrelude: false,
    parseAtrulePrelude: false,
    parseCustomProperty: false,
  }) as StyleSheet
}

/** The selector of a rule inside another; without `&` it is for what is inside. https://www.w3.org/TR/css-nesting-1/ */
function nested(selector: string, around: string | undefined): string {
  if (around === undefined) return selector
  const outer = `:is(${around})`
  return selector.includes('&') ? selector.replaceAll('&', outer) : `${outer} ${selector}`
}

function entryOf(declaration: Declaration, order: number): Omit<Entry, 'layer'> | undefined {
  const property = declaration.property.toLowerCase()
  const written = raw(declaration.value).trim()
  const important = declaration.important !== false
  const file = backgroundFile(property, written)
  if (file !== undefined) return { property: 'background-image', value: file, important, order }
  if (!readProperties.has(property)) return undefined
  const value = property === 'content' ? written : written.toLowerCase()
  if (property === 'display' && !isDisplay(value)) return undefined
  return { property, value, important, order }
}

const readProperties = new Set(['display', 'visibility', 'content-visibility', 'content'])

function hides({ property, value }: Pick<Entry, 'property' | 'value'>): boolean {
  return (
    property === 'content' ||
    property === 'background-image' ||
    value === 'none' ||
    value === 'hidden' ||
    value === 'collapse'
  )
}

function raw(node: CssNode | Raw): string {
  return node.type === 'Raw' ? node.value : ''
}

function atRule(name: string, prelude: string): Applies {
  if (name === 'media') return mediaOf(prelude)
  if (name === 'layer') return 'always'
  return name === 'supports' || name === 'container' ? 'sometimes' : 'never'
}
