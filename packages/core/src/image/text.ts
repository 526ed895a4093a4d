import { hidingOf, visibilityOf } from './accessibility/hidden.ts'
import { accessibleName } from './accessibility/name.ts'
import type { Tree } from './accessibility/tree.ts'
import { type AnyElement, type AnyNode, childrenOf, collapse, isElement, spoken, tagName } from './element.ts'
import { imageKind, isField } from './kind.ts'

const silent = new Set(['script', 'style', 'template', 'noscript', 'head', 'metadata', 'defs'])
/** Elements that show something else than their content, which only old browsers would. */
const replaced = new Set(['audio', 'iframe', 'meter', 'object', 'progress', 'video'])

/** Elements whose edges separate words. */
const breaks = new Set(
  `address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
  header hr li main nav ol p pre section table td th tr ul`.split(/\s+/),
)

/**
 * What a reader sees of a subtree: its visible text without its images, white space collapsed, at most
 * 1,000 characters.
 *
 * @param include
 *   `images`: the names of images too. `fields`: what fields of forms hold; default true.
 */
export function textOf(
  node: AnyNode,
  tree: Tree,
  include: { images?: boolean; fields?: boolean } = {},
): string {
  const parts: string[] = []
  let length = 0
  const visit = (current: AnyNode, shown: boolean): void => {
    if (length > 1000) return
    if (current.type === 'text') {
      if (!shown) return
      parts.push(spoken(current.value))
      length += current.value.length
      return
    }
    if (!isElement(current)) return
    const tag = tagName(current)
    if (silent.has(tag) || replaced.has(tag)) return
    if (include.fields === false && isField(current, tag)) return
    let visible = shown
    if (current !== node) {
      if (hidingOf(current, tree) !== undefined) return
      const own = visibilityOf(current, tree)
      if (own !== undefined) visible = own === 'visible'
      if (isPictureText(current, tag, tree)) {
        if (include.images === true && visible) parts.push(` ${accessibleName(current, tree).value} `)
        return
      }
    }
    const edge = breaks.has(tag) ? ' ' : ''
    parts.push(edge)
    for (const child of childrenOf(current)) visit(child, visible)
    parts.push(edge)
  }
  visit(node, true)
  return collapse(parts.join('')).slice(0, 1000)
}

function isPictureText(element: AnyElement, tag: string, { components }: Tree): boolean {
  const kind = imageKind(element, tag, components)
  return kind === 'img' || kind === 'svg' || kind === 'role-img'
}
