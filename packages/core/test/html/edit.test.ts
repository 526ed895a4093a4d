import { insertAttributes } from '@altwright/core'
import { expect, test } from 'vitest'

// What becomes of odd markup is in odd.test.ts; that nothing else changes, in properties.test.ts.

test('several tags, in any order, with everything escaped', () => {
  const source = '<p><img src=a.png> <IMG\tsrc=b.png></p>'
  const insertions = [
    { offset: 19, attributes: { alt: 'b', lang: 'en' } },
    { offset: 3, attributes: { alt: '"a" & <b> {c}' } },
  ]
  expect(insertAttributes(source, insertions)).toBe(
    '<p><img alt="&quot;a&quot; &amp; &lt;b> &#123;c&#125;" src=a.png> <IMG alt="b" lang="en"\tsrc=b.png></p>',
  )
  expect(insertAttributes(source, [])).toBe(source)
})

test('refuses offsets that point elsewhere', () => {
  expect(() => insertAttributes('<p>x</p>', [{ offset: 1, attributes: { alt: '' } }])).toThrow(RangeError)
})
