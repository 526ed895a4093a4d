import { imagesFromHtml, judge, type Rule, type RuleId, rules } from '@altwright/core'
import { describe, expect, test } from 'vitest'

/** The verdict and rule for each image of a page. */
function verdicts(html: string): string[] {
  return imagesFromHtml(html).map((facts) => {
    const judgement = judge(facts)
    return `${judgement.verdict} ${judgement.rule}`
  })
}

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['a kind of picture alone', '<img src="q1.png" alt="A bar chart.">', ['flaw alt-stub']],
  ['a kind of picture as a purpose', '<a href="/d"><img src="q1.png" alt="Diagram"></a>', ['keep named']],
  ['image of', '<img src="a.jpg" alt="An image of a harbour">', ['flaw alt-prefix']],
  ['photograph of', '<img src="a.jpg" alt="A photograph of a harbour">', ['keep named']],
  ['picture of the year', '<img src="a.jpg" alt="Picture of the year, framed">', ['keep named']],
  [
    'search words',
    '<img src="a.jpg" alt="oak table, wood, furniture, buy furniture, best oak, dining room, cheap tables">',
    ['flaw alt-keywords'],
  ],
  [
    'an enumeration',
    '<img src="a.jpg" alt="Apples, pears, plums, figs, dates, quinces, nuts and grapes on a table">',
    ['keep named'],
  ],
  ['a lone logo declared decorative', '<img src="acme-logo.png" alt="">', ['flaw decorative-doubt']],
  [
    'a lone logo hidden',
    '<img src="acme-logo.png" alt="Acme" aria-hidden="true">',
    ['flaw decorative-doubt'],
  ],
  [
    'a decorative logo beside its name',
    '<p><img src="acme-logo.png" alt=""> Acme</p>',
    ['keep author-decorative'],
  ],
  ['a decorative photo', '<img src="coast.jpg" alt="">', ['keep author-decorative']],
  ['a word that is the address', '<img src="/pictures/nyhavn" alt="Nyhavn">', ['keep named']],
  ['a number that is the address', '<img src="/i/94251e11" alt="94251e11">', ['flaw alt-filename']],
  [
    'a file to download',
    '<a href="/f/coast.jpg" download>Download <img src="/f/coast.jpg" alt="coast.jpg"></a>',
    ['keep named'],
  ],
  ['no alt', '<img src="lens.svg">', ['caption image-alt']],
  ['an alt', '<img src="lens.svg" alt="Lens">', ['keep named']],
  ['empty alt', '<img src="lens.svg" alt="">', ['keep author-decorative']],
  ['bare alt', '<img src="lens.svg" alt>', ['keep author-decorative']],
  ['blank alt', '<img src="lens.svg" alt=" ">', ['flaw alt-blank']],
  ['alt of a zero-width space', '<img src="lens.svg" alt="&#8203;">', ['flaw alt-blank']],
  ['alt of an icon font’s character', '<img src="lens.svg" alt="&#xe001;">', ['flaw alt-blank']],
  [
    'image in a document of graphics',
    '<div role="graphics-document" aria-label="Plan"><img src="lens.svg"></div>',
    ['keep named', 'caption image-alt'],
  ],
  ['aria-label', '<img src="lens.svg" aria-label="Lens">', ['keep named']],
  ['blank aria-label', '<img src="lens.svg" aria-label=" ">', ['caption image-alt']],
  ['aria-labelledby', '<b id="x">Lens</b><img src="lens.svg" aria-labelledby="x">', ['keep named']],
  ['aria-labelledby to nothing', '<img src="lens.svg" aria-labelledby="no">', ['caption image-alt']],
  [
    'aria-labelledby to hidden text',
    '<b id="x" hidden>Lens</b><img src="a.svg" aria-labelledby="x">',
    ['keep named'],
  ],
  ['title', '<img src="lens.svg" title="Lens">', ['keep named']],
  ['role=none', '<img src="lens.svg" role="none">', ['keep author-decorative']],
  [
    'role=presentation, focusable',
    '<img src="l.svg" role="presentation" tabindex="0">',
    ['flaw presentation-conflict'],
  ],
  ['empty alt and aria-live', '<img src="l.svg" alt="" aria-live="polite">', ['flaw presentation-conflict']],
  ['aria-hidden', '<img src="lens.svg" aria-hidden="true">', ['keep not-exposed']],
  ['aria-hidden ancestor', '<p aria-hidden="true"><img src="lens.svg"></p>', ['keep not-exposed']],
  ['hidden', '<p hidden><img src="lens.svg"></p>', ['keep not-exposed']],
  ['display: none', '<p style="color:red; display : none"><img src="lens.svg"></p>', ['keep not-exposed']],
  ['closed dialog', '<dialog><img src="lens.svg"></dialog>', ['keep not-exposed']],
  ['open dialog', '<dialog open><img src="lens.svg"></dialog>', ['caption image-alt']],
  ['template', '<template><img src="lens.svg"></template>', ['keep not-exposed']],
  [
    'noscript twin',
    '<img data-src="a.svg"><noscript><img src="a.svg"></noscript>',
    ['caption image-alt', 'keep not-exposed'],
  ],
  ['noscript alone', '<noscript><img src="a.svg"></noscript>', ['caption image-alt']],
  [
    'suppressed with a reason',
    '<img src="ad.png" data-alt-ignore="filled later">',
    ['keep suppression', 'caption image-alt'],
  ],
  ['tracking pixel', '<img src="/p.gif" width="1" height="1">', ['write tracking']],
  ['known counter', '<img src="https://www.facebook.com/tr?id=1">', ['write tracking']],
  ['spacer', '<img src="img/spacer.gif">', ['write spacer']],
  ['link, only content', '<a href="/"><img src="lens.svg"></a>', ['review functional-image']],
  [
    'link, only content, empty alt',
    '<a href="/"><img src="lens.svg" alt=""></a>',
    ['flaw functional-decorative'],
  ],
  ['link with text', '<a href="/"><img src="lens.svg"> Search</a>', ['write beside-text']],
  [
    'link with hidden text only',
    '<a href="/"><img src="a.svg"><b hidden>x</b></a>',
    ['review functional-image'],
  ],
  ['link with a name', '<a href="/" aria-label="Search"><img src="lens.svg"></a>', ['write named-control']],
  ['link without href', '<a name="x"><img src="lens.svg"></a>', ['caption image-alt']],
  ['button', '<button><img src="lens.svg"></button>', ['review functional-image']],
  ['role=button', '<div role="button" tabindex="0"><img src="lens.svg"></div>', ['review functional-image']],
  [
    'two in a link',
    '<a href="/"><img src="a.svg"><img src="b.svg"></a>',
    ['review functional-image', 'review functional-image'],
  ],
  [
    'second in a link named by the first',
    '<a href="/"><img src="a.svg" alt="Home"><img src="b.svg"></a>',
    ['keep named', 'review image-group'],
  ],
  ['image button', '<input type="image" src="go.png">', ['review image-input']],
  ['image button with label', '<label>Go <input type="image" src="go.png"></label>', ['keep named']],
  ['area', '<map><area href="/n"><area></map>', ['review area', 'keep not-exposed']],
  ['usemap', '<img src="m.png" usemap="#m">', ['review image-map']],
  ['ismap', '<a href="/m"><img src="m.png" ismap alt="Regions"></a>', ['flaw server-map']],
  ['ismap outside a link', '<img src="m.png" ismap alt="Regions">', ['keep named']],
  [
    'figure with caption',
    '<figure><img src="a.png"><figcaption>A</figcaption></figure>',
    ['caption image-alt'],
  ],
  [
    'figure with two',
    '<figure><img src="a.png"><img src="b.png"></figure>',
    ['review image-group', 'review image-group'],
  ],
  ['svg without role', '<svg><path d=""/></svg>', ['keep not-exposed']],
  ['svg role=img', '<svg role="img"><path d=""/></svg>', ['review svg-name']],
  ['svg with title', '<svg role="img"><title>Lens</title></svg>', ['keep named']],
  ['svg with desc', '<svg role="img"><desc>Lens</desc></svg>', ['review svg-name']],
  ['svg with nested title', '<svg role="img"><g><title>Lens</title></g></svg>', ['review svg-name']],
  ['svg in a titled link', '<a href="/" title="Home"><svg></svg></a>', ['keep not-exposed']],
  ['svg alone in a button', '<button><svg></svg></button>', ['review nameless-control']],
  [
    'svg link without a name',
    '<svg><a href="/x"><circle/></a></svg>',
    ['keep not-exposed', 'review nameless-control'],
  ],
  ['svg link with xlink', '<svg><a xlink:href="/x" xlink:title="X"><path/></a></svg>', ['keep not-exposed']],
  ['icon font in a link', '<a href="/"><i class="icon-home"></i></a>', ['review nameless-control']],
  ['icon font by its character', '<a href="/"><i>&#xe001;</i></a>', ['review nameless-control']],
  [
    'icon font by its character in a sheet',
    '<style>.h::before{content:"\\e001"}</style><a href="/" class="h"></a>',
    ['review nameless-control'],
  ],
  ['icon font with hidden text', '<a href="/"><i class="icon-home"></i><b class="sr">Home</b></a>', []],
  [
    'menu item, only content',
    '<p role="menuitem"><img src="a.svg" alt=""></p>',
    ['flaw functional-decorative'],
  ],
  [
    'citation link',
    '<a role="doc-noteref" href="#1"><img src="a.svg" alt=""></a>',
    ['flaw functional-decorative'],
  ],
  ['title on the link only', '<a href="/" title="Home"><img src="a.svg"></a>', ['review titled-control']],
  [
    'a bare SVG in a link with a title',
    '<a href="/" title="Home"><svg><path d=""/></svg></a>',
    ['keep not-exposed'],
  ],
  [
    'named by a sibling’s title',
    '<a href="/"><img src="a.svg"><svg><title>Home</title></svg></a>',
    ['review image-group', 'keep named'],
  ],
  [
    'heading of images',
    '<h1><img src="l.svg" alt=""></h1>',
    ['review nameless-heading', 'keep author-decorative'],
  ],
  ['heading with text', '<h1>Ferns <img src="l.svg" alt=""></h1>', ['keep author-decorative']],
  ['role=none with a label', '<svg role="none" aria-label="Leaf"></svg>', ['flaw presentation-ignored']],
  ['role=none on a landmark', '<nav role="none" aria-label="Site">x</nav>', ['flaw presentation-ignored']],
  ['role=none on a focusable button', '<button role="none"></button>', ['flaw presentation-conflict']],
  [
    'role=none and an ARIA attribute on a list item',
    '<ul><li role="none" aria-current="page">x</li></ul>',
    ['flaw presentation-ignored'],
  ],
  ['role=none on a list', '<ul role="none"><li>x</li></ul>', []],
  ['image as a separator', '<img src="l.svg" role="separator">', ['keep not-exposed']],
  ['image as an option', '<img src="l.svg" role="option">', ['review functional-image']],
  [
    'image button that is a cell, disabled',
    '<input type="image" role="gridcell" disabled>',
    ['keep not-exposed'],
  ],
  ['canvas', '<canvas></canvas>', ['keep canvas']],
  ['canvas, role=img', '<canvas role="img"></canvas>', ['review role-img-name']],
  ['film in an object', '<object data="a.mp4">fallback</object>', ['review object-name']],
  ['page in a data address', '<object data="data:text/html,x"></object>', ['review object-name']],
  ['Vue binding', '<img src="a.svg" :alt="text">', ['keep dynamic-alt']],
  ['template placeholder', '<img src="a.svg" alt="{{ text }}">', ['keep dynamic-alt']],
  ['role=img', '<div role="img"></div>', ['review role-img-name']],
  ['role=img with alt', '<div role="img" alt="x"></div>', ['review role-img-name']],
  ['object', '<object data="a.svg">fallback</object>', ['review object-name']],
  ['object with a page', '<object data="a.html"></object>', []],
  ['no source', '<img class="x">', ['review no-source']],
  ['srcset only', '<img srcset="a.png 1x, b.png 2x">', ['caption image-alt']],
  ['chart by name', '<img src="sales-chart.png">', ['review complex-image']],
  ['chartreuse is no chart', '<img src="chartreuse.png">', ['caption image-alt']],
  ['logo by name', '<img src="logo.svg">', ['review logo']],
  ['logout is no logo', '<img src="logout.svg">', ['caption image-alt']],
  ['avatar by class', '<img class="user-avatar" src="7.png">', ['review avatar']],
  ['captcha', '<img src="/captcha?x=1">', ['review captcha']],
  ['emoji by code', '<img class="emoji" src="/72x72/1f600.png">', ['write emoji']],
  ['divider', '<img src="divider.svg">', ['review maybe-decorative']],
  // What a build puts into a file's name is no word of it.
  ['“Bg” in a hash', '<img src="/_astro/768.Bg5lzwW1.jpg">', ['caption image-alt']],
  ['“Bg” in a hash with a hyphen', '<img src="/_astro/246.Bg1-Eeso.jpg">', ['caption image-alt']],
  ['“Bg” in a hash of letters', '<img src="/_astro/423.BgWWiaxD.jpg">', ['caption image-alt']],
  ['“Bg” in what Astro resizes', '<img src="/_astro/mill.DkjU3R8L_Z1Bg5x.webp">', ['caption image-alt']],
  ['“BG” in what Eleventy resizes', '<img src="/img/6dBG4qpLmA-800.webp">', ['caption image-alt']],
  ['emoji before a hash', '<img class="emoji" src="/_app/1f600.BxK29dJ1.png">', ['write emoji']],
  ['divider before a hash', '<img src="/assets/divider-BxK29dJ1.svg">', ['review maybe-decorative']],
  ['chart before a hash', '<img src="/assets/chart.3f2c9a1b.png">', ['review complex-image']],
  ['words as long as a hash', '<img src="sales-BarChart.png">', ['review complex-image']],
  ['a word and a number as long as a hash', '<img src="flow-diagram2.png">', ['review complex-image']],
  ['a short word as long as a hash', '<img src="wide-dark_bg1.png">', ['review maybe-decorative']],
  ['tiny beside text', '<p><img src="a.svg" width="16" height="16"> text</p>', ['review maybe-decorative']],
  ['alt is the file name', '<img src="IMG_1.jpg" alt="IMG_1.jpg">', ['flaw alt-filename']],
  ['alt of a domain', '<img src="a.png" alt="example.com">', ['keep named']],
  ['alt is “image”', '<img src="a.png" alt="Image">', ['flaw alt-placeholder']],
  ['alt is “disk image”', '<img src="a.png" alt="disk image">', ['keep named']],
  ['alt repeats the link', '<a href="/c"><img src="c.svg" alt="Cart"> Cart</a>', ['flaw alt-repeats-text']],
]

