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
}

export interface SnapshotLimits {
  /** UTF-16 units. */
  readonly html: number
  readonly links: number
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

  const isVisible = (element: Element): boolean =>
    Element.prototype.checkVisibility.call(element, { visibilityProperty: true })

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

  const imageFacts = (element: Element, live: Element): object => {
    const shown = element instanceof HTMLAreaElement ? imageOfArea(element, live) : element
    const image = element instanceof HTMLImageElement ? element : undefined
    const source = sourceOf(element)
    // A picture that has not loaded has no size yet; 0 × 0 would pass for a tracking pixel.
    const size =
      shown === undefined || image?.naturalWidth === 0 ? { width: null, height: null } : sizeOf(shown)
    return {
      src: source === '' ? null : source,
      ...size,
      naturalWidth: image?.naturalWidth ?? 0,
      naturalHeight: image?.naturalHeight ?? 0,
      visible: shown !== undefined && isVisible(shown),
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

  /** Marks where what is seen begins and ends, so that names and texts can leave out what is not. */
  const markShown = (elements: readonly Element[], copies: readonly Element[]): void => {
    const states = new Map<Element, string>()
    const check = (element: Element, options?: object): boolean =>
      Element.prototype.checkVisibility.call(element, options)
    for (const [index, element] of elements.entries()) {
      const parent = read(Node.prototype, 'parentNode', element) as Element
      const around = states.get(parent)
      // A map and its areas have no box of their own: they are where their image is.
      if (element instanceof HTMLMapElement || element instanceof HTMLAreaElement) {
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

  const live = read(Document.prototype, 'documentElement', document) as Element
  const implementation = read(Document.prototype, 'implementation', document) as DOMImplementation
  const copy = implementation.createHTMLDocument('').importNode(live, true)

  // Taken first, while both trees still match.
  const elements = [live, ...all(live, '*')]
  const copies = [copy, ...all(copy, '*')]
  for (const name of [stamp, shownStamp]) {
    for (const element of all(copy, `[${name}]`)) Element.prototype.removeAttribute.call(element, name)
  }
  const told = toldOf(elements)
  const images = new Set(all(live, selector))
  for (const [index, original] of elements.entries()) {
    const copied = copies[index]
    const known = told.get(original)
    if (copied === undefined || (known === undefined && !images.has(original))) continue
    const facts = {
      ...(images.has(original) ? imageFacts(original, live) : {}),
      ...(known === undefined ? {} : { name: known.name, from: known.from }),
    }
    Element.prototype.setAttribute.call(copied, stamp, JSON.stringify(facts))
  }
  markShown(elements, copies)
  // Code and styles say nothing about images, and may be most of the page.
  for (const element of all(copy, 'script, style')) element.textContent = ''

  const html = read(Element.prototype, 'outerHTML', copy) as string
  const links: string[] = []
  for (const element of all(live, 'a[href], area[href]')) {
    if (links.length >= limits.links) break
    const href =
      element instanceof HTMLAnchorElement || element instanceof HTMLAreaElement ? element.href : undefined
    if (href !== undefined && /^https?:/i.test(href)) links.push(href)
  }
  return {
    html: html.length > limits.html ? undefined : html,
    base: read(Node.prototype, 'baseURI', document) as string,
    links,
  }
}
