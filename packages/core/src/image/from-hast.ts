import type { Element, Root } from 'hast'
import { hidingOf, visibilityOf } from './accessibility/hidden.ts'
import { accessibleName } from './accessibility/name.ts'
import { conflictOf, explicitRole } from './accessibility/roles.ts'
import { type Tree, treeOf } from './accessibility/tree.ts'
import { expressionOf, isExpression, isUnknown, takesContent } from './dynamic.ts'
import type { AnyElement, AnyNode } from './element.ts'
import { attribute, childrenOf, collapse, isBare, isElement, isMdx, tagName, text } from './element.ts'
import type {
  AccessibleName,
  AltState,
  Control,
  Figure,
  Hidden,
  ImageFacts,
  ImageKind,
  Nearby,
  Place,
  Size,
} from './facts.ts'
import { controlKind, imageKind, isDrawnControl, isHeading, svgPartKind } from './kind.ts'
import { type Rendered, renderedOf } from './rendered.ts'
import { imageSource } from './source.ts'
import { areaControl, controlOf, figureOf, imagesIn } from './surroundings.ts'
import { textOf } from './text.ts'

export interface FromHastOptions {
  /** The text that the tree's positions refer to, to quote start tags from. */
  readonly source?: string | undefined
  /** The tree is a live page's DOM, stamped with what was rendered; default false. */
  readonly rendered?: boolean | undefined
}

/** An image in a tree: what is known of it, and the node it stands for. */
export interface ImageInTree {
  readonly facts: ImageFacts
  readonly node: AnyElement
}

/**
 * Reads the facts of every image-bearing element, in document order. Walks `template` content,
 * `noscript` and MDX elements too. The tree is not changed.
 */
export function imagesFromHast(tree: Root, options: FromHastOptions = {}): ImageInTree[] {
  const rendered = options.rendered === true
  const page: Page = { tree: treeOf(tree, rendered), title: { value: '' }, rendered }
  const found: Found[] = []
  const texts: TextPiece[] = []
  walk(tree, startScope(), { page, found, texts, blocks: { count: 0 }, heading: '' })
  const known: Surroundings = { controls: new Map(), figures: new Map() }
  const shown = found.filter((item) => isConcern(item, page)).map((item) => shownBy(item, options))
  const twins = new Set(shown.filter(({ scope }) => !scope.noscript).map(({ source }) => source.url))
  return shown.map((item) => ({
    node: item.node,
    facts: factsOf(item, page, texts, twins, known, options),
  }))
}

/** What applies to everything inside an element. */
interface Scope {
  readonly hidden: Hidden | undefined
  /** Inherited, until something inside declares otherwise. */
  readonly invisible: boolean
  readonly noscript: boolean
  readonly svg: boolean
  readonly language: string | undefined
  readonly control: AnyElement | undefined
  /** The link, button or heading around that needs a name. */
  readonly holder: Holder | undefined
  readonly figure: AnyElement | undefined
  readonly landmark: Nearby['landmark']
  readonly picture: readonly AnyElement[]
  readonly block: number
}

/** An element that its content may name. */
interface Holder {
  readonly outer: Holder | undefined
  /** Text that can be seen was met in it. */
  named: boolean
}

interface Found {
  readonly node: AnyElement
  readonly kind: ImageKind
  readonly scope: Scope
  /** Set where an element concerns us only if nothing names it. */
  readonly holder: Holder | undefined
  /** How many text pieces came before. */
  readonly position: number
  readonly heading: string
}

interface TextPiece {
  readonly value: string
  readonly block: number
}

interface Page {
  readonly tree: Tree
  readonly title: { value: string }
  readonly rendered: boolean
}

interface Walk {
  readonly page: Page
  readonly found: Found[]
  readonly texts: TextPiece[]
  readonly blocks: { count: number }
  heading: string
}

function startScope(): Scope {
  return {
    hidden: undefined,
    invisible: false,
    noscript: false,
    svg: false,
    language: undefined,
    control: undefined,
    holder: undefined,
    figure: undefined,
    landmark: undefined,
    picture: [],
    block: 0,
  }
}

