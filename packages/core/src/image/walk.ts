import type { Element } from 'hast'
import { hidingOf, visibilityOf } from './accessibility/hidden.ts'
import { conflictOf, explicitRole } from './accessibility/roles.ts'
import type { Tree } from './accessibility/tree.ts'
import { isExpression, isUnknown, takesContent } from './dynamic.ts'
import type { AnyElement, AnyNode } from './element.ts'
import { childrenOf, isBare, isElement, isMdx, tagName, text } from './element.ts'
import type { Hidden, ImageKind, Nearby } from './facts.ts'
import { controlKind, imageKind, isDrawnControl, isHeading, svgPartKind } from './kind.ts'
import type { TextPiece } from './nearby.ts'
import { nameOf } from './own-name.ts'
import { renderedOf } from './rendered.ts'
import { imagesIn } from './surroundings.ts'
import { textOf } from './text.ts'

/** What applies to everything inside an element. */
export interface Scope {
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

/** An element that concerns us, or may, and what applies to it. */
export interface Found {
  readonly node: AnyElement
  readonly kind: ImageKind
  readonly scope: Scope
  /** Set where an element concerns us only if nothing names it. */
  readonly holder: Holder | undefined
  /** How many text pieces came before. */
  readonly position: number
  readonly heading: string
}

/** What is known of the document as a whole. */
export interface Page {
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

/** What applies at the top of a document. */
export function startScope(): Scope {
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

/** One pass over a tree: collects images, and the texts between them, in document order. */
export function walk(node: AnyNode, scope: Scope, state: Walk): void {
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
export function isConcern({ node, kind, holder, scope }: Found, { tree, rendered }: Page): boolean {
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