describe('judge', () => {
  for (const [name, html, expected] of cases) {
    test(name, () => expect(verdicts(html)).toEqual(expected))
  }

  test('proposes a purpose from where a link leads, never from pixels', () => {
    const proposal = (html: string) => {
      const facts = imagesFromHtml(html)[0]
      const judgement = facts === undefined ? undefined : judge(facts)
      return judgement?.verdict === 'review' ? judgement.proposal : undefined
    }
    expect(proposal('<title>Trails | Fernhill</title><a href="/"><img src="l.svg"></a>')).toBe(
      'Fernhill, home',
    )
    expect(proposal('<a href="https://github.com/x"><img src="l.svg"></a>')).toBe('GitHub')
    expect(proposal('<a href="/cart/"><img src="l.svg"></a>')).toBe('Cart')
    expect(proposal('<a href="mailto:x@example.org"><img src="l.svg"></a>')).toBe('Email')
    expect(proposal('<a href="/q/17"><img src="l.svg"></a>')).toBeUndefined()
    expect(proposal('<a href="/q/17" title="Seventeen"><img src="l.svg"></a>')).toBe('Seventeen')
  })
})

/** Rules that need a picture, a lockfile, settings or a component to speak. */
const elsewhere: readonly RuleId[] = [
  ...(['computed-text', 'dynamic-source', 'held-back', 'image-unreadable', 'language'] as const),
  ...(['not-captioned', 'overruled', 'photo-needs-model', 'rejected', 'remote', 'unsure'] as const),
  ...(['suppression-reason', 'suppression-unused'] as const),
]

describe('rules', () => {
  const found = (html: string) =>
    imagesFromHtml(html)
      .map((facts) => judge(facts))
      .filter(({ verdict }) => verdict === 'flaw' || verdict === 'review' || verdict === 'caption')
      .map(({ rule }) => rule)
  const rows = Object.entries(rules) as [RuleId, Rule][]

  test.each(rows)(
    '%s: its rule finds the bad example and not the good one',
    (id, { good, bad, severity }) => {
      if (good.startsWith('<')) expect(found(good)).not.toContain(id)
      if (severity !== 'info' && !elsewhere.includes(id)) expect(found(bad)).toContain(id)
    },
  )

  test.each(rows.filter(([id, { severity }]) => severity !== 'info' && !id.startsWith('suppression')))(
    '%s names a criterion and a technique or failure of WCAG',
    (_, { wcag }) => {
      expect(wcag.some((name) => /^\d\.\d\.\d+$/.test(name))).toBe(true)
      expect(wcag.some((name) => /^(?:ARIA|[CFGH])\d+$/.test(name))).toBe(true)
    },
  )
})
