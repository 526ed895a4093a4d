import { expect, test } from 'vitest'
import { type Content, h, quoted, serialise } from '../../src/report/html/tree.ts'

const cases: readonly (readonly [name: string, content: Content, html: string])[] = [
  ['text is escaped', h('p', {}, '<b> & "x" ]]>'), '<p>&lt;b&gt; &amp; "x" ]]&gt;</p>'],
  ['an attribute cannot be left', h('p', { title: '"><i a=\'' }), '<p title="&quot;>&lt;i a=\'"></p>'],
  ['a reference stays text', h('p', { title: '&quot;' }, '&lt;'), '<p title="&amp;quot;">&amp;lt;</p>'],
  ['nothing and lists', [undefined, 'a', [1, [h('br-', {})]]], 'a1<br-></br->'],
  ['true is a bare name, undefined is none', h('p', { hidden: true, id: undefined }), '<p hidden></p>'],
  ['control characters go', '\u0000a\u0007\u001b[1m\r\n\tb\u0085\u009f', 'a[1m\n\tb'],
  ['half a pair is replaced, a pair is not', '\ud83d \ude00 😀', '\ufffd \ufffd 😀'],
  ['quoted text is isolated', quoted('א<'), '<bdi>א&lt;</bdi>'],
  ['a script cannot end early', h('script', {}, 'x("</script>")'), '<script>x("<\\/script>")</script>'],
  ['an img is closed by itself', h('img', { alt: '' }), '<img alt="">'],
]

test.each(cases)('%s', (_, content, html) => {
  expect(serialise(content)).toBe(html)
})

test.each(['https://example.com/a?b=c&d', 'http://example.com', '#review', '/a', './a', '../a'])(
  '%s is a link',
  (href) => {
    expect(serialise(h('a', { href }))).toContain('href="')
  },
)

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  '//example.com',
  '/\\example.com',
  'page:1',
])('%j is no link', (href) => {
  expect(serialise(h('a', { href }))).toBe('<a></a>')
})

test.each([
  'data:image/svg+xml;base64,AAAA',
  'data:image/png,AAAA',
  'data:image/png;base64,AA AA',
  'data:image/png;base64,AAAA" onerror="x',
  'https://example.com/a.png',
  'a.png',
])('%s is not drawn', (src) => {
  expect(serialise(h('img', { src }))).toBe('<img>')
})
