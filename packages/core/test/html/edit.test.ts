import { imagesFromHtml, insertAttributes } from '@altwright/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** Writes the alt "A & \"B\" <C>" into every image and reads the page again. */
function fill(source: string): string {
  const insertions = imagesFromHtml(source)
    .filter((image) => image.alt.state === 'missing' && image.place !== undefined)
    .map((image) => ({ offset: image.place?.offset ?? -1, attributes: { alt: 'A & "B" <C>' } }))
  return insertAttributes(source, insertions)
}

const odd: readonly (readonly [string, string])[] = [
  ['plain', '<img src="a.png">'],
  ['self-closing', '<img src="a.png" />'],
  ['unquoted', '<img src=a.png>'],
  ['unquoted with a slash', '<img src=a.png/>'],
  ['slash for a space', '<img/src="a.png">'],
  ['single quotes', "<img src='a.png'>"],
  ['upper case', '<IMG SRC="a.png">'],
  ['image instead of img', '<image src="a.png">'],
  ['carriage returns', '<p>x\r\n<img\r\n  src="a.png"\r\n>\r\n'],
  ['byte order mark', '\uFEFF<img src="a.png">'],
  ['emoji before it', '<p>👩‍👩‍👧‍👦 🎉</p><img src="a.png">'],
  ['foster-parented', '<table><img src="a.png"><tr><td>x</table>'],
  ['misnested link', '<a href="/x"><p>text <img src="a.png"></a></p>'],
  ['duplicate src', '<img src="a.png" src="b.png">'],
  ['greater-than in a value', '<img data-x="a > b" src="a.png">'],
  ['in noscript', '<noscript><img src="a.png"></noscript>'],
  ['in select', '<select><option>x</option><img src="a.png"></select>'],
  ['after a comment', '<!-- <img src="no.png"> --><img src="a.png">'],
  ['after a script', '<script>"<img src=no.png>"</script><img src="a.png">'],
  ['in textarea', '<textarea><img src="no.png"></textarea><img src="a.png">'],
  ['two in a row', '<img src="a.png"><img src="b.png">'],
  ['nul character', '<img src="a\u0000.png">'],
  ['character references', '<img src="a.png?x=1&amp;y=2&copy=3">'],
  ['in svg foreignObject', '<svg><foreignObject><img src="a.png"></foreignObject></svg>'],
  ['no closing tags', '<ul><li><img src="a.png"><li><img src="b.png">'],
]

describe('insertAttributes', () => {
  for (const [name, source] of odd) {
    test(`writes only the attribute: ${name}`, () => {
      const edited = fill(source)
      expect(edited.replaceAll(' alt="A &amp; &quot;B&quot; &lt;C>"', '')).toBe(source)
      const before = imagesFromHtml(source).filter((image) => image.kind === 'img')
      const after = imagesFromHtml(edited).filter((image) => image.kind === 'img')
      expect(after.map((image) => image.source.url)).toEqual(before.map((image) => image.source.url))
      for (const image of after) {
        if (image.place === undefined) continue
        expect(image.alt).toEqual({ state: 'text', value: 'A & "B" <C>' })
      }
    })
  }

  test('leaves an image that stands in a template or a comment to its author', () => {
    expect(fill('<!-- <img src="a.png"> -->')).toBe('<!-- <img src="a.png"> -->')
  })

  test('refuses offsets that point elsewhere', () => {
    expect(() => insertAttributes('<p>x</p>', [{ offset: 1, attributes: { alt: '' } }])).toThrow(RangeError)
  })

  const piece = fc.constantFrom(
    ...odd.map(([, source]) => source),
    '<p>',
    '</p>',
    '<a href="/">',
    '</a>',
    '<table>',
    '<tr>',
    '<template>',
    '</template>',
    '<svg role=img>',
    '</svg>',
    '<figure>',
    '<figcaption>x</figcaption>',
    '<',
    '"',
    '<!--',
    '-->',
    'text ',
    '\r\n',
    '<img alt="" src=x>',
    '<img alt=" ">',
    '</img>',
    '<select>',
    '<noscript>',
    '<math><mi>',
    '<button>',
    '<plaintext>',
  )

  test('any markup: the rest stays, every alt arrives, twice is once', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const source = pieces.join('')
        const edited = fill(source)
        expect(edited.replaceAll(' alt="A &amp; &quot;B&quot; &lt;C>"', '')).toBe(source)
        expect(fill(edited)).toBe(edited)
      }),
      { numRuns: 3000 },
    )
  })
})
