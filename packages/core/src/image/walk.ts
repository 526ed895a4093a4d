import type { Element } from 'hast'
import { hidingOf, visibilityOf } from './accessibility/hidden.ts'
import { conflictOf, explicitRole, linkTarget } from './accessibility/roles.ts'
import type { Tree } from './accessibility/tree.ts'
import { drawingScript } from './drawn.ts'
import { isExpression, isUnknown, takesContent } from './dynamic.ts'
import type { AnyElement, AnyNode } from './element.ts'
import {
  attribute,
  childrenOf,
  collapse,
  isBlank,
  isElement,
  isMdx,
  isMute,
  tagName,
  text,
} from './element.ts'
import type { Hidden, ImageKind, Nearby } from './facts.ts'
import {
  controlKind,
  imageKind,
  isDrawnControl,
  isFieldLabel,
  isHeading,
  styledKind,
  svgPartKind,
} from './kind.ts'
import type { Block, TextPiece } from './nearby.ts'
import { nameOf } from './own-name.ts'
import { blockTags, headings, type Passage, partsOf, prose } from './prose.ts'
import { renderedOf } from './rendered.ts'
import { pragmaLanguage, readMeta, readStructuredData, type SiteName } from './site.ts'
import { readComment, type Suppression } from './suppression.ts'
import { imagesIn } from './surroundings.ts'
import { textOf } from './text.ts'
import { declaredSize } from './written.ts'

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
  /** The label of a field. */
  readonly label: AnyElement | undefined
  readonly figure: AnyElement | undefined
  readonly landmark: Nearby['landmark']
  readonly picture: readonly AnyElement[]
  /** What a component renders at times only is beside nothing that is not part of it. */
  readonly branch: number
  readonly form: AnyElement | undefined
  readonly suppressions: readonly Suppression[]
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
  /** What it stands in, or is. */
  readonly block: Block
  /** Set where an element concerns us only if nothing names it. */
  readonly holder: Holder | undefined
  /** Set where this is the place of one. */
  readonly suppression: Suppression | undefined
  /** What stands in the source: the node, or the comment before it. */
  readonly written: AnyNode
  /** How many text pieces came before. */
  readonly position: number
  /** The nearest heading above, or what it is the last one in. */
  readonly heading: AnyElement | Passage | undefined
}

/** What is known of the document as a whole. */
export interface Page {
  readonly tree: Tree
  readonly title: { value: string }
  readonly site: SiteName
  /** What a `meta` element says of all that has no `lang`. */
  readonly pragma: { language: string | undefined }
  /** Sources of scripts that draw on a canvas. */
  readonly scripts: string[]
  /** Links, and what holds some, in order. */
  readonly links: (AnyElement | Passage)[]
  readonly canvases: { count: number }
  /** The first one, or what it is the first one in. */
  readonly headings: { first: AnyElement | Passage | undefined }
  readonly rendered: boolean
}

interface Walk {
  readonly page: Page
  readonly found: Found[]
  readonly texts: TextPiece[]
  /** How many branches were met. */
  branches: number
  heading: AnyElement | Passage | undefined
  /** How many were met. */
  suppressions: number
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
    label: undefined,
    figure: undefined,
    landmark: undefined,
    picture: [],
    branch: 0,
    form: undefined,
    suppressions: [],
  }
}

