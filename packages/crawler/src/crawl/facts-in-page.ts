/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

export interface PageSnapshot {
  /** The DOM as HTML, each image stamped with `data-altwright-rendered`; `undefined` when it is too large. */
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

/**
 * Runs in the page, in a JavaScript world of its own, so that the page's scripts cannot answer in its place.
 * It uses nothing from this module. The page may have named elements after DOM properties
 * (`<img name="documentElement">` hides `document.documentElement`), hence the getters of the prototypes.
 *
 * The DOM is copied into an inert document: nothing in the live page changes, nothing loads twice, and no
 * custom element runs.
 */
export function snapshotInPage(limits: SnapshotLimits): PageSnapshot {
  const stamp = 'data-altwright-rendered'
  const selector =
    'img, amp-img, input[type="image" i], area, object, embed, svg, ' +
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

  const rendered = (element: Element, live: Element): string => {
    const shown = element instanceof HTMLAreaElement ? imageOfArea(element, live) : element
    const image = element instanceof HTMLImageElement ? element : undefined
    const source = sourceOf(element)
    // A picture that has not loaded has no size yet; 0 × 0 would pass for a tracking pixel.
    const size =
      shown === undefined || image?.naturalWidth === 0 ? { width: null, height: null } : sizeOf(shown)
    return JSON.stringify({
      src: source === '' ? null : source,
      ...size,
      naturalWidth: image?.naturalWidth ?? 0,
      naturalHeight: image?.naturalHeight ?? 0,
      visible: shown !== undefined && isVisible(shown),
    })
  }

  const live = read(Document.prototype, 'documentElement', document) as Element
  const implementation = read(Document.prototype, 'implementation', document) as DOMImplementation
  const copy = implementation.createHTMLDocument('').importNode(live, true)

  // Taken first, while both trees still match.
  const liveImages = all(live, selector)
  const copiedImages = all(copy, selector)
  for (const element of all(copy, `[${stamp}]`)) Element.prototype.removeAttribute.call(element, stamp)
  copiedImages.forEach((element, index) => {
    const original = liveImages[index]
    if (original !== undefined) Element.prototype.setAttribute.call(element, stamp, rendered(original, live))
  })
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
