import type { AnyNode, ComputedNode, MdxElement } from '../image/element.ts'

/** An attribute of a component's markup; `null` stands for none of a value. */
export type MarkupAttribute = MdxElement['attributes'][number]

/** Where one-based lines and columns are in a text, by zero-based offset. */
export interface Lines {
  at(offset: number): { line: number; column: number; offset: number }
}

export function linesOf(source: string): Lines {
  const starts = [0]
  for (let index = source.indexOf('\n'); index !== -1; index = source.indexOf('\n', index + 1)) {
    starts.push(index + 1)
  }
  return {
    at(offset) {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle - 1
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset }
    },
  }
}

/** An element as MDX has it, which `imagesFromHast` reads: its attributes may be computed. */
export function element(
  name: string,
  attributes: MarkupAttribute[],
  children: AnyNode[],
  start: number,
  lines: Lines,
): MdxElement {
  const point = lines.at(start)
  return {
    type: 'mdxJsxFlowElement',
    name,
    attributes,
    children: children as MdxElement['children'],
    position: { start: point, end: point },
  }
}

export function known(name: string, value: string): MarkupAttribute {
  return { type: 'mdxJsxAttribute', name, value }
}

/** @param expression As written, for people. */
export function unknown(name: string, expression: string): MarkupAttribute {
  return {
    type: 'mdxJsxAttribute',
    name,
    value: { type: 'mdxJsxAttributeValueExpression', value: expression },
  }
}

/** A boolean as frameworks render it: ARIA’s are spelled out, and what is off is left out. What an alt means by one is not known. */
export function flag(name: string, value: boolean): MarkupAttribute | undefined {
  if (name === 'alt') return unknown(name, String(value))
  if (/^(?:aria|data)-/.test(name)) return known(name, String(value))
  return value ? known(name, '') : undefined
}

export function spread(expression: string): MarkupAttribute {
  return { type: 'mdxJsxExpressionAttribute', value: expression }
}

export function text(value: string): AnyNode {
  return { type: 'text', value }
}

export function comment(value: string, start: number, lines: Lines): AnyNode {
  const point = lines.at(start)
  return { type: 'comment', value, position: { start: point, end: point } }
}

/** @param mayBeText Whether it may be text by itself, and not only what its children are. */
export function computed(mayBeText: boolean, children: AnyNode[] = []): ComputedNode {
  return { type: 'computed', text: mayBeText, children }
}