/** One pass over a tree: collects images, and the texts between them, in document order. */
export function walk(node: AnyNode, scope: Scope, around: Block, state: Walk): void {
  if (node.type === 'text') {
    if (!scope.svg && !isBlank(node.value)) readText(node.value, scope, around, state)
    return
  }
  if (!isElement(node)) {
    if (isExpression(node)) nameHolders(scope)
    walkChildren(node, node.type === 'computed' ? branchOf(scope, state) : scope, around, state)
    return
  }
  const tag = tagName(node)
  const { components, styles } = state.page.tree
  if (isUnknown(node, tag) && !components.has(tag)) nameHolders(scope)
  if (tag === 'script') {
    readScript(node, state.page)
    return
  }
  if (tag === 'style') return
  if (tag === 'meta') {
    readMeta(node, state.page.site)
    state.page.pragma.language = pragmaLanguage(node) ?? state.page.pragma.language
  }
  if (tag === 'canvas') state.page.canvases.count += 1
  if (tag === 'title') {
    if (!scope.svg && state.page.title.value === '') state.page.title.value = textOf(node, state.page.tree)
    return
  }
  const block = blockTags.has(tag) ? { tag } : around
  // Most elements mean nothing to what is inside, or a block, unless an attribute or a style sheet says more.
  const inner =
    styles.selective || scopeTags.has(tag) || !isMute(node) ? enter(node, tag, scope, block, state) : scope
  const kind = scope.svg
    ? svgPartKind(node, tag)
    : (imageKind(node, tag, components) ?? drawnByStyle(node, inner, state))
  if (kind !== undefined) {
    keep({ node, kind, scope: inner, block }, state)
    const role = explicitRole(node)
    // What is inside belongs to the picture and is not met by itself.
    if (role === 'img' || role === 'image' || role === 'graphics-symbol') return
  }
  if (headings.has(tag)) meetHeading(node, state)
  walkInto(node, tag, inner, block, state)
}

/** A block that no image stands in. */
const passed: Block = { tag: '' }

/** That there is text in it is all that matters. */
function passOver(passage: Passage, scope: Scope, state: Walk): void {
  const { held } = passage
  if ((held & prose.text) !== 0) readText('', scope, passed, state)
  if ((held & prose.link) !== 0) state.page.links.push(passage)
  if ((held & prose.heading) !== 0) meetHeading(passage, state)
}

/** @param node It, or what it is in. */
function meetHeading(node: AnyElement | Passage, state: Walk): void {
  state.heading = node
  state.page.headings.first ??= node
}

/** A link or button that a style sheet draws is a control first. */
function drawnByStyle(node: AnyElement, inner: Scope, state: Walk): ImageKind | undefined {
  return inner.control === node ? undefined : styledKind(node, state.page.tree.styles)
}

function readScript(script: AnyElement, { site, scripts }: Page): void {
  if (text(script, 'type')?.trim().toLowerCase() === 'application/ld+json') readStructuredData(script, site)
  const drawing = drawingScript(script)
  const length = scripts.reduce((sum, { length }) => sum + length, 0)
  if (drawing !== undefined && length + drawing.length <= mostScript) scripts.push(drawing)
}

/** More code than this that draws is not read, in UTF-16 units: each canvas looks through all of it. */
const mostScript = 200_000

/** Text that can be seen names what it is in. */
function readText(value: string, scope: Scope, block: Block, state: Walk): void {
  state.texts.push({ value, block })
  if (scope.hidden === undefined && !scope.invisible && !scope.noscript) nameHolders(scope)
}

function nameHolders(scope: Scope): void {
  for (let holder = scope.holder; holder !== undefined && !holder.named; holder = holder.outer) {
    holder.named = true
  }
}

function walkInto(node: AnyElement, tag: string, inner: Scope, block: Block, state: Walk): void {
  if (tag === 'template' && !isMdx(node)) {
    const content = (node as Element).content
    if (content !== undefined) walk(content, { ...inner, hidden: { reason: 'template' } }, block, state)
    return
  }
  const around = isFallback(node, tag, state) ? { ...inner, hidden: inner.hidden ?? fallback } : inner
  walkChildren(node, tag === 'picture' ? { ...around, picture: [] } : around, block, state)
}

const fallback: Hidden = { reason: 'not-rendered' }

/** What stands in a film, or in an object whose picture is taken to be there, is for browsers that cannot show it. */
function isFallback(node: AnyElement, tag: string, { page }: Walk): boolean {
  if (tag === 'audio' || tag === 'video' || tag === 'meter' || tag === 'progress') return true
  return tag === 'object' && !page.rendered && imageKind(node, tag, page.tree.components) === 'object'
}

