import { imagesFromHast, judge } from '@altwright/core'
import type { Root, RootContent } from 'hast'
import { expect, test } from 'vitest'

type Value = string | null | { readonly expression: string }

/** An element as `mdast-util-mdx-jsx` leaves it. */
function jsx(name: string, attributes: Readonly<Record<string, Value>>, ...spreads: string[]): RootContent {
  return {
    type: 'mdxJsxFlowElement',
    name,
    attributes: [
      ...Object.entries(attributes).map(([key, value]) => ({
        type: 'mdxJsxAttribute',
        name: key,
        value:
          value === null || typeof value === 'string'
            ? value
            : { type: 'mdxJsxAttributeValueExpression', value: value.expression },
      })),
      ...spreads.map((value) => ({ type: 'mdxJsxExpressionAttribute', value })),
    ],
    children: [],
  } as unknown as RootContent
}

function within(parent: RootContent, child: unknown): RootContent {
  return { ...parent, children: [child] } as RootContent
}

function rule(node: RootContent): string {
  const tree: Root = { type: 'root', children: [node] }
  const facts = imagesFromHast(tree)[0]?.facts
  return facts === undefined ? 'no image' : `${judge(facts).verdict} ${judge(facts).rule}`
}

test('what is computed in MDX is left alone, whichever attribute it may name the image by', () => {
  expect(rule(jsx('img', { src: 'a.png' }))).toBe('caption image-alt')
  expect(rule(jsx('img', { src: 'a.png', alt: 'Fern' }))).toBe('keep named')
  expect(rule(jsx('img', { src: 'a.png', alt: null }))).toBe('flaw image-alt')
  expect(rule(jsx('img', { src: 'a.png', alt: { expression: 'text' } }))).toBe('keep dynamic-alt')
  expect(rule(jsx('img', { src: 'a.png', 'aria-label': { expression: 'text' } }))).toBe('keep dynamic-alt')
  expect(rule(jsx('img', { src: 'a.png', title: { expression: 'text' } }))).toBe('keep dynamic-alt')
  expect(rule(jsx('svg', { role: 'img', 'aria-label': { expression: 'text' } }))).toBe('keep dynamic-alt')
  expect(rule(jsx('img', { src: 'a.png' }, '...props'))).toBe('keep dynamic-alt')
  expect(rule(jsx('img', { src: { expression: 'url' } }))).toBe('review dynamic-source')
  expect(rule(jsx('button', {}, '...props'))).toBe('no image')
  expect(rule(jsx('button', {}))).toBe('review nameless-control')
  expect(rule(within(jsx('button', {}), { type: 'mdxTextExpression', value: 'label' }))).toBe('no image')
  expect(rule(within(jsx('button', {}), jsx('Label', {})))).toBe('no image')
  expect(rule(jsx('Image', { src: 'a.png' }))).toBe('no image')
})
