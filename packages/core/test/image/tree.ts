import type { Element, Nodes, Root } from 'hast'

/** The first element with an id. */
export function withId(tree: Root, id: string): Element {
  const search = (node: Nodes): Element | undefined => {
    if (node.type === 'element' && node.properties['id'] === id) return node
    if (!('children' in node)) return undefined
    for (const child of node.children) {
      const found = search(child)
      if (found !== undefined) return found
    }
    return undefined
  }
  const found = search(tree)
  if (found === undefined) throw new Error(`Nothing has the id ${id}`)
  return found
}
