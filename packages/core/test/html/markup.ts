import fc from 'fast-check'

/** Markup that is odd in one way each, and has to be read and edited all the same. */
export const odd: Readonly<Record<string, string>> = {
  plain: '<img src="a.png">',
  'self-closing': '<img src="a.png" />',
  unquoted: '<img src=a.png>',
  'unquoted with a slash': '<img src=a.png/>',
  'slash for a space': '<img/src="a.png">',
  'single quotes': "<img src='a.png'>",
  'upper case': '<IMG SRC="a.png">',
  'image instead of img': '<image src="a.png">',
  'carriage returns': '<p>x\r\n<img\r\n  src="a.png"\r\n>\r\n',
  'lone carriage returns': '<p>x\r<img src="a.png">\r',
  'byte order mark': '\uFEFF<img src="a.png">',
  'emoji before it': '<p>👩‍👩‍👧‍👦 🎉</p><img src="a.png">',
  'foster-parented': '<table><img src="a.png"><tr><td>x</table>',
  'misnested link': '<a href="/x"><p>text <img src="a.png"></a></p>',
  'misnested formatting': '<p><b>x<i>y</b><img src="a.png"></i></p>',
  'nested links': '<a href="/x">x<a href="/y"><img src="a.png"></a></a>',
  'nested forms': '<form><form><input type=image src="a.png"></form></form>',
  'nested buttons': '<button>x<button><img src="a.png"></button></button>',
  'duplicate src': '<img src="a.png" src="b.png">',
  'alt without a value': '<img alt src="a.png">',
  'alt twice': '<img alt="" alt="x" src="a.png">',
  'greater-than in a value': '<img data-x="a > b" src="a.png">',
  'no space between attributes': '<img src="a.png"alt="x"><img src="b.png"class="y">',
  'quote in a name': '<img a"b=1 src="a.png">',
  'equals sign first': '<img =x src="a.png">',
  'in noscript': '<noscript><img src="a.png"></noscript>',
  'lazy, with a noscript twin': '<img data-src="a.png" src="data:,"><noscript><img src="a.png"></noscript>',
  'in noscript in the head': '<head><noscript><img src="a.png"></noscript></head><body>x',
  'in template': '<template><img src="a.png"></template><img src="b.png">',
  'in select': '<select><option>x</option><img src="a.png"></select>',
  'no src': '<img><img alt=""><img class="x">',
  'unterminated tag': '<p>x<img src="a.png"',
  'unterminated value': '<p>x<img src="a.png> y</p><img src=b.png>',
  'unterminated comment': '<img src="a.png"><!-- <img src="b.png">',
  'comments that end oddly':
    '<!--> <img src="a.png"> <!---> <img src="b.png"><!-- --!> <img src="c.png"> -->',
  'conditional comments':
    '<!--[if IE]><img src="no.png"><![endif]--><!--[if !IE]><!--><img src="a.png"><!--<![endif]-->',
  'after a comment': '<!-- <img src="no.png"> --><img src="a.png">',
  'after a script': '<script>"<img src=no.png>"</script><img src="a.png">',
  'after a script with a comment': '<script><!-- <script></script> --></script><img src="a.png">',
  'after a processing instruction': '<?php echo "<img src=no.png>" ?><img src="a.png">',
  'in textarea': '<textarea><img src="no.png"></textarea><img src="a.png">',
  'in title': '<title><img src="no.png"></title><img src="a.png">',
  'in plaintext': '<img src="a.png"><plaintext><img src="no.png">',
  'in xmp and iframe': '<xmp><img src="no.png"></xmp><iframe><img src="no.png"></iframe><img src="a.png">',
  srcdoc: '<iframe srcdoc="<img src=&quot;no.png&quot;>"></iframe><img src="a.png">',
  'two in a row': '<img src="a.png"><img src="b.png">',
  'nul character': '<img src="a\u0000.png">',
  'half a surrogate pair': '<p>\uD83D</p><img src="a.png">',
  'character references': '<img src="a.png?x=1&amp;y=2&copy=3">',
  'in svg foreignObject': '<svg><foreignObject><img src="a.png"></foreignObject></svg>',
  'out of svg': '<svg><path/><img src="a.png"></svg>',
  'in svg CDATA': '<svg><![CDATA[<img src="no.png">]]></svg><img src="a.png">',
  'svg image': '<svg role="img"><image href="a.png"/></svg>',
  'in math': '<math><mi>x</mi><annotation-xml encoding="text/html"><img src="a.png"></annotation-xml></math>',
  'no closing tags': '<ul><li><img src="a.png"><li><img src="b.png">',
  xhtml:
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns="x"><body><p><img src="a.png"/></p><br/></body></html>',
  'after the end': '<html><body></body></html><img src="a.png">',
  'body twice': '<body class="a"><img src="a.png"><body class="b" id="c"><img src="b.png">',
  frameset: '<frameset><frame src="a.html"><noframes><img src="a.png"></noframes></frameset>',
  'stray end tags': '</p></br></div></img><img src="a.png"></b>',
  'less-than in text': '1 < 2 <3 <<img src="a.png">',
}

