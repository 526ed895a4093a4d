import { type AnyElement, attribute, isBare, tagName, text } from '../element.ts'
import type { Hidden } from '../facts.ts'
import type { Tree } from './tree.ts'

/** Elements that browsers never render, whatever styles say; of SVG those that are drawn only where others refer to them. */
const unrendered = new Set(
  `base clippath datalist defs desc filter head lineargradient link marker mask meta metadata noembed noframes param pattern
  radialgradient rp script source style symbol template title track`.split(/\s+/),
)

/**
 * Why an element and all in it are not met, by itself and whatever is around it. `visibility` is not
 * among the reasons: what is inside may be visible again, see `visibilityOf`.
 */
export function hidingOf(element: AnyElement, tree: Tree): Hidden | undefined {
  const display = displayOf(element, tree)
  if (display === 'none') return { reason: 'style' }
  if (isBare(element))
    return tagName(element) === 'dialog' && display === undefined ? closedDialog : undefined
  if (text(element, 'inert') !== undefined) return { reason: 'inert' }
  if (text(element, 'aria-hidden')?.trim().toLowerCase() === 'true') return { reason: 'aria-hidden' }
  // It hides what an element holds, and an image holds nothing.
  if (!unboxed.has(tagName(element)) && tree.styles.declared(element, 'content-visibility') === 'hidden')
    return { reason: 'style' }
  // Each of these is a `display: none` of the browser's own sheet, which any author's outweighs.
  if (display !== undefined) return undefined
  if (text(element, 'hidden') !== undefined) return { reason: 'hidden' }
  const tag = tagName(element)
  if (tag === 'dialog' && attribute(element, 'open') === undefined) return closedDialog
  if (attribute(element, 'popover')?.known === true) return { reason: 'closed-popover' }
  return undefined
}

const closedDialog: Hidden = { reason: 'closed-dialog' }

/** What an element says of its own visibility, which its content inherits. */
export function visibilityOf(element: AnyElement, tree: Tree): 'visible' | 'hidden' | undefined {
  const declared = tree.styles.declared(element, 'visibility')
  if (declared === 'visible' || declared === 'initial') return 'visible'
  return declared === 'hidden' || declared === 'collapse' ? 'hidden' : undefined
}

/** The declared `display`, or `none` where a browser renders nothing at all. */
export function displayOf(element: AnyElement, tree: Tree): string | undefined {
  const tag = tagName(element)
  if (unrendered.has(tag)) return 'none'
  const declared = tree.styles.declared(element, 'display')
  // What has no content of its own has nothing to show in its place. https://www.w3.org/TR/css-display-3/#unbox
  return declared === 'contents' && unboxed.has(tag) ? 'none' : declared
}

const unboxed = new Set('audio canvas embed iframe img input object video'.split(' '))

/** Whether an element is hidden by itself or by what it is in. */
export function isHidden(element: AnyElement, tree: Tree): boolean {
  let visibility: 'visible' | 'hidden' | undefined
  let current: AnyElement | undefined = element
  for (; current !== undefined; current = tree.parentOf(current)) {
    if (hidingOf(current, tree) !== undefined) return true
    visibility ??= visibilityOf(current, tree)
  }
  return visibility === 'hidden'
}
