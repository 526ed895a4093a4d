import type { CssNode, Declaration, Raw, StyleSheet } from 'css-tree'
import parseCss from 'css-tree/parser'
import { backgroundFile } from './background.ts'
import { layersOf } from './layers.ts'
import { compileSelectors } from './selectors.ts'
import { type Applies, type Entry, isDisplay, mediaOf, type ReadSheet, type Sheet } from './styles.ts'

/** The most rules of a document that are kept. */
const mostEntries = 5_000

/** Reads what style sheets say about visibility, generated text and backgrounds. */
export const readSheet: ReadSheet = (sheets, page) => compileSelectors<Entry>(rulesOf(sheets), page)

/** What holds for everything inside a part of a sheet. */
interface Around {
  /** In some windows only. */
  readonly sometimes: boolean
  readonly layer: string
  /** The selector of the rule that it is nested in. */
  readonly selector: string | undefined
}

/** Rules that say something about visibility, generated text or backgrounds. */
function rulesOf(sheets: readonly Sheet[]): { selector: string; entry: Entry }[] {
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
  for (const { text, sometimes } of sheets)
    readAll(parse(text).children, { sometimes, layer: '', selector: undefined })
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
  if (name === 'supports') return supportsOf(prelude)
  if (name === 'layer') return 'always'
  return name === 'container' ? 'sometimes' : 'never'
}

/** A value of `display` that every browser has; all else depends on the browser. */
function supportsOf(condition: string): Applies {
  const [, not, value = ''] = /^\s*(not\s+)?\(\s*display\s*:\s*([a-z-]+)\s*\)\s*$/i.exec(condition) ?? []
  if (!everywhere.has(value.toLowerCase())) return 'sometimes'
  return not === undefined ? 'always' : 'never'
}

const everywhere = new Set(
  'block contents flex flow-root grid inline inline-block inline-flex inline-grid list-item none table'.split(
    ' ',
  ),
)
