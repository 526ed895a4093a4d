import { type AnyElement, childrenOf, tagName, text } from '../element.ts'
import { renderedOf } from '../rendered.ts'
import type { ShadowTree } from '../shadow.ts'
import { drawsFile } from './background.ts'
import type { Matcher, Ranked, StyledTree } from './selectors.ts'

/** What the `style` attributes and `style` elements of a document say, as far as it decides what is seen. */
export interface Styles {
  /** A style sheet is there that may decide about any element. */
  readonly selective: boolean
  /** The declared value that wins, lower case; `undefined` where nothing here declares it. */
  declared(element: AnyElement, property: StyleProperty): string | undefined
  /** Text that a style sheet puts before or after an element's content. */
  generated(element: AnyElement, side: 'before' | 'after'): string
  /** The address of the picture that a style sheet, or on a live page any style, draws behind an element. */
  picture(element: AnyElement): string | undefined
}

type StyleProperty = 'display' | 'visibility' | 'content-visibility'

/**
 * Reads the style sheets of a document, for its elements. It is handed in, because most documents have no sheet that decides
 * anything, and what reads one takes long to load.
 */
export type ReadSheet = (sheets: readonly Sheet[], page: StyledTree) => Matcher<Entry>

/** A declaration of a style sheet, for the elements that its selector matches. */
export interface Entry {
  readonly property: string
  readonly value: string
  readonly important: boolean
  /** Of its cascade layer: the highest is that of what stands in none. */
  readonly layer: number
  readonly order: number
}

/** A page may carry a framework's whole sheet; more text than this is not read, in UTF-16 units. */
const mostText = 2_000_000

export interface Sheet {
  readonly text: string
  /** In some windows only. */
  readonly sometimes: boolean
}

/** Where the style sheets of a document are. */
interface Sheets {
  /** The text of those that it links to. */
  readonly linked: string
  /** Its `style` elements. */
  readonly elements: readonly AnyElement[]
}

export function stylesOf(sheets: Sheets, tree: StyledTree, readSheet: ReadSheet | undefined): Styles {
  const matchers = matchersOf(sheets, tree, readSheet)
  const matcherFor = (element: AnyElement) => matchers.get(tree.shadows.get(element))
  return {
    selective: matchers.size > 0,
    declared: (element, property) => declared(element, property, matcherFor(element)),
    generated(element, side) {
      const matcher = matcherFor(element)
      if (matcher === undefined || !matcher.has(side)) return ''
      const entries = matcher.match(element, side)
      if (winner(entries, 'display')?.value === 'none') return ''
      const visibility = winner(entries, 'visibility')?.value
      if (visibility === 'hidden' || visibility === 'collapse') return ''
      return contentText(winner(entries, 'content')?.value, element)
    },
    picture(element) {
      const matcher = matcherFor(element)
      return matcher && winner(matcher.match(element, undefined), 'background-image')?.value
    },
  }
}

/** What reads the sheets of the document and of each shadow tree; of the trees that have the same ones, one for all. */
function matchersOf(
  { linked, elements }: Sheets,
  tree: StyledTree,
  readSheet: ReadSheet | undefined,
): ReadonlyMap<ShadowTree | undefined, Matcher<Entry>> {
  const matchers = new Map<ShadowTree | undefined, Matcher<Entry>>()
  if (readSheet === undefined) return matchers
  const byText = new Map<string, Matcher<Entry>>()
  const trees = new Map<ShadowTree | undefined, AnyElement[]>([[undefined, []]])
  for (const element of elements) {
    const shadow = tree.shadows.get(element)
    const own = trees.get(shadow)
    if (own === undefined) trees.set(shadow, [element])
    else own.push(element)
  }
  for (const [shadow, own] of trees) {
    const deciding = decidingSheets({ linked: shadow === undefined ? linked : '', elements: own })
    if (deciding.length === 0) continue
    const text = JSON.stringify(deciding)
    const matcher = byText.get(text) ?? readSheet(deciding, tree)
    byText.set(text, matcher)
    matchers.set(shadow, matcher)
  }
  return matchers
}

/** Of a live page the browser has decided; `data-altwright-shown` marks where what is seen begins and ends. */
export const renderedStyles: Styles = {
  selective: false,
  declared(element, property) {
    const state = text(element, 'data-altwright-shown')
    if (property === 'visibility') return state === 'none' ? undefined : state
    if (property !== 'display') return undefined
    if (state === 'none') return 'none'
    // It is not hidden by what a browser’s own sheet would hide it for.
    return tagName(element) === 'dialog' || hasOwnHiding(element) ? 'block' : undefined
  },
  // Names that hold such text come from the browser.
  generated: () => '',
  picture: (element) => renderedOf(element)?.background,
}

function hasOwnHiding(element: AnyElement): boolean {
  return text(element, 'hidden') !== undefined || text(element, 'popover') !== undefined
}

function declared(
  element: AnyElement,
  property: StyleProperty,
  matcher: Matcher<Entry> | undefined,
): string | undefined {
  const own = inline(text(element, 'style'), property)
  if (matcher === undefined || own?.important === true) return own?.value
  const sheet = winner(matcher.match(element, undefined), property)
  if (own === undefined || sheet?.important === true) return sheet?.value
  return own.value
}

function winner(entries: readonly Ranked<Entry>[], property: string): Ranked<Entry> | undefined {
  let best: Ranked<Entry> | undefined
  for (const entry of entries) {
    if (entry.property !== property) continue
    if (best === undefined || outranks(entry, best)) best = entry
  }
  return best
}