function walk(node: AnyNode, scope: Scope, state: Walk): void {
  if (node.type === 'text') {
    if (!scope.svg && node.value.trim() !== '') readText(node.value, scope, state)
    return
  }
  if (!isElement(node)) {
    if (isExpression(node)) nameHolders(scope)
    for (const child of childrenOf(node)) walk(child, scope, state)
    return
  }
  const tag = tagName(node)
  if (isUnknown(node, tag)) nameHolders(scope)
  if (tag === 'script' || tag === 'style') return
  if (tag === 'title') {
    if (!scope.svg && state.page.title.value === '') state.page.title.value = textOf(node, state.page.tree)
    return
  }
  const inner = isPlain(node, tag, state) ? scope : enter(node, tag, scope, state)
  const kind = scope.svg ? svgPartKind(node, tag) : imageKind(node, tag)
  if (kind !== undefined) {
    keep(node, kind, inner, undefined, state)
    const role = explicitRole(node)
    // What is inside belongs to the picture and is not met by itself.
    if (kind === 'role-img' || role === 'img' || role === 'image') return
  }
  if (/^h[1-6]$/.test(tag)) state.heading = textOf(node, state.page.tree, { images: true })
  walkInto(node, tag, inner, state)
}

/** Text that can be seen names what it is in. */
function readText(value: string, scope: Scope, state: Walk): void {
  state.texts.push({ value, block: scope.block })
  if (scope.hidden === undefined && !scope.invisible) nameHolders(scope)
}

function nameHolders(scope: Scope): void {
  for (let holder = scope.holder; holder !== undefined && !holder.named; holder = holder.outer) {
    holder.named = true
  }
}

function walkInto(node: AnyElement, tag: string, inner: Scope, state: Walk): void {
  if (tag === 'template' && !isMdx(node)) {
    const content = (node as Element).content
    if (content !== undefined) walk(content, { ...inner, hidden: { reason: 'template' } }, state)
    return
  }
  if (tag === 'picture') {
    const sources: AnyElement[] = []
    for (const child of childrenOf(node)) {
      if (isElement(child) && tagName(child) === 'source') sources.push(child)
      else walk(child, { ...inner, picture: sources }, state)
    }
    return
  }
  for (const child of childrenOf(node)) walk(child, inner, state)
}

function keep(
  node: AnyElement,
  kind: ImageKind,
  scope: Scope,
  holder: Holder | undefined,
  state: Walk,
): void {
  state.found.push({ node, kind, scope, holder, position: state.texts.length, heading: state.heading })
}

const landmarks: Readonly<Record<string, Nearby['landmark']>> = {
  header: 'banner',
  nav: 'navigation',
  main: 'main',
  footer: 'contentinfo',
  aside: 'complementary',
}
const landmarkRoles = new Set(['banner', 'navigation', 'main', 'contentinfo', 'complementary'])

