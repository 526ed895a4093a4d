import type { Element, Nodes, Root } from 'hast'
import type { ComputedNode } from '../image/element.ts'

/**
 * A tree in which what a template language computes is unknown: `{{ title }}` and `{% include %}` between words, and elements
 * and components that Vue renders. Generators pass Markdown through one; code is shown as it is written. The tree is changed.
 */
export function withTemplates(tree: Root, source: string): Root {
  openTemplates(tree, source)
  return tree
}

function openTemplates(node: Nodes, source: string): void {
  if (!('children' in node)) return
  if (node.type === 'element' && verbatim(node)) return
  const opened = node.children.flatMap((child): (Nodes | ComputedNode)[] => {
    openTemplates(child, source)
    if (child.type === 'text') return pieces(child.value)
    if (child.type !== 'element') return [child]
    if (isComponent(child, source)) return [{ type: 'computed', text: true, children: [child] }]
    if (!conditions.some((name) => child.properties[name] !== undefined)) return [child]
    return [{ type: 'computed', text: false, children: [child] }]
  })
  node.children = opened as typeof node.children
}

/** HTML's parser lowers the name of `<Badge />`, which Vue takes for a component that may say anything. */
function isComponent({ position }: Element, source: string): boolean {
  const start = position?.start.offset
  return start !== undefined && /^<\p{Lu}\w*\p{Ll}/u.test(source.slice(start, start + 80))
}

function pieces(value: string): (Nodes | ComputedNode)[] {
  if (!/\{\{|\{%/.test(value)) return [{ type: 'text', value }]
  return value.split(/(\{\{.*?\}\}|\{%.*?%\})/s).flatMap((piece, index): (Nodes | ComputedNode)[] => {
    if (index % 2 === 1) return [{ type: 'computed', text: true, children: [] }]
    return piece === '' ? [] : [{ type: 'text', value: piece }]
  })
}

function verbatim({ tagName, properties }: Element): boolean {
  return ['code', 'pre', 'script', 'style'].includes(tagName) || properties['v-pre'] !== undefined
}

const conditions = ['v-if', 'v-else-if', 'v-else', 'v-for', 'v-show'] as const
