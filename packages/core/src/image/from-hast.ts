import type { Element, Root } from 'hast'
import type { AnyElement, AnyNode } from './element.ts'
import { attribute, collapse, isElement, isMdx, tagName, text } from './element.ts'
import type {
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
import { ariaName, imageName, isHiddenByItself, type References, textOf } from './name.ts'
import { imageSource } from './source.ts'

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
  const page = indexPage(tree)
  const found: Found[] = []
  const texts: TextPiece[] = []
  walk(tree, startScope(), { page, found, texts, blocks: { count: 0 } })
  const known: Surroundings = { controls: new Map(), figures: new Map() }
  const shown = found.map((item) => shownBy(item, options))
  const twins = new Set(shown.filter(({ scope }) => !scope.noscript).map(({ source }) => source.url))
  return shown.map((item) => ({
    node: item.node,
    facts: factsOf(item, page, texts, twins, known, options),
  }))
}

/** What applies to everything inside an element. */
interface Scope {
  readonly hidden: Hidden | undefined
  readonly noscript: boolean
  readonly language: string | undefined
  readonly control: AnyElement | undefined
  readonly figure: AnyElement | undefined
  readonly labels: readonly AnyElement[]
  readonly landmark: Nearby['landmark']
  readonly picture: readonly AnyElement[]
  readonly block: number
}

interface Found {
  readonly node: AnyElement
  readonly kind: ImageKind
  readonly scope: Scope
  /** How many text pieces came before. */
  readonly position: number
  readonly heading: string
}

interface TextPiece {
  readonly value: string
  readonly block: number
}

interface Page {
  readonly references: References
  readonly title: string
}

interface Walk {
  readonly page: Page
  readonly found: Found[]
  readonly texts: TextPiece[]
  readonly blocks: { count: number }
  heading?: string
}

function startScope(): Scope {
  return {
    hidden: undefined,
    noscript: false,
    language: undefined,
    control: undefined,
    figure: undefined,
    labels: [],
    landmark: undefined,
    picture: [],
    block: 0,
  }
}

function indexPage(tree: Root): Page {
  const byId = new Map<string, AnyElement>()
  const labelsFor = new Map<string, AnyElement[]>()
  let title = ''
  const visit = (node: AnyNode): void => {
    if (isElement(node)) {
      const id = text(node, 'id')
      if (id !== undefined && id !== '' && !byId.has(id)) byId.set(id, node)
      const tag = tagName(node)
      if (tag === 'label') {
        const target = text(node, 'for')
        if (target !== undefined) {
          const known = labelsFor.get(target)
          if (known === undefined) labelsFor.set(target, [node])
          else known.push(node)
        }
      }
      if (tag === 'title' && title === '') title = textOf(node, {})
      if (tag === 'svg') {
        for (const child of node.children as readonly AnyNode[]) if (isElement(child)) indexIds(child, byId)
        return
      }
    }
    for (const child of childrenOf(node)) visit(child)
  }
  visit(tree)
  return { references: { byId, labelsFor }, title }
}

function indexIds(element: AnyElement, byId: Map<string, AnyElement>): void {
  const id = text(element, 'id')
  if (id !== undefined && id !== '' && !byId.has(id)) byId.set(id, element)
  for (const child of element.children as readonly AnyNode[]) if (isElement(child)) indexIds(child, byId)
}

function childrenOf(node: AnyNode): readonly AnyNode[] {
  return 'children' in node ? (node.children as readonly AnyNode[]) : []
}