const blockTags = new Set(
  'address article aside blockquote body caption dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)
/** Tags that mean something to what is inside, even without an attribute. */
const scopeTags = new Set([...blockTags, 'button', 'foreignobject', 'noscript', 'svg'])

/** Most elements change nothing for what is in them; on a page with style sheets any might. */
function isPlain(element: AnyElement, tag: string, state: Walk): boolean {
  return isBare(element) && !scopeTags.has(tag) && !state.page.tree.styles.selective
}

function enter(element: AnyElement, tag: string, scope: Scope, state: Walk): Scope {
  const { tree } = state.page
  const role = explicitRole(element)
  const language = text(element, 'lang') ?? text(element, 'xml:lang')
  const block = blockTags.has(tag)
  if (block) state.blocks.count += 1
  const visibility = visibilityOf(element, tree)
  const control = controlKind(element, tag) !== undefined
  const inner = {
    hidden: scope.hidden ?? hidingOf(element, tree),
    invisible: visibility === undefined ? scope.invisible : visibility === 'hidden',
    noscript: scope.noscript || tag === 'noscript',
    svg: tag === 'svg' || (scope.svg && tag !== 'foreignobject' && tag !== 'foreignObject'),
    language: language === undefined ? scope.language : language.trim(),
    control: control ? element : scope.control,
    holder: scope.holder,
    figure: tag === 'figure' ? element : scope.figure,
    landmark:
      role !== undefined && landmarkRoles.has(role)
        ? (role as Nearby['landmark'])
        : (landmarks[tag] ?? scope.landmark),
    picture: scope.picture,
    block: block ? state.blocks.count : scope.block,
  }
  const named = concern(element, tag, control, role)
  if (named === undefined) return inner
  const holder: Holder = { outer: scope.holder, named: takesContent(element) }
  keep(element, named, inner, holder, state)
  return { ...inner, holder }
}

/** Elements that are no images and yet may be what an image leaves nameless. */
function concern(
  element: AnyElement,
  tag: string,
  control: boolean,
  role: string | undefined,
): ImageKind | undefined {
  if (imageKind(element, tag) !== undefined) return undefined
  if (control) return 'control'
  if (isHeading(element, tag)) return 'heading'
  return role === 'none' || role === 'presentation' ? 'element' : undefined
}

/** Whether a link, a heading or a decorative element turned out to be one that is reported. */
function isConcern({ node, kind, holder, scope }: Found, { tree, rendered }: Page): boolean {
  if (holder === undefined) return true
  if (scope.hidden !== undefined || scope.invisible) return false
  const marked = isMarked(node) && conflictOf(node) !== undefined
  if (kind === 'element' || marked) return marked
  // A browser names a link by its sections no more than we know of text from its style sheets: both must find nothing.
  if (holder.named || (rendered && (renderedOf(node)?.name?.value ?? '') !== '')) return false
  const images = imagesIn(node, tree).length
  if (kind === 'control' ? images > 0 || !isDrawnControl(node, tagName(node)) : images === 0) return false
  return nameOf(node, tree).from === 'none'
}

function isMarked(element: AnyElement): boolean {
  const role = explicitRole(element)
  return role === 'none' || role === 'presentation'
}

function altOf(element: AnyElement, kind: ImageKind): AltState {
  if (kind !== 'img' && kind !== 'image-input' && kind !== 'area') return { state: 'none' }
  const expression = expressionOf(element, 'alt')
  if (expression !== undefined) return { state: 'dynamic', value: expression }
  const alt = text(element, 'alt')
  if (alt === undefined) return { state: 'missing' }
  if (alt === '') return { state: 'empty' }
  return { state: alt.trim() === '' ? 'blank' : 'text', value: alt }
}

/** Attributes that could name an element. */
const naming = ['aria-label', 'aria-labelledby', 'title'] as const

/** The name as far as it stands in the source. */
function nameOf(element: AnyElement, tree: Tree): AccessibleName {
  const name = accessibleName(element, tree)
  if (name.value !== '') return name
  return naming.some((attributeName) => expressionOf(element, attributeName) !== undefined)
    ? { value: '', from: 'dynamic' }
    : name
}

/** An image with what it shows, which its twin is told by. */
interface Shown extends Found {
  readonly rendered: Rendered | undefined
  readonly source: ImageFacts['source']
}

function shownBy(found: Found, options: FromHastOptions): Shown {
  const { node, kind, scope } = found
  const rendered = options.rendered === true ? renderedOf(node) : undefined
  const source = imageSource(node, kind, scope.picture, rendered?.src)
  return { ...found, rendered, source }
}

function factsOf(
  found: Shown,
  page: Page,
  texts: readonly TextPiece[],
  twins: ReadonlySet<string | undefined>,
  known: Surroundings,
  options: FromHastOptions,
): ImageFacts {
  const { node, kind, scope, rendered, source } = found
  const { tree } = page
  const twin = scope.noscript && source.url !== undefined && twins.has(source.url)
  return {
    kind,
    tag: tagName(node),
    source,
    alt: altOf(node, kind),
    name: rendered?.name ?? nameOf(node, tree),
    role: explicitRole(node),
    conflict: conflictOf(node),
    hidden: hiddenBy(scope, rendered) ?? (twin ? { reason: 'noscript-twin' } : undefined),
    control:
      kind === 'area'
        ? areaControl(node)
        : once(known.controls, scope.control, (element) =>
            controlOf(element, tree, options.rendered === true),
          ),
    figure: once(known.figures, scope.figure, (element) => figureOf(element, tree)),
    nearby: {
      ...around(found, texts),
      heading: found.heading.slice(0, 200),
      landmark: scope.landmark,
      page: page.title.value.slice(0, 200),
    },
    size: rendered?.size ?? declaredSize(node),
    language: scope.language,
    map: mapOf(node),
    labels: [text(node, 'class'), text(node, 'id')]
      .flatMap((value) => collapse(value ?? '').split(' '))
      .filter((value) => value !== ''),
    ignored: text(node, 'data-alt-ignore'),
    place: options.rendered === true ? undefined : placeOf(node),
    markup: options.source === undefined ? undefined : markupOf(node, options.source),
  }
}

function mapOf(element: AnyElement): ImageFacts['map'] {
  if (attribute(element, 'usemap') !== undefined) return 'client'
  return attribute(element, 'ismap') === undefined ? undefined : 'server'
}

/** A browser that has rendered the page knows better than its source. */
function hiddenBy(scope: Scope, rendered: Rendered | undefined): Hidden | undefined {
  if (scope.hidden?.reason !== 'style' && scope.hidden !== undefined) return scope.hidden
  if (rendered?.visible === false) return { reason: 'not-rendered' }
  return scope.hidden ?? (scope.invisible ? { reason: 'style' } : undefined)
}

/** What was read of the elements around images; one may hold thousands. */
interface Surroundings {
  readonly controls: Map<AnyElement, Control | undefined>
  readonly figures: Map<AnyElement, Figure>
}

function once<T>(
  known: Map<AnyElement, T>,
  element: AnyElement | undefined,
  read: (element: AnyElement) => T,
): T | undefined {
  if (element === undefined) return undefined
  if (!known.has(element)) known.set(element, read(element))
  return known.get(element)
}

/** Text before and after in the same block. */
function around(found: Found, texts: readonly TextPiece[]): { before: string; after: string } {
  const { block } = found.scope
  let before = ''
  for (let index = found.position - 1; index >= 0 && before.length < 200; index--) {
    const piece = texts[index]
    if (piece === undefined || piece.block !== block) break
    before = `${piece.value} ${before}`
  }
  let after = ''
  for (let index = found.position; index < texts.length && after.length < 200; index++) {
    const piece = texts[index]
    if (piece === undefined || piece.block !== block) break
    after = `${after} ${piece.value}`
  }
  return { before: collapse(before).slice(-200), after: collapse(after).slice(0, 200) }
}

function declaredSize(element: AnyElement): Size {
  const style = text(element, 'style') ?? ''
  const side = (name: 'width' | 'height'): number | undefined => {
    const styled = new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*(\\d+(?:\\.\\d+)?)px`, 'i').exec(style)?.[1]
    const value = styled ?? /^\s*(\d+(?:\.\d+)?)(?:px)?\s*$/.exec(text(element, name) ?? '')?.[1]
    return value === undefined ? undefined : Number(value)
  }
  return { width: side('width'), height: side('height') }
}

function placeOf(element: AnyElement): Place | undefined {
  const start = element.position?.start
  if (start?.offset === undefined) return undefined
  return { line: start.line, column: start.column, offset: start.offset }
}

function markupOf(element: AnyElement, source: string): string | undefined {
  const start = element.position?.start.offset
  if (start === undefined || source[start] !== '<') return undefined
  const tag = /^<(?:"[^"]*"|'[^']*'|[^'">])*>?/.exec(source.slice(start, start + 4000))?.[0] ?? ''
  const plain = tag.replace(/ data-altwright-rendered="[^"]*"/, '')
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain
}
