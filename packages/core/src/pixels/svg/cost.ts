import { localName, type SvgElement } from './parse.ts'

/** References nested deeper than this, with all their parents, are nobody's drawing. */
const maxDepth = 1500

/**
 * What drawing takes, in plain elements, as measured at 384 pixels: laying out a line of text takes time that grows with
 * the square of its length, and an effect takes its own copy of the picture. `everywhere` is for an element to which a
 * stylesheet may apply the effect.
 */
const characterCost = 6
const effects = [
  { names: /(?<![\w-])filter\b/, cost: 1000, everywhere: 300 },
  { names: /(?<![\w-])(?:mask|clip-path|opacity|mix-blend-mode)\b/, cost: 200, everywhere: 20 },
]

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
  const styled = styledCost(root)
  const cost = (element: SvgElement, depth: number): number => {
    const found = known.get(element)
    if (found !== undefined) return found
    // A circle draws nothing: renderers stop there.
    if (following.has(element)) return 0
    if (depth > maxDepth) return limit
    following.add(element)
    let sum = ownCost(element, styled)
    for (const child of element.children) {
      if (typeof child !== 'string' && sum < limit) sum += cost(child, depth + 1)
    }
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

function ownCost({ name, attributes, children }: SvgElement, styled: number): number {
  if (localName(name) === 'style') return 1
  let sum = styled
  for (const child of children) if (typeof child === 'string') sum += characterCost * child.trim().length
  for (const [key, value] of attributes) {
    const used = key === 'style' ? value : key
    sum += effects.find(({ names }) => names.test(used))?.cost ?? 0
  }
  return sum
}

/** The cost of an element by what the stylesheets of the file speak of. */
function styledCost(element: SvgElement): number {
  const isSheet = localName(element.name) === 'style'
  return element.children.reduce((most, child) => {
    if (typeof child !== 'string') return Math.max(most, styledCost(child))
    const found = isSheet ? effects.find(({ names }) => names.test(child)) : undefined
    return Math.max(most, found?.everywhere ?? 1)
  }, 1)
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
