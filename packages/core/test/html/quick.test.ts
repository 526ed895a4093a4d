import { isDeepStrictEqual } from 'node:util'
import { imagesFromHast } from '@altwright/core'
import fc from 'fast-check'
import type { Nodes, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { expect, test } from 'vitest'
import { readQuickly } from '../../dist/html/quick/read.js'
import { anyMarkup } from './markup.ts'

/** What the quick reader answers for: everything but where text stands and where nodes end. Its nodes are made when read. */
function comparable(node: Nodes): object {
  const { type, data } = node
  const own = data === undefined ? { type } : { type, data }
  if (node.type === 'text' || node.type === 'comment') return { ...own, value: node.value }
  if (!('children' in node)) return own
  const children = node.children.map(comparable)
  if (node.type !== 'element') return { ...own, children }
  const { tagName, properties, content } = node
  return {
    ...own,
    tagName,
    properties,
    children,
    ...(content === undefined ? {} : { content: comparable(content) }),
  }
}

// `pnpm properties` sets these; see scripts/properties.mjs.
const runs = Number(process.env['ALTWRIGHT_RUNS'] ?? 4000)

function factsOf(tree: Root, source: string): unknown {
  return imagesFromHast(tree, { source }).map(({ facts }) => facts)
}

test('a page that the quick reader takes has the tree of the full parser', () => {
  let taken = 0
  fc.assert(
    fc.property(anyMarkup(), (source) => {
      const tree = readQuickly(source)
      if (tree === undefined) return
      taken += 1
      const full = fromHtml(source)
      expect(comparable(tree)).toEqual(comparable(full))
      expect(factsOf(tree, source)).toEqual(factsOf(full, source))
    }),
    {
      numRuns: runs,
      // `search` is special in the standard, and not in the full parser.
      examples: [
        ['<H1/><DT/><SEARCH/><DT/>'],
        ['<li><span><div><li>'],
        ['<dd><ruby><rb><div><dt>'],
        ['&\n<meta charset=utf-8>'],
        // What an icon font draws is no text, so that this is a link without a name.
        ['<nav><a href="/x"><i>\ue001</i></a></nav><p>x <img src="a.png"></p>'],
        ['<p><button>&#xe001;\u2800</button></p>'],
        ['<p class=a classname=b class=c>x<img src=a.png alt=x alt=y ALT=z></p>'],
        [
          `<main>\n<h2>a</h2> <p>b</p>\n<ul><li><a>c</a> <a href="/d">d</a></ul>x<p>e</p><hr>\n<p><a href="/f">f</a></p>
          <a href="/d"><img src="a.png"></a><h3>g</h3>\n<a href="/f"><img src="b.png"></a> <p></p> <img src="c.png"></main>`,
        ],
        ['<p>a</p><!-- altwright-ignore: b --><p><img src="a.png"></p><p>c</p><img src="b.png"><p>d</p>'],
      ],
    },
  )
  if (runs > 4000)
    console.log(
      `${runs} pages, seed ${fc.readConfigureGlobal().seed}: ${taken} taken, each with the tree and the facts of the full parser.`,
    )
  expect(taken).toBeGreaterThan(runs / 10)
})

const takenPages: Readonly<Record<string, string>> = {
  'a whole page':
    '<!doctype html>\n<html lang="en">\n<head><title>x</title></head>\n<body><p>x</p></body>\n</html>\n',
  'a fragment': '<h1>x</h1>\n<img src="a.png">',
  'left-out end tags':
    '<ul><li>a<li>b</ul><p>x<p>y<div>z</div><dl><dt>a<dd>b</dl><select><option>a<option>b</select>',
  'tables with left-out parts':
    '<table><tr><td>a<td>b<tr><td>c</table><table><caption>x<tbody><tr><th>y</table>',
  icons: '<a href="/"><svg viewBox="0 0 1 1"><title>x</title><path d="M0 0"/></svg></a>',
  'formatting in order': '<p><b>a <i>b</i></b> <a href="/x">c</a></p>',
  'windows lines': '<p>a</p>\r\n<pre>\r\nb\r\n</pre>\r\n',
  'templates and noscript':
    '<p>x</p><template><img src="a.png"></template><noscript><img src="b.png"></noscript>',
}

for (const [name, source] of Object.entries(takenPages)) {
  test(`takes ${name}`, () => {
    const tree = readQuickly(source)
    expect(tree).toBeDefined()
    expect(isDeepStrictEqual(comparable(tree as Nodes), comparable(fromHtml(source)))).toBe(true)
  })
}

test('a tag with more attributes than a tag has is left to the full parser', () => {
  const tag = (count: number) =>
    `<p><img src=a.png ${Array.from({ length: count }, (_, i) => `data-${i}=1`).join(' ')}>`
  expect(readQuickly(tag(300))).toBeDefined()
  // Each name is compared with those before it.
  expect(readQuickly(tag(10_000))).toBeUndefined()
})
