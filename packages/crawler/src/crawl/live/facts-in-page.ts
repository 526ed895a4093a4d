/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { AccessibilityTree, Told } from './accessibility-tree.ts'

export interface PageSnapshot {
  /**
   * The DOM as HTML: images and what the browser names stamped with `data-altwright-rendered`, what is not
   * seen with `data-altwright-shown`; `undefined` when it is too large.
   */
  readonly html: string | undefined
  /** What relative addresses of the page resolve against. */
  readonly base: string
  /** Absolute targets of links, in document order. */
  readonly links: readonly string[]
  /** Absolute: which address its author calls its own. */
  readonly canonical: string | undefined
  /** Whether there are frames. */
  readonly frames: boolean
}

export interface SnapshotLimits {
  /** UTF-16 units. */
  readonly html: number
  readonly links: number
  /** Elements that are drawn and may be looked at; they are kept under `altwrightDrawn` of the world. */
  readonly drawn: number
}

export interface SnapshotQuestion {
  readonly limits: SnapshotLimits
  /** What the browser tells assistive technology; absent where that could not be read. */
  readonly tree: AccessibilityTree | undefined
}

/**
 * Runs in the page like `snapshotInPage`, and uses nothing from this module: whether it has images to name, or
 * controls that a style sheet may draw, and not more than so many elements.
 */
export function isWorthAsking(mostElements: number): boolean {
  const count = (query: string): number => Document.prototype.querySelectorAll.call(document, query).length
  return (
    count('img, amp-img, input, area, object, svg, [role], a[href], button') > 0 && count('*') <= mostElements
  )
}

/**
 * Runs in the page, in a JavaScript world of its own, so that the page's scripts cannot answer in its place.
 * It uses nothing from this module. The page may have named elements after DOM properties
 * (`<img name="documentElement">` hides `document.documentElement`), hence the getters of the prototypes.
 *
 * The DOM is copied into an inert document: nothing in the live page changes, nothing loads twice, and no
 * custom element runs.
 */
