/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

export interface SettleLimits {
  /** How long this may take altogether, in milliseconds. */
  readonly milliseconds: number
  /** How many screens to scroll at most. */
  readonly screens: number
  /** Whether what acts by itself in the page has been waited for. */
  readonly isQuiet: boolean
}

/**
 * Runs in the page like `snapshotInPage`, and uses nothing from this module. Scrolls down and back once,
 * so that lazy images load, then waits until the pictures are there. A page that says nothing of lazy images
 * gets one jump to its end instead of the tour, and one without scripts stays where it is: nobody would notice.
 * One with scripts is given until they leave its content alone for a moment, for what they draw, or where they go, a little later.
 *
 * @returns
 *   `false` where nothing was done, because something in the page may ask for more, draw more or go elsewhere after it has loaded, or
 *   wait for something to come into view, and nobody has waited for it.
 */
export async function settleInPage(limits: SettleLimits): Promise<boolean> {
  const until = performance.now() + limits.milliseconds
  const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
  const query = (selector: string) => [
    ...(Document.prototype.querySelectorAll.call(document, selector) as NodeListOf<Element>),
  ]
  /** Resolves when the page has been told of it, with the next frame, which may be late on a busy machine. */
  const scrollTo = (top: number): Promise<unknown> => {
    const from = window.scrollY
    const told = new Promise((resolve) => {
      window.addEventListener('scroll', () => setTimeout(resolve, 0), { capture: true, once: true })
    })
    window.scrollTo({ top, behavior: 'instant' })
    return window.scrollY === from ? sleep(0) : Promise.race([told, sleep(500)])
  }
  const actsByItself = (): boolean => {
    const actors =
      'script:not([type="application/ld+json" i]), iframe, frame, embed, object:not([type^="image/" i]), meta[http-equiv="refresh" i]'
    if (query(actors).length > 0) return true
    const handlers = '//@*[starts-with(local-name(), "on")]'
    const { evaluate } = Document.prototype
    const type = XPathResult.ANY_UNORDERED_NODE_TYPE
    if (evaluate.call(document, handlers, document, null, type, null).singleNodeValue !== null) return true
    return query('*').some((element) => element.shadowRoot !== null)
  }
  const root = Object.getOwnPropertyDescriptor(Document.prototype, 'documentElement')?.get?.call(document)
  const height = (): number => (root instanceof Element ? root.scrollHeight : 0)
  const isPending = (image: Element) =>
    image instanceof HTMLImageElement && !image.complete && image.checkVisibility()
  /** The browser loads some lazy images by itself, well before they are in view. */
  const isLazy = (element: Element) => isPending(element) || Element.prototype.matches.call(element, loaders)
  const loaders = '[data-src], [data-srcset], [data-original], [data-lazy], [data-lazy-src]'

  /** Resolves when nothing in the document has changed for a while; some pages never come to rest, by design. */
  const rest = async (still: number, most: number): Promise<void> => {
    const end = Math.min(until, performance.now() + most)
    let last = performance.now()
    const observer = new MutationObserver(() => {
      last = performance.now()
    })
    observer.observe(document, { subtree: true, childList: true, characterData: true })
    while (performance.now() < Math.min(end, last + still))
      await sleep(Math.min(end, last + still) - performance.now())
    observer.disconnect()
  }

  if (!limits.isQuiet && actsByItself()) return false
  const isScripted = limits.isQuiet
  const screen = Math.max(200, window.innerHeight)
  // Without a script, nobody loads what is put off in another way than the browser's own.
  const hasLazy = query(`img[loading="lazy" i]${isScripted ? `, ${loaders}` : ''}`).some(isLazy)
  if (isScripted) await rest(100, 1_000)
  if (height() > screen && (hasLazy || isScripted)) {
    if (hasLazy) {
      for (let step = 1; step <= limits.screens && performance.now() < until; step++) {
        if (step * screen > height()) break
        await Promise.all([scrollTo(step * screen), sleep(30)])
      }
    }
    await Promise.all([scrollTo(height()), sleep(20)])
    if (isScripted) await rest(100, 500)
    await scrollTo(0)
  }
  while (performance.now() < until && query('img').some(isPending)) await sleep(20)
  return true
}