/** What is in a node, in order; a comment may say something of the element that follows. */
function walkChildren(node: AnyNode, scope: Scope, block: Block, state: Walk): void {
  // Any element may be what a selector of a style sheet means.
  const children = state.page.tree.styles.selective ? childrenOf(node) : partsOf(node)
  const inPicture = isElement(node) && tagName(node) === 'picture'
  let inner = scope
  let said: readonly Suppression[] = []
  for (let index = 0; index < children.length; index++) {
    const child = children[index] as AnyNode | Passage
    if (child.type === 'passage') passOver(child, inner, state)
    else if (child.type === 'text') walk(child, inner, block, state)
    else if (elementAt(child) === undefined) {
      const comment = commentIn(child)
      const next = comment === undefined ? undefined : elementAfter(children, index, node)
      if (comment === undefined) walk(child, inner, block, state)
      else if (next !== undefined)
        said = [...said, suppress(comment, { node: next, written: child, scope: inner, block }, state)]
    } else {
      if (inPicture && isElement(child) && tagName(child) === 'source')
        inner = { ...inner, picture: [...inner.picture, child] }
      walk(
        child,
        said.length === 0 ? inner : { ...inner, suppressions: [...inner.suppressions, ...said] },
        block,
        state,
      )
      said = []
    }
  }
}

/** The element that a comment stands before; its parent where there is none. */
function elementAfter(
  children: readonly (AnyNode | Passage)[],
  index: number,
  parent: AnyNode,
): AnyElement | undefined {
  const next =
    children
      .slice(index)
      .map((child) => (child.type === 'passage' ? undefined : elementAt(child)))
      .find((found) => found !== undefined) ?? parent
  return isElement(next) ? next : undefined
}

/** The element that a node is, or that it renders at times. */
function elementAt(node: AnyNode): AnyElement | undefined {
  if (isElement(node)) return node
  return node.type === 'computed'
    ? node.children.map(elementAt).find((found) => found !== undefined)
    : undefined
}

function branchOf(scope: Scope, state: Walk): Scope {
  state.branches += 1
  return { ...scope, branch: state.branches }
}

/** In MDX a comment is an expression. */
function commentIn(node: AnyNode): Omit<Suppression, 'id'> | undefined {
  if (node.type === 'comment') return readComment(node.value)
  if (!isExpression(node) || !('value' in node)) return undefined
  const [, comment] = /^\s*\/\*(.*)\*\/\s*$/s.exec(String(node.value)) ?? []
  return comment === undefined ? undefined : readComment(comment)
}

function suppress(
  said: Omit<Suppression, 'id'>,
  where: Pick<Found, 'node' | 'written' | 'scope' | 'block'>,
  state: Walk,
): Suppression {
  const suppression = { id: state.suppressions, ...said }
  state.suppressions += 1
  keep({ ...where, kind: 'suppression', suppression }, state)
  return suppression
}

type Kept = Pick<Found, 'node' | 'kind' | 'scope' | 'block'> &
  Partial<Pick<Found, 'holder' | 'suppression' | 'written'>>

function keep({ node, kind, scope, block, holder, suppression, written = node }: Kept, state: Walk): void {
  const { texts, heading } = state
  const position = texts.length
  state.found.push({ node, kind, scope, block, holder, suppression, written, position, heading })
}

const landmarks: Readonly<Record<string, Nearby['landmark']>> = {
  header: 'banner',
  nav: 'navigation',
  main: 'main',
  footer: 'contentinfo',
  aside: 'complementary',
}
const landmarkRoles = new Set(['banner', 'navigation', 'main', 'contentinfo', 'complementary'])

/** Tags that mean more than a block to what is inside, even without an attribute. */
const scopeTags = new Set(
  `a aside button clippath datalist defs dialog figure footer foreignobject form h1 h2 h3 h4 h5 h6 header iframe label main marker mask nav
  noembed noframes noscript pattern rp search summary svg symbol`.split(/\s+/),
)

