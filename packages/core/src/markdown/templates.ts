import type { Nodes, Root } from 'hast'
import type { ComputedNode } from '../image/element.ts'

/**
 * A tree in which what a template language computes is unknown: `{{ title }}` and `{% include %}` between words, and elements
 * that Vue renders at times. Generators pass Markdown through one; code is shown as it is written. The tree is changed.
 */
export function withTemplates(tree: Root): Root {
  openTemplates(tree)
  return tree
}

function openTemplates(node: Nodes): void {
  if (!('children' in node)) return
  if (node.type === 'element' && verbatim(node)) return
  const opened = node.children.flatMap((child): (Nodes | ComputedNode)[] => {
    openTemplates(child)
    if (child.type === 'text') return pieces(child.value)
    if (child.type !== 'element' || !conditions.some((name) => child.properties[name] !== undefined))
      return [child]
    return [{ type: 'computed', text: false, children: [child] }]
  })
  node.children = opened as typeof node.children
}

function pieces(value: string): (Nodes | ComputedNode)[] {
  if (!/\{\{|\{%/.test(value)) return [{ type: 'text', value }]
  return value.split(/(\{\{.*?\}\}|\{%.*?%\})/s).flatMap((piece, index): (Nodes | ComputedNode)[] => {
    if (index % 2 === 1) return [{ type: 'computed', text: true, children: [] }]
    return piece === '' ? [] : [{ type: 'text', value: piece }]
  })
}

function verbatim({ tagName, properties }: Extract<Nodes, { type: 'element' }>): boolean {
  return ['code', 'pre', 'script', 'style'].includes(tagName) || properties['v-pre'] !== undefined
}

const conditions = ['v-if', 'v-else-if', 'v-else', 'v-for', 'v-show'] as const
