import { accessibilityOf, imagesFromHtml } from '@altwright/core'
import fc from 'fast-check'
import { fromHtml } from 'hast-util-from-html'
import { describe, expect, test } from 'vitest'
import { withId } from './tree.ts'

/** What an element with `id="t"` is called. */
function name(html: string): string {
  const tree = fromHtml(html)
  return accessibilityOf(tree).name(withId(tree, 't')).value
}

type Row = readonly [html: string, expected: string]

const byElement: readonly Row[] = [
  ['<img id=t src=a.png>', ''],
  ['<img id=t src=a.png alt="A fern">', 'A fern'],
  ['<img id=t src=a.png alt=" ">', ''],
  ['<img id=t src=a.png alt="" title="A fern">', ''],
  ['<img id=t src=a.png title="A fern">', 'A fern'],
  ['<img id=t src=a.png alt="A fern" role=none>', ''],
  ['<img id=t src=a.png alt="A fern" role=none tabindex=0>', 'A fern'],
  ['<img id=t src=a.png alt="" aria-label="A fern">', 'A fern'],
  ['<input id=t type=image src=a.png>', ''],
  ['<input id=t type=image src=a.png title=Pay>', 'Pay'],
  ['<input id=t type=image src=a.png alt=Buy title=Pay>', 'Buy'],
  ['<label for=t>Order</label><input id=t type=image alt=Buy><label for=t>now</label>', 'Order now'],
  ['<label>Order <input id=t type=image alt=Buy></label>', 'Order'],
  ['<label><img src=a.png alt=Cart><input id=t type=image></label>', 'Cart'],
  ['<map><area id=t href=/n alt=North></map>', 'North'],
  ['<map><area id=t href=/n title=North></map>', 'North'],
  ['<object id=t data=a.png>A fern</object>', ''],
  ['<object id=t data=a.png title="A fern"></object>', 'A fern'],
  ['<canvas id=t>A fern</canvas>', ''],
  ['<video id=t poster=a.png title="A film"></video>', 'A film'],
  ['<svg id=t><title>A fern</title></svg>', 'A fern'],
  ['<svg id=t><desc>A fern</desc><g><title>Leaf</title></g></svg>', ''],
  ['<svg id=t title="A fern"></svg>', 'A fern'],
  ['<svg><circle id=t><title>Moon</title></circle></svg>', 'Moon'],
  ['<svg><a id=t href=/m xlink:title=Moon><path/></a></svg>', 'Moon'],
  ['<svg><a id=t href=/m><text>Moon</text></a></svg>', 'Moon'],
  ['<div id=t role=img><p>A fern</p></div>', ''],
  ['<figure id=t><img src=a.png><figcaption>Ferns</figcaption></figure>', 'Ferns'],
  ['<figure id=t role=img><img src=a.png><figcaption>Ferns</figcaption></figure>', ''],
  ['<button id=t aria-owns="o p"><b>Go</b></button><span id=o>home</span><i id=p hidden>now</i>', 'Go home'],
  ['<p id=p><button id=t aria-owns="p t none">Go</button></p>', 'Go'],
  ['<input id=t type=image placeholder=Pay>', ''],
  ['<input id=t placeholder=Pay>', 'Pay'],
  ['<table id=t><caption>Ferns</caption></table>', 'Ferns'],
  ['<fieldset id=t><legend>Ferns</legend></fieldset>', 'Ferns'],
]