function walk(node: AnyNode, scope: Scope, state: Walk): void {
  if (node.type === 'text') {
    if (node.value.trim() !== '') state.texts.push({ value: node.value, block: scope.block })
    return
  }
  if (!isElement(node)) {
    for (const child of childrenOf(node)) walk(child, scope, state)
    return
  }
  const tag = tagName(node)
  if (tag === 'script' || tag === 'style' || tag === 'title') return
  const inner = enter(node, tag, scope, state)
  const kind = imageKind(node, tag)
  if (kind !== undefined) {
    state.found.push({
      node,
      kind,
      scope: inner,
      position: state.texts.length,
      heading: state.heading ?? '',
    })
    if (kind === 'svg' || kind === 'role-img') return
  }
  if (tag === 'svg') return
  if (/^h[1-6]$/.test(tag)) state.heading = textOf(node, { images: true })
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

const controlTags: Readonly<Record<string, Control['kind']>> = { button: 'button', summary: 'summary' }
const controlRoles: Readonly<Record<string, Control['kind']>> = {
  link: 'link',
  button: 'button',
  tab: 'tab',
  menuitem: 'menuitem',
  menuitemcheckbox: 'menuitem',
  menuitemradio: 'menuitem',
  option: 'option',
  switch: 'button',
  checkbox: 'button',
  radio: 'button',
}

function controlKind(element: AnyElement, tag: string): Control['kind'] | undefined {
  const role = roleOf(element)
  if (role !== undefined && controlRoles[role] !== undefined) return controlRoles[role]
  if (tag === 'a' && attribute(element, 'href') !== undefined) return 'link'
  return controlTags[tag]
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

function enter(element: AnyElement, tag: string, scope: Scope, state: Walk): Scope {
  const role = roleOf(element)
  const language = text(element, 'lang') ?? text(element, 'xml:lang')
  if (blockTags.has(tag)) state.blocks.count += 1
  return {
    hidden: scope.hidden ?? hiddenHere(element, tag),
    noscript: scope.noscript || tag === 'noscript',
    language: language === undefined ? scope.language : language.trim(),
    control: controlKind(element, tag) === undefined ? scope.control : element,
    figure: tag === 'figure' ? element : scope.figure,
    labels: tag === 'label' ? [...scope.labels, element] : scope.labels,
    landmark:
      role !== undefined && landmarkRoles.has(role)
        ? (role as Nearby['landmark'])
        : (landmarks[tag] ?? scope.landmark),
    picture: scope.picture,
    block: blockTags.has(tag) ? state.blocks.count : scope.block,
  }
}

function hiddenHere(element: AnyElement, tag: string): Hidden | undefined {
  if (text(element, 'hidden') !== undefined) return { reason: 'hidden' }
  if (text(element, 'inert') !== undefined) return { reason: 'inert' }
  if (text(element, 'aria-hidden')?.trim().toLowerCase() === 'true') return { reason: 'aria-hidden' }
  if (isHiddenByItself(element)) return { reason: 'style' }
  if (tag === 'dialog' && attribute(element, 'open') === undefined) return { reason: 'closed-dialog' }
  return undefined
}

const imageRoles = new Set(['img', 'image', 'graphics-document', 'graphics-symbol'])

function imageKind(element: AnyElement, tag: string): ImageKind | undefined {
  if (tag === 'img' || tag === 'amp-img') return 'img'
  if (tag === 'area') return 'area'
  if (tag === 'input')
    return text(element, 'type')?.trim().toLowerCase() === 'image' ? 'image-input' : undefined
  if (tag === 'svg') return 'svg'
  if (tag === 'object' || tag === 'embed') return isImageEmbed(element, tag) ? tag : undefined
  const role = roleOf(element)
  return role !== undefined && imageRoles.has(role) ? 'role-img' : undefined
}

function isImageEmbed(element: AnyElement, tag: 'object' | 'embed'): boolean {
  const type = text(element, 'type')?.trim().toLowerCase()
  if (type !== undefined && type !== '') return type.startsWith('image/')
  const address = text(element, tag === 'object' ? 'data' : 'src') ?? ''
  return /^data:image\//i.test(address) || /\.(?:avif|gif|ico|jpe?g|png|svg|webp)(?:[?#]|$)/i.test(address)
}

const knownRoles = new Set([
  ...imageRoles,
  ...Object.keys(controlRoles),
  ...landmarkRoles,
  'none',
  'presentation',
])

/** The first role that is known here or might be known elsewhere. */
function roleOf(element: AnyElement): string | undefined {
  const tokens = collapse(text(element, 'role') ?? '').toLowerCase()
  if (tokens === '') return undefined
  return tokens.split(' ').find((token) => knownRoles.has(token)) ?? tokens.split(' ')[0]
}

const globalAria = [
  'aria-atomic',
  'aria-busy',
  'aria-controls',
  'aria-current',
  'aria-describedby',
  'aria-details',
  'aria-flowto',
  'aria-keyshortcuts',
  'aria-label',
  'aria-labelledby',
  'aria-live',
  'aria-owns',
  'aria-relevant',
  'aria-roledescription',
]

function conflictOf(element: AnyElement): ImageFacts['conflict'] {
  const tabindex = text(element, 'tabindex')
  if (tabindex !== undefined && /^\s*-?\d+/.test(tabindex)) return 'focusable'
  if (globalAria.some((name) => collapse(text(element, name) ?? '') !== '')) return 'global-aria'
  return undefined
}

function altOf(element: AnyElement, kind: ImageKind): AltState {
  if (kind !== 'img' && kind !== 'image-input' && kind !== 'area') return { state: 'none' }
  const alt = attribute(element, 'alt')
  if (alt === undefined) return { state: 'missing' }
  if (!alt.known) return { state: 'dynamic', value: alt.value }
  if (alt.value === '') return { state: 'empty' }
  return { state: alt.value.trim() === '' ? 'blank' : 'text', value: alt.value }
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
  const twin = scope.noscript && source.url !== undefined && twins.has(source.url)
  return {
    kind,
    tag: tagName(node),
    source,
    alt: altOf(node, kind),
    name: imageName(node, kind, page.references, scope.labels),
    role: roleOf(node),
    conflict: conflictOf(node),
    hidden:
      scope.hidden ??
      (twin
        ? { reason: 'noscript-twin' }
        : rendered?.visible === false
          ? { reason: 'not-rendered' }
          : undefined),
    control:
      kind === 'area'
        ? areaControl(node)
        : once(known.controls, scope.control, (element) => controlOf(element, page.references)),
    figure: once(known.figures, scope.figure, figureOf),
    nearby: {
      ...around(found, texts),
      heading: found.heading.slice(0, 200),
      landmark: scope.landmark,
      page: page.title.slice(0, 200),
    },
    size: rendered?.size ?? declaredSize(node),
    language: scope.language,
    map: attribute(node, 'usemap') !== undefined || attribute(node, 'ismap') !== undefined,
    labels: [text(node, 'class'), text(node, 'id')]
      .flatMap((value) => collapse(value ?? '').split(' '))
      .filter((value) => value !== ''),
    ignored: text(node, 'data-alt-ignore'),
    place: options.rendered === true ? undefined : placeOf(node),
    markup: options.source === undefined ? undefined : markupOf(node, options.source),
  }
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

function controlOf(element: AnyElement, references: References): Control | undefined {
  const kind = controlKind(element, tagName(element))
  if (kind === undefined) return undefined
  const images = imagesIn(element)
  return {
    kind,
    name: ariaName(element, references)?.value ?? '',
    text: textOf(element, {}),
    title: collapse(text(element, 'title') ?? ''),
    href: text(element, 'href'),
    images: images.length,
    namedByImage: images.some((image) => imageName(image, kindOrImg(image), references, []).value !== ''),
  }
}

/** An area with a target is a link by itself. */
function areaControl(area: AnyElement): Control | undefined {
  const href = text(area, 'href')
  if (href === undefined) return undefined
  return { kind: 'link', name: '', text: '', title: '', href, images: 1, namedByImage: false }
}

function figureOf(element: AnyElement): Figure {
  const caption = childrenOf(element)
    .filter(isElement)
    .find((child) => tagName(child) === 'figcaption')
  return {
    caption: caption === undefined ? '' : textOf(caption, {}).slice(0, 200),
    images: imagesIn(element).length,
  }
}

function kindOrImg(element: AnyElement): ImageKind {
  return imageKind(element, tagName(element)) ?? 'img'
}

/** Images of a subtree that assistive technology may meet. */
function imagesIn(element: AnyElement): AnyElement[] {
  const images: AnyElement[] = []
  const visit = (node: AnyNode): void => {
    if (!isElement(node)) return
    const tag = tagName(node)
    if (tag === 'noscript' || tag === 'template' || isHiddenByItself(node)) return
    if (imageKind(node, tag) !== undefined) images.push(node)
    else for (const child of childrenOf(node)) visit(child)
  }
  for (const child of childrenOf(element)) visit(child)
  return images
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

interface Rendered {
  readonly src: string | undefined
  readonly size: Size | undefined
  readonly visible: boolean
}

/** What the crawler stamped on an image of a live page. */
function renderedOf(element: AnyElement): Rendered | undefined {
  const stamp = text(element, 'data-altwright-rendered')
  if (stamp === undefined) return undefined
  try {
    const value: unknown = JSON.parse(stamp)
    if (typeof value !== 'object' || value === null) return undefined
    const { src, width, height, visible } = value as Record<string, unknown>
    return {
      src: typeof src === 'string' && src !== '' ? src : undefined,
      size: typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined,
      visible: visible !== false,
    }
  } catch {
    return undefined
  }
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
