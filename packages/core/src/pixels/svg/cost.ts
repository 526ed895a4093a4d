import { localName, type SvgElement } from './parse.ts'

/** References nested deeper than this, with all their parents, are nobody's drawing. */
const maxDepth = 1500

/**
 * How many elements are drawn once every reference is followed, counted up to `limit`: ten `<use>` of ten `<use>` of
 * ten … doubles with every level. Gradients, masks, patterns, filters and clip paths count too.
 */
export function drawingCost(root: SvgElement, limit: number): number {
  const byId = new Map<string, SvgElement>()
  const index = (element: SvgElement): void => {
    const id = element.attributes.get('id')
    if (id !== undefined && !byId.has(id)) byId.set(id, element)
    for (const child of element.children) if (typeof child !== 'string') index(child)
  }
  index(root)

  const known = new Map<SvgElement, number>()
  const following = new Set<SvgElement>()
  const cost = (element: SvgElement, depth: number): number => {
    const found = known.get(element)
    if (found !== undefined) return found
    // A circle draws nothing: renderers stop there.
    if (following.has(element)) return 0
    if (depth > maxDepth) return limit
    following.add(element)
    let sum = 1
    for (const child of element.children)
      if (typeof child !== 'string' && sum < limit) sum += cost(child, depth + 1)
    for (const id of references(element)) {
      const target = byId.get(id)
      if (target !== undefined && sum < limit) sum += cost(target, depth + 1)
    }
    following.delete(element)
    known.set(element, Math.min(sum, limit))
    return Math.min(sum, limit)
  }
  return cost(root, 0)
}

function references({ attributes }: SvgElement): string[] {
  const ids: string[] = []
  for (const [key, value] of attributes) {
    if (localName(key) === 'href' && value.trim().startsWith('#')) ids.push(value.trim().slice(1))
    else if (value.includes('url'))
      for (const [, id] of value.matchAll(/url\(\s*(?:["']\s*)?#([^"')]+)/gi)) ids.push((id as string).trim())
  }
  return ids
}