const byContent: readonly Row[] = [
  ['<a id=t href=/>Home</a>', 'Home'],
  ['<a id=t href=/><img src=a.png alt=Home></a>', 'Home'],
  ['<a id=t href=/>Go<img src=a.png alt=home></a>', 'Go home'],
  ['<a id=t href=/>Go<b>ing</b></a>', 'Going'],
  ['<a id=t href=/>Go<div>home</div></a>', 'Go home'],
  ['<a id=t href=/>Go<b style="display:block">home</b></a>', 'Go home'],
  ['<a id=t href=/>Go<br>home</a>', 'Go home'],
  ['<a id=t href=/><img src=a.png alt=Home role=presentation></a>', ''],
  ['<a id=t href=/><svg><title>Home</title><path/></svg></a>', 'Home'],
  ['<a id=t href=/><svg><g><title>Home</title></g></svg></a>', 'Home'],
  ['<a id=t href=/><i title=Home></i></a>', 'Home'],
  ['<a id=t href=/ title=Home><img src=a.png alt=""></a>', 'Home'],
  ['<a id=t href=/>Go <i hidden>not</i><i aria-hidden=true>at all</i></a>', 'Go'],
  [
    '<a id=t href=/>Go <i style="visibility:hidden">not <b style="visibility:visible">home</b></i></a>',
    'Go home',
  ],
  ['<a id=t href=/><script>1</script><style>b{}</style><template>x</template></a>', ''],
  ['<h2 id=t><a href=/ aria-label=Home>x</a> of ferns</h2>', 'Home of ferns'],
  ['<p id=t>Not named by content</p>', ''],
  ['<button id=t></button><label for=t>Close</label>', 'Close'],
  ['<a id=t href=/>Go<b> home</b><i> </i>now</a>', 'Go home now'],
  ['<a id=t href=/><canvas>Go home</canvas></a>', 'Go home'],
  [
    '<a id=t href=/><svg><use href=#h /></svg></a><svg><symbol id=h><title>Home</title><path/></symbol></svg>',
    'Home',
  ],
  ['<a id=t href=/><svg><use href=#h /></svg></a><svg><symbol id=h><use href=#h /></symbol></svg>', ''],
  ['<a id=t href=/><x-a><template shadowrootmode=open><img src=a.png alt=Home></template></x-a></a>', 'Home'],
  ['<a id=t href=/><x-a><template shadowrootmode=open><b>Go</b></template>elsewhere</x-a></a>', 'Go'],
  [
    '<a id=t href=/><x-a><template shadowrootmode=open>Go <slot name=p>nowhere</slot><slot></slot></template>now<i slot=p>home </i></x-a></a>',
    'Go home now',
  ],
  ['<a id=t href=/><x-a><template shadowrootmode=open><slot>Home</slot></template></x-a></a>', 'Home'],
  ['<input id=t type=submit value=Send>', 'Send'],
]

const byReference: readonly Row[] = [
  ['<b id=x>A</b><b id=y>fern</b><img id=t src=a.png aria-labelledby="x y none">', 'A fern'],
  ['<b id=x hidden>A <i hidden>fern</i></b><img id=t src=a.png aria-labelledby=x>', 'A fern'],
  ['<b id=x>A <i hidden>fern</i></b><img id=t src=a.png aria-labelledby=x>', 'A'],
  ['<div hidden><b id=x>A fern</b></div><img id=t src=a.png aria-labelledby=x>', 'A fern'],
  ['<img id=t src=a.png aria-labelledby=t>', ''],
  ['<b id=x>page 2</b><a id=t href=/ aria-label=Next aria-labelledby="t x"></a>', 'Next page 2'],
  ['<b id=x>2</b><img id=t src=a.png alt="" title=Page aria-labelledby="t x">', 'Page 2'],
  ['<b id=x aria-labelledby=y>A</b><b id=y>B</b><img id=t src=a.png aria-labelledby=x>', 'A'],
  ['<b id=x>A</b><img id=t src=a.png aria-labelledby="x x">', 'A A'],
  [
    '<svg id=t role=img aria-labelledby="x y"><title id=x>A fern</title><desc id=y>in bud</desc></svg>',
    'A fern in bud',
  ],
  ['<svg id=t role=img aria-labelledby=y><desc id=y>A fern</desc></svg>', 'A fern'],
  ['<i id=x role=textbox contenteditable>A <b>fern</b></i><img id=t src=a.png aria-labelledby=x>', 'A fern'],
  ['<input id=x value=fern><img id=t src=a.png aria-labelledby=x>', 'fern'],
  ['<textarea id=x>fern</textarea><img id=t src=a.png aria-labelledby=x>', 'fern'],
  ['<input id=x type=password value=fern><img id=t src=a.png aria-labelledby=x>', ''],
  ['<select id=x><option>A<option selected>B</select><img id=t src=a.png aria-labelledby=x>', 'B'],
  [
    '<b id=x role=slider aria-valuenow=5 aria-valuetext=five></b><img id=t src=a.png aria-labelledby=x>',
    'five',
  ],
  ['<label for=t>Beep <input value=5> times</label><input id=t type=image>', 'Beep 5 times'],
  [
    '<h2 id=t><a href=/ aria-labelledby=x>gone</a> <a href=/>see <img id=x src=a.png alt=fern></a></h2>',
    'fern see',
  ],
]

