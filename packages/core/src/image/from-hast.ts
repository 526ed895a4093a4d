import type { Root } from 'hast'
import { conflictOf, explicitRole } from './accessibility/roles.ts'
import type { ReadSheet } from './accessibility/styles.ts'
import { treeOf } from './accessibility/tree.ts'
import { drawnPicture, drawnText, pageText, svgText, svgTitle } from './drawn.ts'
import { expressionOf } from './dynamic.ts'
import type { AnyElement } from './element.ts'
import { attribute, collapse, isBlank, tagName, text } from './element.ts'
import type {
  AltState,
  Control,
  FieldLabel,
  Figure,
  Form,
  Hidden,
  ImageFacts,
  ImageKind,
  Row,
} from './facts.ts'
import { foreignText } from './foreign.ts'
import { formOf } from './form.ts'
import { ligatureOf } from './kind.ts'
import { around, type TextPiece } from './nearby.ts'
import { rowsOf, sameImages, twinsOf } from './neighbours.ts'
import { nameOf } from './own-name.ts'
import { isPlaceholder } from './placeholder.ts'
import { headingIn, type Passage } from './prose.ts'
import { type Rendered, renderedOf } from './rendered.ts'
import { flatTree, type Shadows } from './shadow.ts'
import { imageSource } from './source.ts'
import { areaControl, controlOf, fieldLabelOf, figureOf, sameTargets } from './surroundings.ts'
import { textOf } from './text.ts'
import { type Found, isConcern, type Page, startScope, walk } from './walk.ts'
import { declaredSize, markupAt, placeOf } from './written.ts'

export interface FromHastOptions {
  /** The text that the tree's positions refer to, to quote start tags from. */
  readonly source?: string | undefined
  /** The language of what the tree will be part of, as `lang` would say it; default: not known. */
  readonly language?: string | undefined
  /** The tree is a live page's DOM, stamped with what was rendered; default false. */
  readonly rendered?: boolean | undefined
  /** Tags of custom elements that stand for an `img`: their `src` and `alt` are read, and an alt is written; default: none. */
  readonly components?: readonly string[] | undefined
  /** The text of style sheets that the document links to, as far as it decides visibility; see `decisiveStyles`. */
  readonly styles?: string | undefined
}

/** An image in a tree: what is known of it, and the node it stands for. */
export interface ImageInTree {
  readonly facts: ImageFacts
  readonly node: AnyElement
}

/**
 * Reads the facts of every image-bearing element, in document order. Walks `template` content,
 * `noscript` and MDX elements too. The tree is not changed.
 *
 * @param readSheet
 *   Reads the document's style sheets; without it none is.
 */
export function imagesFromHast(
  whole: Root,
  options: FromHastOptions = {},
  readSheet?: ReadSheet | undefined,
): ImageInTree[] {
  const rendered = options.rendered === true
  const shadows: Shadows = new Map()
  const tree = rendered ? whole : flatTree(whole, options.source, { shadows })
  const page: Page = {
    tree: treeOf(tree, { ...options, shadows }, readSheet),
    title: { value: '' },
    site: { value: '', rank: 0 },
    pragma: { language: undefined },
    scripts: [],
    links: [],
    canvases: { count: 0 },
    headings: { first: undefined },
    rendered,
  }
  const found: Found[] = []
  const texts: TextPiece[] = []
  walk(
    tree,
    { ...startScope(), language: options.language },
    { tag: '' },
    { page, found, texts, branches: 0, heading: undefined, suppressions: 0 },
  )
  const shown = found.filter((item) => isConcern(item, page)).map((item) => shownBy(item, page, options))
  const twins = twinsOf(shown)
  const copies = new Map([...twins].map(([copy, original]) => [original, copy]))
  const known: Surroundings = {
    texts,
    twins,
    controls: new Map(),
    labels: new Map(),
    figures: new Map(),
    forms: new Map(),
    headings: new Map(),
    firstHeading: headingText(page.headings.first, 'first', page),
    said: pageText(page.tree.root),
    foreign: foreignText(page.tree.root),
    sameTarget: sameTargets(page.links, page.tree),
    rows: rowsOf(shown, (index) => {
      const item = shown[index]
      return item === undefined ? '' : nameIn(item, page).value
    }),
  }
  const facts = shown.map((item, index) => factsOf(item, index, page, known, options))
  const same = sameImages(facts)
  return facts.map((image, index) => {
    const { node } = (shown[index] as Shown).found
    const copy = facts[copies.get(index) ?? -1]
    const sameImage = copy === undefined ? same(image) : (writtenIn(copy, image) ?? same(image))
    // What a lazy image will show stands in its copy.
    const source = copy !== undefined && isWaiting(image) ? copy.source : undefined
    if (sameImage === undefined && source === undefined) return { node, facts: image }
    return { node, facts: { ...image, source: source ?? image.source, sameImage } }
  })
}