const names =
  `a a b i em p p p div div span ul ol li li dl dd dt table tr td th tbody thead tfoot caption colgroup col h1 h2 h2
  code font button form label select option optgroup img img img br hr input pre textarea script style title noscript
  template svg path title desc g iframe object picture source video ruby rt rp rb figure figcaption nav main header
  address center details summary x-foo o:p html head body meta link base area map math image nobr rtc main dialog
  search blockquote fieldset legend canvas embed foreignObject linearGradient text`.split(/\s+/)

const attributes = [
  ...[
    '',
    '',
    '',
    ' src=a.png',
    ' src="a.png"',
    ' alt="x &amp; y"',
    ' alt',
    ' alt=""',
    ' hidden',
    ' width=20',
  ],
  ...[
    ' class="a  b"',
    ' class=x',
    ' id=a1',
    ' width="20px"',
    ' data-foo-bar="1"',
    ' href=/x?a=1&b=2',
    ' title="a\nb"',
  ],
  ...[
    ' viewBox="0 0 1 1"',
    ' xlink:href="#a"',
    ' xml:lang=en',
    ' srcset="a 1x, b 2x"',
    ' aria-label="q"',
    ' lang=de',
  ],
  ...[
    ' aria-labelledby="a1 b"',
    ' style="display:none"',
    ' checked=checked',
    ' tabindex=-1',
    ' type=image',
    ' disabled',
  ],
  ...[
    ' @click="x"',
    ' :alt="y"',
    ' constructor=1',
    ' classname=z',
    ' download',
    ' /',
    ' role="img"',
    ' role=none',
  ],
  ...[
    ' contenteditable',
    ' coords="1,2,3"',
    ' colspan=2',
    ' headers="a b"',
    ' usemap="#m"',
    ' for=a1',
    ' data-src=b.png',
  ],
  ...[
    ' aria-hidden=true',
    ' data-alt-ignore="x"',
    ' fill=none',
    ' A=1',
    ' {...x}',
    ' alt={x}',
    ' v-html="x"',
    ' open',
  ],
]
const texts = [
  ...[
    'x',
    'text ',
    ' ',
    '\n',
    '\r\n',
    'a &amp; b',
    '&lt;',
    '&nbsp;',
    'a < b',
    'é😀',
    '&#10;',
    '  x',
    '&copy',
    '>',
    '"',
  ],
  ...['a&b', '<', '&notit;', '-->', '{x}', '\u0000', 'logo', '\ue001'],
]
const pieces = [
  ...[
    '<!-- c -->',
    '<!---->',
    '<!-->',
    '<!doctype html>',
    '<![CDATA[x]]>',
    '<?x?>',
    '</',
    '<!-- a --!> -->',
    '</p>',
  ],
  ...[
    '</br>',
    '<a href=x',
    '<!-- a <!--> -->',
    '<img src="',
    "<img src='",
    '<img alt',
    '<plaintext>',
    '<frameset>',
  ],
]
const images = [
  ...[
    '<img src=a.png>',
    '<img src="a.png">',
    '<IMG SRC="b.png" class="x">',
    '<img\r\n  src="c.png" />',
    '<img data-src="d.png">',
  ],
  ...[
    '<img src="a.png" alt="">',
    '<img srcset="a.png 1x, e.png 2x">',
    '<picture><source srcset="a.webp"><img src="a.png"></picture>',
  ],
]
/** What stands in what, mostly. */
const inside: Readonly<Record<string, readonly string[]>> = {
  ul: ['li'],
  ol: ['li'],
  dl: ['dd', 'dt'],
  table: ['tr', 'tbody', 'thead', 'tfoot', 'caption', 'colgroup', 'td'],
  tbody: ['tr', 'td'],
  thead: ['tr'],
  tr: ['td', 'th'],
  colgroup: ['col'],
  select: ['option', 'optgroup'],
  optgroup: ['option'],
  svg: ['path', 'g', 'title', 'desc', 'linearGradient', 'text', 'a', 'style', 'image'],
  g: ['path', 'g', 'text'],
  picture: ['source', 'img'],
  ruby: ['rt', 'rp', 'rb'],
  figure: ['img', 'figcaption', 'p'],
}
const tables = new Set(['table', 'tbody', 'thead', 'tr', 'colgroup'])
const endsOptionally = new Set(['li', 'dd', 'dt', 'p', 'tr', 'td', 'th', 'tbody', 'option', 'rt'])
const voids = new Set([
  'img',
  'br',
  'hr',
  'input',
  'source',
  'meta',
  'link',
  'base',
  'area',
  'embed',
  'col',
  'image',
])