const bySheet: readonly Row[] = [
  ['<style>.a::before{content:"Home"}</style><a id=t class=a href=/></a>', 'Home'],
  ['<style>.a:after{content:" \\201Cnew\\201D"}</style><a id=t class=a href=/>Home</a>', 'Home “new”'],
  ['<style>.a::before{content:"\\f015"}</style><a id=t class=a href=/></a>', ''],
  ['<style>.a::before{content:url(a.png) / "Home"}</style><a id=t class=a href=/></a>', 'Home'],
  [
    '<style>.a::before{content:"to " attr(data-to)}</style><a id=t class=a href=/ data-to=Rome></a>',
    'to Rome',
  ],
  ['<style>.a::before{content:"Home";display:none}</style><a id=t class=a href=/></a>', ''],
  ['<style>.a::before{content:"Home"}.a::before{visibility:hidden}</style><a id=t class=a href=/></a>', ''],
  ['<style>.a b{display:none}</style><a id=t class=a href=/>Home <b>not</b></a>', 'Home'],
]

describe('the name of an element', () => {
  for (const [html, expected] of [...byElement, ...byContent, ...byReference, ...bySheet]) {
    test(html, () => expect(name(html)).toBe(expected))
  }
})

test('says where a name is from', () => {
  const from = (html: string) => {
    const tree = fromHtml(html)
    return accessibilityOf(tree).name(withId(tree, 't')).from
  }
  expect(from('<img id=t src=a alt=x>')).toBe('alt')
  expect(from('<img id=t src=a alt="">')).toBe('alt')
  expect(from('<img id=t src=a title=x>')).toBe('title')
  expect(from('<img id=t src=a aria-label=x>')).toBe('aria-label')
  expect(from('<b id=x>x</b><img id=t src=a aria-labelledby=x>')).toBe('aria-labelledby')
  expect(from('<label>x<input id=t type=image></label>')).toBe('label')
  expect(from('<svg id=t><title>x</title></svg>')).toBe('svg-title')
  expect(from('<a id=t href=/>x</a>')).toBe('content')
  expect(from('<img id=t src=a>')).toBe('none')
})

const tags = [
  'a href=/',
  'button',
  'svg',
  'label',
  'img src=a',
  'select',
  'option',
  'div role=img',
  'title',
  'h1',
]
const attributes = fc.constantFrom(
  '',
  ...['aria-label=L', 'aria-labelledby="a b"', 'aria-labelledby=t', 'title=T', 'alt=A', 'alt=""'],
  ...[
    'role=none',
    'role=option',
    'hidden',
    'style="visibility:hidden"',
    'for=t',
    'id=a',
    'id=b',
    'tabindex=0',
  ],
)
const page = fc
  .array(fc.oneof(fc.tuple(fc.constantFrom(...tags), attributes), fc.constant('</>'), fc.constant('text')), {
    maxLength: 30,
  })
  .map((parts) =>
    parts
      .map((part) =>
        part === '</>' ? '</div>' : typeof part === 'string' ? part : `<${part[0]} ${part[1]}>`,
      )
      .join(''),
  )

test('any markup has a name of bounded length, whatever refers to what', () => {
  fc.assert(
    fc.property(page, (html) => {
      const value = name(`<button id=t aria-labelledby="a b"></button>${html}`)
      return value.length <= 1000 && value === value.replace(/\s+/g, ' ').trim()
    }),
    { numRuns: 500 },
  )
})

test('what is hidden in a link never changes its name', () => {
  fc.assert(
    fc.property(page, (html) => {
      const plain = html
        .replace(/<(?:a|button|svg|label|option|select|title|h1)\b/g, '<div')
        .replaceAll('</div>', '')
      return name(`<a id=t href=/>Home<div hidden>${plain}`) === 'Home'
    }),
    { numRuns: 300 },
  )
})

test('references in a large page stay cheap: a name looks at no more than a name needs', () => {
  const cells = '<b><i></i></b>'.repeat(20_000)
  const images = '<img src=a.png aria-labelledby=all>'.repeat(500)
  expect(name(`<div id=all>${cells}</div>${images}<img id=t src=a.png aria-labelledby=all>`)).toBe('')
})

test('labels of very many controls are found without looking through all of them for each', () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, i) => `<label for=i${i}>${i}</label><input id=i${i} type=image>`,
  )
  const images = imagesFromHtml(rows.join(''))
  expect(images.map((facts) => facts.name.value)).toEqual(rows.map((_, i) => String(i)))
})

test('what says a long text over and over is a name of at most 1,000 characters', () => {
  const title = `<svg><title id=s>${'word '.repeat(40_000)}</title></svg>`
  expect(name(`${title}<img id=t aria-labelledby="${'s '.repeat(20_000)}">`)).toHaveLength(1000)
})