function writtenIn(copy: ImageFacts, { alt }: ImageFacts): string | undefined {
  return alt.state === 'missing' && copy.alt.state === 'text' && !copy.alt.isGenerated
    ? copy.alt.value
    : undefined
}

function isWaiting({ source }: ImageFacts): boolean {
  return source.url === undefined
    ? source.from !== 'dynamic'
    : isPlaceholder(source.url) && source.from === 'src'
}

function nameIn({ found, rendered }: Pick<Shown, 'found' | 'rendered'>, { tree }: Page): ImageFacts['name'] {
  return rendered?.name ?? nameOf(found.node, tree)
}

function altOf(element: AnyElement, kind: ImageKind): AltState {
  if (kind !== 'img' && kind !== 'image-input' && kind !== 'area') return { state: 'none' }
  const expression = expressionOf(element, 'alt')
  if (expression !== undefined) return { state: 'dynamic', value: expression }
  const alt = text(element, 'alt')
  if (alt === undefined) return { state: 'missing' }
  if (alt === '') return { state: 'empty' }
  if (isBlank(alt)) return { state: 'blank', value: alt }
  const isGenerated = text(element, 'data-alt-source') === 'generated'
  return { state: 'text', value: alt, ...(isGenerated ? { isGenerated } : {}) }
}

/** An image with what it shows, which its twin is told by. */
interface Shown {
  readonly found: Found
  readonly rendered: Rendered | undefined
  readonly source: ImageFacts['source']
}

function shownBy(found: Found, { tree }: Page, options: FromHastOptions): Shown {
  const { node, kind, scope } = found
  const rendered = options.rendered === true ? renderedOf(node) : undefined
  const addressed = imageSource(node, kind, scope.picture, rendered?.src, tree.styles)
  const source = rendered?.drawn === undefined ? addressed : { ...addressed, drawn: rendered.drawn }
  return { found, rendered, source }
}

function factsOf(
  { found, rendered, source }: Shown,
  index: number,
  page: Page,
  known: Surroundings,
  options: FromHastOptions,
): ImageFacts {
  const { node, kind, scope } = found
  const { tree } = page
  const language = scope.language ?? page.pragma.language
  const twin = known.twins.get(index)
  const place = placeOf(found.written)
  const { before, after } = around(found.position, found.block, known.texts)
  return {
    kind,
    tag: tagName(node),
    source,
    alt: altOf(node, kind),
    name: nameIn({ found, rendered }, page),
    role: explicitRole(node),
    conflict: conflictOf(node),
    hidden: hiddenBy(found, rendered) ?? (twin === undefined ? undefined : { reason: 'noscript-twin' }),
    control:
      kind === 'area'
        ? areaControl(node)
        : once(known.controls, scope.control, (element) =>
            controlOf(element, tree, options.rendered === true, known.sameTarget),
          ),
    fieldLabel: once(known.labels, scope.label, (element) =>
      fieldLabelOf(element, tree, options.rendered === true),
    ),
    figure: once(known.figures, scope.figure, (element) => figureOf(element, tree)),
    form: once(known.forms, scope.form, formOf),
    row: known.rows[index],
    twin,
    sameImage: undefined,
    drawing: drawingIn(found, page, known.said),
    nearby: {
      before,
      after,
      heading: once(known.headings, found.heading, (holder) => headingText(holder, 'last', page)) ?? '',
      firstHeading: known.firstHeading,
      landmark: scope.landmark,
      page: page.title.value.slice(0, 200),
      site: page.site.value,
      block: found.block.tag,
    },
    size: (source.from === 'lazy' ? undefined : rendered?.size) ?? declaredSize(node),
    language,
    foreign: (language ?? '') === '' && text(node, 'alt') === undefined && known.foreign(),
    ownLanguage: scope.language !== undefined && ownLanguageOf(node),
    map: mapOf(node),
    title: titleOf(node, kind),
    value: kind === 'image-input' ? collapse(text(node, 'value') ?? '') : '',
    labels: [...wordsOf(text(node, 'class')), ...wordsOf(text(node, 'id'))],
    suppressions: found.suppression === undefined ? scope.suppressions : [found.suppression],
    place: options.rendered === true ? undefined : place,
    markup:
      options.source === undefined || place === undefined
        ? undefined
        : markupAt(place.offset, options.source),
  }
}