function outranks(a: Ranked<Entry>, b: Ranked<Entry>): boolean {
  if (a.important !== b.important) return a.important
  if (a.layer !== b.layer) return a.layer > b.layer !== a.important
  if (a.specificity !== b.specificity) return a.specificity > b.specificity
  return a.order > b.order
}

const inlineDeclaration =
  /(?:^|;)\s*(display|visibility|content-visibility)\s*:\s*([a-z-]+)[^;!]*(!\s*important)?/gi

/** The last one wins, an important one over all others. */
function inline(
  style: string | undefined,
  property: StyleProperty,
): { value: string; important: boolean } | undefined {
  if (style === undefined) return undefined
  let found: { value: string; important: boolean } | undefined
  for (const [, name, value, important] of withoutAsides(style).matchAll(inlineDeclaration)) {
    if (name?.toLowerCase() !== property || value === undefined) continue
    if (property === 'display' && !isDisplay(value.toLowerCase())) continue
    if (found?.important === true && important === undefined) continue
    found = { value: value.toLowerCase(), important: important !== undefined }
  }
  return found
}

/** Comments, strings and addresses may hold what looks like a declaration. */
function withoutAsides(style: string): string {
  if (!/\/\*|["'(]/.test(style)) return style
  return style
    .replace(/\/\*.*?(?:\*\/|$)/gs, '')
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gs, '""')
    .replace(/url\([^)]*(?:\)|$)/gi, 'none')
}

/** Whether a browser takes a lower-case value of `display`; it ignores one that it does not know. */
export function isDisplay(value: string): boolean {
  return /^(?:none|contents|block|inline|flow|flow-root|list-item|flex|grid|ruby|ruby-text|math|run-in|table|table-[a-z-]+|inline-(?:block|flex|grid|table)|-webkit-(?:inline-)?(?:box|flex)|inherit|initial|unset|revert|revert-layer|var|env)\b(?!-)/.test(
    value,
  )
}

/** Those that apply; none where none of them can decide anything. */
function decidingSheets({ linked, elements }: Sheets): readonly Sheet[] {
  const sheets: Sheet[] = []
  let left = mostText
  const add = (sheet: Sheet): void => {
    if (sheet.text.length > left) return
    sheets.push(sheet)
    left -= sheet.text.length
  }
  if (linked !== '') add({ text: linked, sometimes: false })
  for (const element of elements) {
    const applies = mediaOf(text(element, 'media') ?? '')
    if (applies === 'never' || !isCss(text(element, 'type'))) continue
    for (const child of childrenOf(element))
      if (child.type === 'text') add({ text: child.value, sometimes: applies === 'sometimes' })
  }
  return sheets.some(({ text }) => decides.test(text) || drawsFile.test(text)) ? sheets : []
}

const decides = /\b(?:display|visibility|content)\s*:/i

function isCss(type = ''): boolean {
  return type === '' || type.toLowerCase() === 'text/css'
}

export type Applies = 'always' | 'sometimes' | 'never'

/** In which windows a list of media queries holds. https://www.w3.org/TR/mediaqueries-4/#mq-list */
export function mediaOf(list: string): Applies {
  const plain = list.replace(/\/\*.*?(?:\*\/|$)/gs, ' ').toLowerCase()
  if (plain.trim() === '') return 'always'
  const queries = plain.split(',').map((query) => windowsOf(query.trim()))
  if (queries.includes('always')) return 'always'
  return queries.every((applies) => applies === 'never') ? 'never' : 'sometimes'
}

function windowsOf(query: string): Applies {
  // One that cannot be read holds nowhere.
  if (query === '') return 'never'
  const [, word, type = '', more] = /^(?:(not|only)\s+)?([a-z]+)(?![\w-])(.*)$/s.exec(query) ?? []
  if (otherMedia.has(type)) return word === 'not' ? 'always' : 'never'
  if ((type !== 'all' && type !== 'screen') || more?.trim() !== '') return 'sometimes'
  return word === 'not' ? 'never' : 'always'
}

/** Kinds of media that are no window; all but two are obsolete, and match nothing. */
const otherMedia = new Set('print speech aural braille embossed handheld projection tty tv'.split(' '))

/** The strings in a `content` value, and the attributes that it quotes; its alternative text, after a slash, where there is one. */
function contentText(value: string | undefined, element: AnyElement): string {
  if (value === undefined) return ''
  const strings = (part: string): string =>
    [...part.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\battr\(\s*([\w-]+)[^)]*(?:\)|$)/gs)]
      .map(([, double, single, name]) =>
        name === undefined ? unescapeCss(double ?? single ?? '') : (text(element, name) ?? ''),
      )
      .join('')
  const slash = /^((?:[^"'/]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*)\/(.*)$/s.exec(value)
  return slash?.[2] === undefined ? strings(value.replace(/url\([^)]*(?:\)|$)/gi, '')) : strings(slash[2])
}

function unescapeCss(value: string): string {
  return value.replace(/\\(?:([\da-f]{1,6})\s?|\r?\n|(.))/gis, (_, code?: string, character?: string) => {
    if (code === undefined) return character ?? ''
    const point = Number.parseInt(code, 16)
    // Icon fonts live in the private use area: nothing that can be said.
    if (point === 0 || point > 0x10ffff || (point >= 0xe000 && point <= 0xf8ff)) return ''
    return String.fromCodePoint(point)
  })
}