const startTag = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...attributes),
      fc.constantFrom(...attributes, '', '', '', ''),
      rarely(16),
      rarely(16),
    )
    .map(
      ([one, two, upper, slash]) => `<${upper ? name.toUpperCase() : name}${one}${two}${slash ? '/' : ''}>`,
    )

/** True once in so many times. */
function rarely(times: number): fc.Arbitrary<boolean> {
  return fc.nat(times - 1).map((value) => value === 0)
}

function content(around: string, depth: number): fc.Arbitrary<string> {
  const within = inside[around]
  const name =
    within === undefined ? fc.constantFrom(...names) : fc.constantFrom(...within, ...within, ...within)
  const text = tables.has(around) ? fc.constantFrom(' ', '\n') : fc.constantFrom(...texts)
  const piece = fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 1, arbitrary: fc.constantFrom('<!-- c -->', '<!---->') },
    { weight: tables.has(around) || around === 'select' ? 0 : 2, arbitrary: fc.constantFrom(...images) },
    { weight: 8, arbitrary: name.chain((tag) => element(tag, depth)) },
  )
  return fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''))
}

function element(name: string, depth: number): fc.Arbitrary<string> {
  const start = startTag(name)
  if (voids.has(name)) return start
  const ends = rarely(endsOptionally.has(name) ? 2 : 30).map((left) => !left)
  return fc
    .tuple(start, depth === 0 ? fc.constant('') : content(name, depth - 1), ends)
    .map(([tag, within, end]) => `${tag}${within}${end ? `</${name}>` : ''}`)
}

const starts = [
  '',
  '',
  '<!doctype html>',
  '<!DOCTYPE html>\n<html lang=en>\n',
  '<!-- a -->\n<!doctype html><html><head>',
]
const heads = [
  ...['', '', '<head>', '<title>a</title>\n', '<head>\n<meta charset=utf-8>', '<style>a{}</style></head>\n'],
  ...[
    '<script>let a = "<b>"</script>',
    '<head><noscript><link></noscript>',
    '<style>.x{display:none}</style></head><body>',
  ],
]
const ends = [
  '',
  '',
  '</body>\n</html>\n',
  '</body></html>',
  '</html>\n',
  '</body>\n<!-- x --></html><!-- y -->\n',
]

const wellNested = fc
  .tuple(fc.constantFrom(...starts), fc.constantFrom(...heads), content('body', 3), fc.constantFrom(...ends))
  .map((parts) => parts.join(''))

/** A change at one place, as a fraction of the text: some of it gone, or something put in. */
const change = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat(6),
  fc.oneof(
    fc.constant(''),
    fc.constantFrom(...pieces),
    fc.constantFrom(...names).map((name) => `</${name}>`),
    fc.constantFrom(...names).chain(startTag),
    fc.string({ maxLength: 3 }),
  ),
)

function changed(source: string, changes: readonly (readonly [number, number, string])[]): string {
  return changes.reduce((text, [where, gone, put]) => {
    const at = Math.floor(where * text.length)
    return text.slice(0, at) + put + text.slice(put === '' ? at + 1 + gone : at)
  }, source)
}

/**
 * HTML of any shape: well nested, one of the seeds, or several of them in a row, each as it is or changed at a few places.
 *
 * @param seeds
 *   Markup to start from, beside what is generated.
 */
export function anyMarkup(seeds: readonly string[] = Object.values(odd)): fc.Arbitrary<string> {
  const whole = fc.oneof(
    { weight: 5, arbitrary: wellNested },
    { weight: 2, arbitrary: fc.constantFrom(...seeds) },
    {
      weight: 1,
      arbitrary: fc.array(fc.constantFrom(...seeds, ...pieces), { maxLength: 6 }).map((all) => all.join('')),
    },
  )
  return fc.oneof(
    whole,
    fc
      .tuple(whole, fc.array(change, { minLength: 1, maxLength: 3 }))
      .map(([source, changes]) => changed(source, changes)),
  )
}