function titleOf(node: AnyElement, kind: ImageKind): string {
  const title = collapse(text(node, 'title') ?? '')
  return title === '' && kind === 'svg' ? svgTitle(node) : title
}

function headingText(
  holder: AnyElement | Passage | undefined,
  which: 'first' | 'last',
  { tree }: Page,
): string {
  const heading = holder && headingIn(holder, which)
  return heading === undefined ? '' : textOf(heading, tree, { images: true }).slice(0, 200)
}

function ownLanguageOf(element: AnyElement): boolean {
  return (text(element, 'lang') ?? text(element, 'xml:lang')) !== undefined
}

function wordsOf(value: string | undefined): readonly string[] {
  const plain = collapse(value ?? '')
  return plain === '' ? [] : plain.split(' ')
}

function mapOf(element: AnyElement): ImageFacts['map'] {
  if (attribute(element, 'usemap') !== undefined) return 'client'
  return attribute(element, 'ismap') === undefined ? undefined : 'server'
}

/** A browser that has rendered the page knows better than its source. */
function hiddenBy({ node, scope }: Found, rendered: Rendered | undefined): Hidden | undefined {
  const hidden = scope.hidden
  if (hidden !== undefined && hidden.reason !== 'style')
    return hidden.reason === 'aria-hidden' && hidesItself(node) ? { ...hidden, own: true } : hidden
  if (rendered?.visible === false) return { reason: 'not-rendered' }
  return scope.hidden ?? (scope.invisible ? { reason: 'style' } : undefined)
}

function hidesItself(node: AnyElement): boolean {
  return text(node, 'aria-hidden')?.trim().toLowerCase() === 'true'
}

function drawingIn(
  { node, kind, scope }: Found,
  { scripts, canvases }: Page,
  said: (text: string) => boolean,
): ImageFacts['drawing'] {
  if (kind === 'icon') return { text: ligatureOf(node), picture: undefined }
  const unsaid = (text: string): string => (text === '' || said(text) ? '' : text)
  if (kind === 'svg') {
    const text = scope.hidden?.reason === 'aria-hidden' ? unsaid(svgText(node)) : ''
    return text === '' ? undefined : { text, picture: undefined }
  }
  if (kind !== 'canvas' || scripts.length === 0) return undefined
  return { text: unsaid(drawnText(node, scripts, canvases.count)), picture: drawnPicture(node, scripts) }
}

/** What was read of the elements around images; one may hold thousands. */
interface Surroundings {
  readonly texts: readonly TextPiece[]
  readonly twins: ReadonlyMap<number, number>
  readonly rows: readonly (Row | undefined)[]
  readonly forms: Map<AnyElement, Form>
  readonly sameTarget: (link: AnyElement) => string
  readonly controls: Map<AnyElement, Control | undefined>
  readonly labels: Map<AnyElement, FieldLabel>
  readonly figures: Map<AnyElement, Figure>
  readonly headings: Map<AnyElement | Passage, string>
  readonly firstHeading: string
  readonly foreign: () => boolean
  /** Whether the text of the page holds another one. */
  readonly said: (text: string) => boolean
}

function once<K, T>(known: Map<K, T>, element: K | undefined, read: (element: K) => T): T | undefined {
  if (element === undefined) return undefined
  if (!known.has(element)) known.set(element, read(element))
  return known.get(element)
}