export function snapshotInPage({ limits, tree }: SnapshotQuestion): PageSnapshot {
  const stamp = 'data-altwright-rendered'
  const shownStamp = 'data-altwright-shown'
  const selector =
    'img, amp-img, input[type="image" i], area, object, embed, iframe, svg, canvas, video, ' +
    '[role~="img" i], [role~="image" i], [role~="graphics-document" i], [role~="graphics-symbol" i]'

  const read = (prototype: object, name: string, target: object): unknown =>
    Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(target)
  const all = (root: Element, query: string): Element[] => [
    ...(Element.prototype.querySelectorAll.call(root, query) as NodeListOf<Element>),
  ]
  const attribute = (element: Element, name: string): string | null =>
    Element.prototype.getAttribute.call(element, name)

  /**
   * The file that a style draws in an element without content. What is smaller than a button is no picture that informs, and pages
   * have very many of them.
   */
  const backgroundOf = (element: Element): string | undefined => {
    if (
      read(Element.prototype, 'firstElementChild', element) !== null ||
      !Element.prototype.matches.call(element, holders) ||
      /\S/.test((read(Node.prototype, 'textContent', element) as string | null) ?? '') ||
      !isVisible(element)
    )
      return undefined
    const { width, height } = sizeOf(element)
    if (width < 32 || height < 16) return undefined
    const [, file] = /url\("(?!data:)([^"]+)"\)/.exec(getComputedStyle(element).backgroundImage) ?? []
    return file
  }
  const holders = 'div, span, i, b, em, p, li, td, section, header, footer, figure, h1, h2, h3, h4, h5, h6'

  /** Pixels of layout, before transforms. */
  const sizeOf = (element: Element): { width: number; height: number } => {
    if (element instanceof HTMLElement) {
      return {
        width: read(HTMLElement.prototype, 'offsetWidth', element) as number,
        height: read(HTMLElement.prototype, 'offsetHeight', element) as number,
      }
    }
    const { width, height } = Element.prototype.getBoundingClientRect.call(element)
    return { width: Math.round(width), height: Math.round(height) }
  }

  const parentOf = (element: Element): Element | null =>
    read(Node.prototype, 'parentElement', element) as Element | null

  const closed = Document.prototype.querySelector.call(document, 'details:not([open]), canvas') !== null

  /** The closed `details`, or the canvas, whose content an element is in: what is told of a canvas has no box. */
  const closedAround = (element: Element): Element | undefined => {
    let inner = element
    for (let outer = parentOf(inner); outer !== null; outer = parentOf(inner)) {
      const isClosed = Element.prototype.matches.call(outer, 'details:not([open]), canvas')
      if (isClosed && !Element.prototype.matches.call(inner, 'summary')) return outer
      inner = outer
    }
    return undefined
  }

  /** Whether it is seen, will be once a reader opens the `details` around it, or stands in for a canvas that is. */
  const check = (element: Element, options?: { visibilityProperty: boolean }): boolean => {
    if (Element.prototype.checkVisibility.call(element, options)) return true
    const around = closed ? closedAround(element) : undefined
    if (around === undefined) return false
    const { visibility } = getComputedStyle(element)
    if (options !== undefined && visibility !== 'visible') return false
    for (let inner = element; inner !== around; inner = parentOf(inner) ?? around) {
      if (getComputedStyle(inner).display === 'none') return false
    }
    return check(around, options)
  }

  const isVisible = (element: Element): boolean => check(element, { visibilityProperty: true })

  const sourceOf = (element: Element): string => {
    if (element instanceof HTMLImageElement) return element.currentSrc
    if (element instanceof HTMLInputElement || element instanceof HTMLEmbedElement) return element.src
    if (element instanceof HTMLObjectElement) return element.data
    return ''
  }

  /** An area is where its map's image is. */
  const imageOfArea = (area: Element, live: Element): Element | undefined => {
    const map = Element.prototype.closest.call(area, 'map')
    const name = map === null ? null : attribute(map, 'name')
    if (name === null || name === '') return undefined
    return all(live, 'img[usemap]').find((image) => attribute(image, 'usemap') === `#${name}`)
  }

  /** Whether it is a picture without an address that could be asked for, and large enough to be looked at. */
  const isDrawn = (element: Element): boolean => {
    const role = (attribute(element, 'role') ?? '').trim().toLowerCase()
    const isPicture = /^(?:img|image|graphics-document|graphics-symbol)\b/.test(role)
    const hasFile =
      element instanceof HTMLImageElement
        ? !/^blob:/i.test(element.currentSrc)
        : element instanceof HTMLInputElement || element instanceof HTMLObjectElement || !isPicture
    if (hasFile || !isVisible(element)) return false
    const { width, height } = sizeOf(element)
    return width >= 8 && height >= 8 && width <= 4096 && height <= 4096
  }

  const imageFacts = (element: Element, live: Element): object => {
    const shown = element instanceof HTMLAreaElement ? imageOfArea(element, live) : element
    const image = element instanceof HTMLImageElement ? element : undefined
    const source = sourceOf(element)
    // A picture that has not loaded, or is not laid out yet, has no size; 0 × 0 would pass for a tracking pixel.
    const isWaiting =
      shown === undefined || image?.naturalWidth === 0 || (closed && closedAround(shown) !== undefined)
    const laidOut = isWaiting ? undefined : sizeOf(shown)
    // Neither has one that is in a folded menu or slide: it is more than the pixel that it is now.
    const isFolded =
      laidOut !== undefined &&
      Math.max(laidOut.width, laidOut.height) <= 1 &&
      Math.max(image?.naturalWidth ?? 0, image?.naturalHeight ?? 0) > 1
    const size = laidOut === undefined || isFolded ? { width: null, height: null } : laidOut
    return {
      src: source === '' ? null : source,
      ...size,
      naturalWidth: image?.naturalWidth ?? 0,
      naturalHeight: image?.naturalHeight ?? 0,
      // An area that no image uses is met by whoever reads the source; that nobody sees it hides no mistake in it.
      visible: shown === undefined || isVisible(shown),
    }
  }

  /** By element; empty where the document has changed since the browser was asked. */
  const toldOf = (elements: readonly Element[]): ReadonlyMap<Element, Told> => {
    const known = new Map<Element, Told>()
    if (tree === undefined || tree.elements !== elements.length) return known
    for (const told of tree.told) {
      const element = elements[told.index]
      const tag = element === undefined ? '' : (read(Element.prototype, 'tagName', element) as string)
      if (element === undefined || tag.toUpperCase() !== told.tag.toUpperCase()) return new Map()
      known.set(element, told)
    }
    return known
  }

  /** Slots, and wrappers of grids: only what is in them is shown. */
  const isBoxless = (element: Element): boolean =>
    !check(element) && getComputedStyle(element).display === 'contents'

  /** Marks where what is seen begins and ends, so that names and texts can leave out what is not. */
  const markShown = (elements: readonly Element[], copies: readonly Element[]): void => {
    const states = new Map<Element, string>()
    const parents = new Map<Element, Element>()
    for (const [index, copied] of copies.entries()) parents.set(copied, elements[index] as Element)
    for (const [index, element] of elements.entries()) {
      const parent = read(Node.prototype, 'parentNode', copies[index] as Element) as Element
      const around = states.get(parents.get(parent) as Element)
      // A map and its areas have no box of their own: they are where their image is.
      if (element instanceof HTMLMapElement || element instanceof HTMLAreaElement || isBoxless(element)) {
        states.set(element, around ?? 'visible')
        continue
      }
      const state =
        around === 'none' || !check(element)
          ? 'none'
          : check(element, { visibilityProperty: true })
            ? 'visible'
            : 'hidden'
      states.set(element, state)
      const copied = copies[index]
      if (state !== (around ?? 'visible') && copied !== undefined) {
        Element.prototype.setAttribute.call(copied, shownStamp, state)
      }
    }
  }

  const shadowOf = (element: Element): ShadowRoot | null =>
    read(Element.prototype, 'shadowRoot', element) as ShadowRoot | null
  const childrenOf = (node: Node): Node[] => [
    ...(read(Node.prototype, 'childNodes', node) as NodeListOf<Node>),
  ]

  /** What is shown in an element: its shadow tree, and in a slot what was put there. */
  const shownIn = (element: Element): Node[] => {
    if (element instanceof HTMLSlotElement) {
      const assigned = HTMLSlotElement.prototype.assignedNodes.call(element)
      if (assigned.length > 0) return assigned
    }
    return childrenOf(shadowOf(element) ?? element)
  }

  /** A copy of what is shown, and its elements in order; a plain copy is many times as fast, and most pages need no more. */
  const copyOf = (root: Element): { elements: Element[]; copies: Element[] } => {
    const implementation = read(Document.prototype, 'implementation', document) as DOMImplementation
    const inert = implementation.createHTMLDocument('')
    const plain = [root, ...all(root, '*')]
    if (!plain.some((element) => shadowOf(element) !== null)) {
      const copy = inert.importNode(root, true)
      return { elements: plain, copies: [copy, ...all(copy, '*')] }
    }
    const elements: Element[] = []
    const copies: Element[] = []
    const compose = (node: Node, depth: number): Node | undefined => {
      if (!(node instanceof Element)) return inert.importNode(node, true)
      if (depth > 2_000) return undefined
      const isTemplate = node instanceof HTMLTemplateElement
      const copied = inert.importNode(node, isTemplate)
      elements.push(node)
      copies.push(copied)
      for (const child of isTemplate ? [] : shownIn(node)) {
        const inner = compose(child, depth + 1)
        if (inner !== undefined) Node.prototype.appendChild.call(copied, inner)
      }
      return copied
    }
    compose(root, 0)
    return { elements, copies }
  }

  const live = read(Document.prototype, 'documentElement', document) as Element
  // Taken first, while both trees still match.
  const { elements, copies } = copyOf(live)
  const copy = copies[0] as Element
  for (const name of [stamp, shownStamp]) {
    for (const element of all(copy, `[${name}]`)) Element.prototype.removeAttribute.call(element, name)
  }
  const told = toldOf(elements)
  const images = new Set(elements.filter((element) => Element.prototype.matches.call(element, selector)))
  const seen: Element[] = []
  for (const [index, original] of elements.entries()) {
    const copied = copies[index]
    const known = told.get(original)
    const background = images.has(original) ? undefined : backgroundOf(original)
    if (copied === undefined || (known === undefined && background === undefined && !images.has(original)))
      continue
    const facts = {
      ...(images.has(original) ? imageFacts(original, live) : {}),
      ...(background === undefined ? {} : { background, ...sizeOf(original), visible: true }),
      ...(known === undefined ? {} : { name: known.name, from: known.from }),
      ...(images.has(original) && isDrawn(original) && seen.length < limits.drawn
        ? { drawn: `element:${seen.push(original) - 1}` }
        : {}),
    }
    Element.prototype.setAttribute.call(copied, stamp, JSON.stringify(facts))
  }
  Object.assign(globalThis, { altwrightDrawn: seen })
  markShown(elements, copies)
  // Code and styles may be most of the page, and say nothing about images but in these.
  const telling = /\b(?:(?:fill|stroke)Text|drawImage)\s*\(|"@type"/
  for (const element of all(copy, 'script, style')) {
    const content = element.textContent ?? ''
    if (content.length > 100_000 || !telling.test(content)) element.textContent = ''
  }

  const html = read(Element.prototype, 'outerHTML', copy) as string
  const own = Document.prototype.querySelector.call(document, 'link[rel~="canonical" i][href]')
  const links: string[] = []
  for (const element of elements) {
    if (links.length >= limits.links) break
    const href =
      element instanceof HTMLAnchorElement || element instanceof HTMLAreaElement ? element.href : undefined
    if (href !== undefined && href !== '' && /^https?:/i.test(href)) links.push(href)
  }
  return {
    html: html.length > limits.html ? undefined : html,
    base: read(Node.prototype, 'baseURI', document) as string,
    links,
    canonical: own instanceof HTMLLinkElement && own.href !== '' ? own.href : undefined,
    frames: elements.some(
      (element) => element instanceof HTMLIFrameElement || element instanceof HTMLFrameElement,
    ),
  }
}