function enter(element: AnyElement, tag: string, scope: Scope, block: Block, state: Walk): Scope {
  const { tree } = state.page
  const role = explicitRole(element)
  const language = text(element, 'lang') ?? text(element, 'xml:lang')
  const visibility = visibilityOf(element, tree)
  const control = controlKind(element, tag) !== undefined
  const inner: { -readonly [Key in keyof Scope]: Scope[Key] } = {
    hidden: scope.hidden ?? hidingOf(element, tree),
    invisible: visibility === undefined ? scope.invisible : visibility === 'hidden',
    noscript: scope.noscript || tag === 'noscript',
    svg: tag === 'svg' || (scope.svg && tag !== 'foreignobject' && tag !== 'foreignObject'),
    language: language === undefined ? scope.language : language.trim(),
    control: control ? element : scope.control,
    holder: scope.holder,
    label: control ? undefined : tag === 'label' && isFieldLabel(element) ? element : scope.label,
    figure: tag === 'figure' ? element : scope.figure,
    landmark:
      role !== undefined && landmarkRoles.has(role)
        ? (role as Nearby['landmark'])
        : (landmarks[tag] ?? scope.landmark),
    picture: scope.picture,
    branch: scope.branch,
    form: tag === 'form' || tag === 'search' || role === 'search' ? element : scope.form,
    suppressions: scope.suppressions,
  }
  const reason = text(element, 'data-alt-ignore')
  if (reason !== undefined) {
    const said = { rules: [], reason: collapse(reason) }
    inner.suppressions = [
      ...scope.suppressions,
      suppress(said, { node: element, written: element, scope: inner, block }, state),
    ]
  }
  if (control && linkTarget(element) !== undefined) state.page.links.push(element)
  const named = concern(element, tag, control, role, tree)
  if (named === undefined) return inner
  const holder: Holder = { outer: scope.holder, named: takesContent(element) }
  keep({ node: element, kind: named, scope: inner, block, holder }, state)
  return { ...inner, holder }
}

/** Elements that are no images and yet may be what an image leaves nameless. */
function concern(
  element: AnyElement,
  tag: string,
  control: boolean,
  role: string | undefined,
  { components }: Tree,
): ImageKind | undefined {
  if (imageKind(element, tag, components) !== undefined || (isMdx(element) && isUnknown(element, tag)))
    return undefined
  if (tag === 'iframe') return isFrame(element) ? 'frame' : undefined
  if (control) return 'control'
  if (isHeading(element, tag)) return 'heading'
  return role === 'none' || role === 'presentation' ? 'element' : undefined
}

/** A page in the page; one that a keyboard does not reach, or that nobody sees, is there for scripts. */
function isFrame(element: AnyElement): boolean {
  if (isMarked(element) || /^\s*-/.test(text(element, 'tabindex') ?? '')) return false
  const { width, height } = declaredSize(element)
  const isSeen = (width ?? 300) > 1 && (height ?? 150) > 1
  return isSeen && (attribute(element, 'src') !== undefined || attribute(element, 'srcdoc') !== undefined)
}

/** Whether a link, a heading or a decorative element turned out to be one that is reported. */
export function isConcern({ node, kind, holder, scope }: Found, { tree, rendered }: Page): boolean {
  if (holder === undefined) return true
  if (scope.hidden !== undefined || scope.invisible) return false
  if (kind === 'frame')
    return ((rendered ? renderedOf(node)?.name : undefined) ?? nameOf(node, tree)).from === 'none'
  const marked = isMarked(node) && conflictOf(node) !== undefined
  if (kind === 'element' || marked) return marked
  // A browser names a link by its sections no more than we know of text from its style sheets: both must find nothing.
  if (holder.named || (rendered && (renderedOf(node)?.name?.value ?? '') !== '')) return false
  const images = imagesIn(node, tree, { atTimes: true }).length
  if (kind === 'control' ? images > 0 || !isDrawnControl(node, tagName(node)) : images === 0) return false
  return nameOf(node, tree).from === 'none'
}

function isMarked(element: AnyElement): boolean {
  const role = explicitRole(element)
  return role === 'none' || role === 'presentation'
}
