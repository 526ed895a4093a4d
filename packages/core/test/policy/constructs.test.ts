import { imagesFromHtml, judge } from '@altwright/core'
import { describe, expect, test } from 'vitest'

/** `kind: verdict rule`, and the alt or the draft where there is one. */
function told(html: string): string[] {
  return imagesFromHtml(html).map((facts) => {
    const judgement = judge(facts)
    const alt = judgement.verdict === 'write' ? ` = “${judgement.alt}”` : ''
    const draft =
      judgement.verdict === 'review' && judgement.proposal !== undefined ? ` ~ “${judgement.proposal}”` : ''
    return `${facts.kind}: ${judgement.verdict} ${judgement.rule}${alt}${draft}`
  })
}

const described = 'img: caption image-alt'
const notMet = 'img: keep not-exposed'
const gif = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

const rows: readonly (readonly [string, string, readonly string[]])[] = [
  // What scripts load later, and its copy for browsers without them.
  [
    'lazy, with a copy',
    `<img src="${gif}" data-src="a.jpg"><noscript><img src="a.jpg"></noscript>`,
    [described, notMet],
  ],
  [
    'lazy, the copy first',
    '<p><noscript><img src="a.jpg"></noscript><img data-src="a.jpg">',
    [notMet, described],
  ],
  [
    'lazy, named by its copy',
    '<p><noscript><img src="a.jpg" alt="Coast"></noscript><img data-src="a.jpg">',
    [notMet, 'img: write same-image = “Coast”'],
  ],
  [
    'lazy, another size in the copy',
    '<img data-src="a-300.jpg" data-srcset="a-300.jpg 300w, a.jpg 900w"><noscript><img src="a.jpg"></noscript>',
    [described, notMet],
  ],
  [
    'lazy, the address in the copy only',
    `<span><img src="${gif}"><noscript><img src="/_next/image?url=%2Flogo.png&w=640"></noscript></span>`,
    ['img: review logo', notMet],
  ],
  [
    'lazy, in any data attribute',
    `<img src="${gif}" data-ll-status data-full="img/logo.png">`,
    ['img: review logo'],
  ],
  ['lazy, by the browser', '<img loading="lazy" src="a.jpg">', [described]],
  [
    'an image service',
    '<img src="/_next/image?url=%2Fimg%2Fsales-chart.png&w=640&q=75">',
    ['img: review complex-image'],
  ],
  // Sources.
  [
    'picture, formats',
    '<picture><source srcset="a.avif" type="image/avif"><img src="a.jpg"></picture>',
    [described],
  ],
  [
    'picture, sizes',
    '<picture><source media="(min-width: 60em)" srcset="team-large.jpg"><img src="team-small.jpg"></picture>',
    [described],
  ],
  [
    'picture, dark',
    '<picture><source media="(prefers-color-scheme: dark)" srcset="map-dark.png"><img src="map.png"></picture>',
    [described],
  ],
  [
    'picture, names of a build',
    '<picture><source media="(min-width: 60em)" srcset="assets/a8c3f0e1.jpg"><img src="assets/77bd01ff.jpg"></picture>',
    [described],
  ],
  [
    'picture, other subjects',
    '<picture><source media="(min-width: 60em)" srcset="office.jpg"><img src="founder.jpg"></picture>',
    ['img: review picture-sources'],
  ],
  ['srcset only', '<img srcset="a.png 1x, b.png 2x">', [described]],
  ['amp-img', '<amp-img src="a.jpg"></amp-img>', [described]],
  // Groups.
  [
    'a rating',
    '<p><img src="star.svg"><img src="star.svg"><img src="star-half.svg"><img src="star-empty.svg"></p>',
    ['img: review image-group ~ “2.5 of 4 stars”', ...Array(3).fill('img: review image-group ~ “”')],
  ],
  ['two stars', '<p><img src="star.svg"><img src="star.svg"></p>', [described, described]],
  [
    'the same picture again',
    '<p><img src="oak.jpg" alt="An oak"></p><p><img src="oak.jpg"></p>',
    ['img: keep named', 'img: write same-image = “An oak”'],
  ],
  [
    'the same picture again, in a link',
    '<p><img src="oak.jpg" alt="An oak"></p><a href="/oaks"><img src="oak.jpg"></a>',
    ['img: keep named', 'img: review functional-image ~ “Oaks”'],
  ],
  [
    'the same picture again, under two names',
    '<p><img src="oak.jpg" alt="An oak"></p><p><img src="oak.jpg" alt="Our tree"></p><p><img src="oak.jpg"></p>',
    ['img: keep named', 'img: keep named', described],
  ],
  [
    'the same picture again, under a name that says nothing',
    '<p><img src="oak.jpg" alt="image"></p><p><img src="oak.jpg"></p>',
    ['img: flaw alt-placeholder', described],
  ],
  [
    'the same chart again',
    '<p><img src="sales-chart.png" alt="Sales doubled"></p><p><img src="sales-chart.png"></p>',
    ['img: keep named', 'img: write same-image = “Sales doubled”'],
  ],
  [
    'two pictures in a link',
    '<a href="/cart"><img src="bag.svg"><img src="arrow.svg"></a>',
    ['img: review functional-image ~ “Cart”', 'img: review functional-image ~ “”'],
  ],
  [
    'links to the same place',
    '<a href="/p/1"><img src="shoe.jpg"></a> <h3><a href="/p/1">Red shoe</a></h3>',
    ['img: review functional-image ~ “Red shoe”'],
  ],
  [
    'links to the same place, said twice',
    '<a href="/p/1"><img src="shoe.jpg" alt="Red shoe"></a><a href="/p/1">Red shoe</a>',
    ['img: flaw alt-repeats-text'],
  ],
  [
    'different pictures, one alt',
    '<p><img src="a.jpg" alt="The house"><img src="b.jpg" alt="The house"></p>',
    ['img: keep named', 'img: flaw alt-duplicate'],
  ],
  [
    'one picture twice, one alt',
    '<p><img src="a.jpg" alt="The house"><img src="a.jpg" alt="The house"></p>',
    ['img: keep named', 'img: keep named'],
  ],
  // What a link or button shows beside its image, and what it only holds.
  ['beside words', '<a href="/next"><img src="a.svg"> Next ›</a>', ['img: write beside-text = “”']],
  ['beside a number', '<button><img src="a.svg"> 3</button>', ['img: write beside-text = “”']],
  ['beside an emoji', '<a href="/cart"><img src="a.svg"> 🛒</a>', ['img: write beside-text = “”']],
  ['beside a mark', '<a href="/next"><img src="a.svg"> ›</a>', ['img: review functional-image ~ “Next”']],
  ['beside a line', '<a href="/cart">| <img src="a.svg"></a>', ['img: review functional-image ~ “Cart”']],
  [
    'beside the fallback of a sound',
    '<button><img src="a.svg"><audio src="a.ogg">Your browser cannot play it</audio></button>',
    ['img: review functional-image'],
  ],
  [
    'beside the fallback of a film',
    '<a href="/cart"><img src="a.svg"><video src="a.mp4">Your browser cannot play it</video></a>',
    ['img: review functional-image ~ “Cart”'],
  ],
  // Names that are none, of files and of people.
  ['a pixel that is a phone', '<img src="pixel.jpg" width="800" height="600">', [described]],
  ['a corner of a street', '<img src="corner.jpg">', [described]],
  ['a corner as wide as a page', '<img src="corner.png" width="900" height="700">', [described]],
  [
    'a spacer that is drawn out',
    '<img src="spacer.gif" width="200" height="90">',
    ['img: write spacer = “”'],
  ],
  ['a long rule', '<img src="rule.png" width="900" height="3">', ['img: write spacer = “”']],
  [
    'a square by its attributes',
    '<img width="1" height="1" style="width: 100%; height: auto" src="a.jpg">',
    [described],
  ],
  [
    'a button as small as a pixel',
    '<input type="image" src="go.png" width="1" height="1">',
    ['image-input: review image-input'],
  ],
  ['a pixel by its style', '<img style="width:0;height:0" src="a.gif">', ['img: write tracking = “”']],
  ['a portrait of a dog', '<p><img src="portrait-of-our-dog.jpg"> Our Story</p>', ['img: review avatar']],
  [
    'a portrait in a greeting',
    '<p><img class="avatar" src="7.png"> Welcome to my site</p>',
    ['img: review avatar'],
  ],
  [
    'an avatar with a title',
    '<p><img class="avatar" src="7.png"> Ada Lovelace, CTO</p>',
    ['img: write beside-text = “”'],
  ],
  [
    'an avatar of an author',
    '<p><img class="avatar" src="7.png"> by Vincent van Gogh</p>',
    ['img: write beside-text = “”'],
  ],
  // What buttons of forms do, and links to nowhere.
  [
    'a button to delete in a form of a cart',
    '<form action="/cart"><button><img src="trash.svg"></button><button><img src="cart.svg"></button></form>',
    ['img: review functional-image ~ “Delete”', 'img: review functional-image ~ “Add to cart”'],
  ],
  ['a link to the same page', '<a href=""><img src="a.svg"></a>', ['img: review functional-image']],
  [
    'a heading whose words are for browsers without scripts',
    '<h2><img src="a.svg" alt=""><noscript>Ferns</noscript></h2>',
    ['heading: review nameless-heading', 'img: keep author-decorative'],
  ],
  // Templates.
  ...['{{ attrs }}', '{% if x %}alt="Fern"{% endif %}', '<?= $alt ?>', '<%= alt %>', '{...props}'].map(
    (written) => [`beside ${written}`, `<img src="a.svg" ${written}>`, ['img: keep dynamic-alt']] as const,
  ),
  [
    'in a link with more',
    '<a {{ attrs }} href="/x"><img src="a.svg"></a>',
    ['img: review computed-text ~ “”'],
  ],
  // What a machine wrote is nobody's answer.
  [
    'the same, written by a machine',
    '<p><img src="a.svg" alt="Fern icon" data-alt-source="generated"></p><p><img src="a.svg"></p>',
    ['img: keep unreviewed', described],
  ],
  // Labels of fields.
  [
    'all of the label of a box to tick',
    '<label><input type="checkbox"><img src="moon.svg"></label>',
    ['img: review functional-image'],
  ],
  [
    'all of a label that names a list',
    '<label for="l"><img src="globe.svg"></label><select id="l"><option>Deutsch</select>',
    ['img: review functional-image'],
  ],
  [
    'all of a label beside its list',
    '<label><img src="globe.svg"><select><option>Deutsch<option>English</select></label>',
    ['img: review functional-image'],
  ],
  ['words in a label', '<label><img src="a.svg"> Search <input></label>', ['img: write beside-text = “”']],
  ['a label of nothing', '<label><img src="a.svg"> Search</label>', [described]],
  [
    'a picture to choose',
    '<label><input type="radio"><img src="visa-logo.svg"></label>',
    ['img: review logo'],
  ],
  // Thumbnails and people.
  [
    'a thumbnail',
    '<a href="coast-large.jpg"><img src="coast-small.jpg"></a>',
    ['img: review functional-image'],
  ],
  [
    'a thumbnail in a figure',
    '<figure><a href="coast.jpg"><img src="s.jpg"></a><figcaption>Coast</figcaption></figure>',
    ['img: review functional-image ~ “Coast”'],
  ],
  [
    'an avatar beside the name',
    '<p><img class="avatar" src="7.png"> Ada Lovelace</p>',
    ['img: write beside-text = “”'],
  ],
  [
    'an avatar in a sentence',
    '<p>and then. See <img class="avatar" src="7.png"></p>',
    ['img: review avatar'],
  ],
  ['an avatar alone', '<p><img src="https://avatars.githubusercontent.com/u/1"></p>', ['img: review avatar']],
  // Drawn by styles, fonts and scripts.
  [
    'a background that informs',
    '<div style="background: url(logo.png) no-repeat"></div>',
    ['css-image: flaw css-image'],
  ],
  [
    'a background of text',
    '<div style="background-image:url(\'coming-soon.png\')"></div>',
    ['css-image: flaw image-of-text'],
  ],
  ['a background', '<div style="background-image:url(waves.png)"></div>', ['css-image: keep not-exposed']],
  ['a background behind text', '<div style="background-image:url(logo.png)">Hello</div>', []],
  [
    'a background by a style sheet',
    '<style>#top .brand{background:#fff url("/img/acme-logo.png") no-repeat}</style><hr id="top"><div id="top"><div class="brand"></div></div><img src="a.png" alt="">',
    ['css-image: flaw css-image', 'img: keep author-decorative'],
  ],
  [
    'a background by a style sheet, with a name',
    '<style>.brand{background:url(acme-logo.png)}</style><div class="brand" role="img" aria-label="Acme"></div><a class="brand" href="/">Acme</a><div class="brand">Acme</div>',
    ['role-img: keep named'],
  ],
  [
    'a background in print alone, and one in the sheet itself',
    '<style>@media print{.logo{background:url(logo.png)}}.chart{background:url(data:image/png;base64,AA)}</style><i class="logo"></i><i class="chart"></i><svg></svg>',
    ['svg: keep not-exposed'],
  ],
  ['content: url()', '<span style="content: url(sales-chart.png)"></span>', ['css-image: flaw css-image']],
  [
    'a background in a link',
    '<a href="/" style="background:url(logo.png)"></a>',
    ['control: review nameless-control ~ “Home”'],
  ],
  [
    'a background with a role',
    '<div role="img" aria-label="Acme" style="background:url(logo.png)"></div>',
    ['role-img: keep named'],
  ],
  ['a ligature', '<p><i class="material-icons">arrow_forward</i></p>', ['icon: flaw icon-ligature']],
  [
    'a ligature, hidden',
    '<p><i class="material-icons" aria-hidden="true">arrow_forward</i></p>',
    ['icon: keep not-exposed'],
  ],
  [
    'a ligature, labelled',
    '<i class="material-symbols-outlined" role="img" aria-label="Next">east</i>',
    ['role-img: keep named'],
  ],
  [
    'a ligature in a named button',
    '<button aria-label="Close"><i class="material-icons">close</i></button>',
    ['icon: keep not-exposed'],
  ],
  [
    'a drawing called a logo, alone',
    '<header><svg class="logo"><path/></svg></header>',
    ['svg: flaw decorative-doubt'],
  ],
  [
    'a drawing called a logo, beside a name',
    '<p><svg class="logo"><path/></svg> Acme</p>',
    ['svg: keep not-exposed'],
  ],
  ['an icon font', '<p><i class="fa fa-home"></i> Home</p>', []],
  [
    'text on a canvas',
    '<canvas id="c"></canvas><script>document.getElementById("c").getContext("2d").fillText("Sold", 1, 1)</script>',
    ['canvas: flaw canvas-text'],
  ],
  [
    'text on the only canvas, met by its global name',
    '<canvas id="c"></canvas><script>c.getContext("2d").fillText("Sold", 1, 1)</script>',
    ['canvas: flaw canvas-text'],
  ],
  [
    'text on another canvas',
    '<canvas id="c"></canvas><canvas id="d" aria-label="x" role="img"></canvas><script>use("#d").fillText("Sold", 1, 1)</script>',
    ['canvas: keep canvas', 'canvas: keep named'],
  ],
  ['a canvas', '<canvas id="c"></canvas><script>play("#c")</script>', ['canvas: keep canvas']],
  // Small things.
  ['a bullet', '<img src="img/bullet.gif">', ['img: write spacer = “”']],
  ['a corner', '<img src="corner_tl.gif">', ['img: write spacer = “”']],
  ['a rule', '<img src="hr.png">', ['img: write spacer = “”']],
  ['a bullet train', '<img src="bullet-train.jpg">', [described]],
  ['a street corner', '<img src="street-corner.jpg">', [described]],
  ['an empty alt and a title', '<img src="a.jpg" alt="" title="Coast">', ['img: flaw decorative-doubt']],
  ['a picture of text, said to be decorative', '<img src="welcome.png" alt="">', ['img: flaw image-of-text']],
  ['a picture of text', '<img src="coming-soon.png" alt="Coming soon">', ['img: flaw image-of-text']],
  [
    'a picture of a sale',
    '<img src="garage-sale-1962.jpg" alt="A garage sale in 1962">',
    ['img: keep named'],
  ],
  // What is not there, and what is.
  [
    'a declarative shadow root',
    '<x-a><template shadowrootmode="open"><img src="a.jpg"></template></x-a>',
    [described],
  ],
  ['a closed one', '<x-a><template shadowrootmode="closed"><img src="a.jpg"></template></x-a>', [described]],
  ['a template', '<template><img src="a.jpg"></template>', [notMet]],
  ['a hidden counter', '<img src="//stats.example/p" width="1" height="1" style="display:none">', [notMet]],
  ['nothing wide', '<img src="x.gif" width="0" height="0">', ['img: write tracking = “”']],
  ['a poster', '<video poster="a.jpg" src="a.mp4"></video>', ['video: keep not-exposed']],
  ['an embedded picture', '<embed src="a.svg">', ['embed: review object-name']],
  ['a page in a frame', '<iframe src="a.html" title="Our film"></iframe>', []],
  ['a page in a frame without a title', '<iframe src="a.html"></iframe>', ['frame: review frame-title']],
  [
    'a frame for scripts',
    '<iframe src="a.html" width="0" height="0"></iframe><iframe src="a.html" tabindex="-1"></iframe>',
    [],
  ],
  ['a frame that shows nothing yet', '<iframe></iframe><iframe src="a.html" hidden></iframe>', []],
  [
    'a figure of two, one named',
    '<figure><img src="a.png" alt="Before and after"><img src="b.png"></figure>',
    ['img: keep named', 'img: review image-group ~ “”'],
  ],
  [
    'a figure of two',
    '<figure><img src="a.png"><img src="b.png"></figure>',
    ['img: review image-group', 'img: review image-group ~ “”'],
  ],
]

describe('constructs', () => {
  test.each(rows)('%s', (_, html, expected) => {
    expect(told(html)).toEqual(expected)
  })
})

test('what a style or an icon font draws is told with its place', () => {
  const images = imagesFromHtml(
    '<p><b style="background:url(logo.png)"></b>\n<i class="material-icons">close</i></p>',
  )
  expect(images.map(({ place, markup }) => [place?.line, place?.column, markup])).toEqual([
    [1, 4, '<b style="background:url(logo.png)">'],
    [2, 1, '<i class="material-icons">'],
  ])
})

describe('purposes are proposed from context, and never written', () => {
  const proposed = (html: string) => {
    const facts = imagesFromHtml(html).find(({ kind }) => kind !== 'heading')
    const judgement = facts === undefined ? undefined : judge(facts)
    return judgement?.verdict === 'review' ? judgement.proposal : judgement?.verdict
  }
  const link = (href: string, head = '') => proposed(`${head}<a href="${href}"><img src="x.svg"></a>`)

  test.each([
    ['/', 'Home'],
    ['index.html', 'Home'],
    ['../', 'Home'],
    ['#', undefined],
    ['#top', 'Back to top'],
    ['/cart/', 'Cart'],
    ['/my-account', 'My account'],
    ['/feed.xml', 'RSS feed'],
    ['mailto:x@example.org', 'Email'],
    ['mailto:?subject=Look', 'Share by email'],
    ['tel:+49123', 'Telephone'],
    ['sms:+49123', 'Text message'],
    ['https://github.com/x', 'GitHub'],
    ['https://www.youtube.com/@x', 'YouTube'],
    ['https://en.wikipedia.org/wiki/Ada_Lovelace', 'Ada Lovelace (Wikipedia)'],
    ['https://www.youtube.com/watch?v=x', undefined],
    ['https://youtu.be/x', undefined],
    ['https://www.instagram.com/p/x/', undefined],
    ['https://medium.com/@x', 'Medium'],
    ['https://goo.gl/x', undefined],
    ['https://maps.app.goo.gl/x', 'Map'],
    ['whatsapp://send?phone=1', 'WhatsApp'],
    ['/?page=2', undefined],
    ['/?utm_source=x', 'Home'],
    ['/index.php?id=3', undefined],
    ['/undefined', undefined],
    ['/%C3%BCber-uns', 'Über uns'],
    ['/wp-login.php', 'Log in'],
    ['/it', undefined],
    ['/it/', 'Italiano'],
    ['https://192.168.0.1/', undefined],
    ['//social.example/@x', undefined],
    ['https://fernhill.example/', 'fernhill.example'],
    ['https://notgithub.com.example/', 'notgithub.com.example'],
    ['https://www.facebook.com/sharer/sharer.php?u=x', 'Share on Facebook'],
    ['https://twitter.com/intent/tweet?text=x', 'Share on X'],
    ['https://wa.me/?text=x', 'Share on WhatsApp'],
    ['https://www.google.com/maps/place/x', 'Map'],
    ['https://apps.apple.com/app/id1', 'Download on the App Store'],
    ['https://play.google.com/store/apps/details?id=x', 'Get it on Google Play'],
    ['/files/annual-report-2025.pdf', 'Annual report 2025 (PDF)'],
    ['https://cdn.example/x/8f3a.zip', 'Download (ZIP)'],
    ['/de/', 'Deutsch'],
    ['/fr', 'Français'],
    ['/pt-BR/', 'Português'],
    ['?lang=ja', '日本語'],
    ['/posts/winter-hours', 'Winter hours'],
    ['/about.html', 'About'],
    ['/q/17', undefined],
    ['/p/a8c3f0', undefined],
    ['/x.jpg', undefined],
  ])('%s', (href, purpose) => {
    expect(link(href)).toBe(purpose)
  })

  test('the site is called as its metadata call it', () => {
    const named = (head: string) => link('/', head)
    expect(named('<title>Trails | Fernhill</title>')).toBe('Fernhill, home')
    expect(named('<title>Trails: all of them</title>')).toBe('Home')
    expect(named('<title>A | B</title><meta property="og:site_name" content=" Fernhill ">')).toBe(
      'Fernhill, home',
    )
    expect(named('<meta name="application-name" content="Fernhill">')).toBe('Fernhill, home')
    const data = (text: string) => `<script type="application/ld+json">${text}</script>`
    expect(named(data('{"@type":"Organization","name":"Fernhill"}'))).toBe('Fernhill, home')
    expect(
      named(data('{"@graph":[{"@type":"WebPage","name":"A"},{"@type":["WebSite"],"name":"Fernhill"}]}')),
    ).toBe('Fernhill, home')
    expect(named(data('{"@type":"Product","name":"Boots"}'))).toBe('Home')
    expect(named(data('{"name":'))).toBe('Home')
    expect(proposed('<meta property="og:site_name" content="Fernhill"><img src="logo.svg">')).toBe('Fernhill')
    expect(proposed('<title>A | Fernhill</title><a href="#"><img src="logo.svg"></a>')).toBe('Fernhill')
  })

  test.each([
    ['<form role="search"><input type="image" src="x.png"></form>', 'Search'],
    ['<form action="/find"><input name="q"><input type="image" src="x.png"></form>', 'Search'],
    ['<form><input type="password"><button><img src="x.png"></button></form>', 'Log in'],
    ['<form action="/register"><input type="password"><button><img src="x.png"></button></form>', 'Sign up'],
    ['<form action="/newsletter"><input type="email"><button><img src="x.png"></button></form>', 'Subscribe'],
    ['<input type="image" src="x.png" value="Pay now">', 'Pay now'],
    ['<button><img src="icon-close.svg"></button>', 'Close'],
    ['<button><svg class="hamburger"></svg></button>', 'Menu'],
    ['<button class="icon-search"></button>', 'Search'],
    ['<button><img src="x.svg"></button>', undefined],
    ['<button class="add-to-cart"><img src="x.svg"></button>', undefined],
    ['<button><img class="add-to-cart" src="x.svg"></button>', 'Add to cart'],
    ['<button><img src="next-gen-car.png"></button>', undefined],
    ['<button><img src="next.jpg"></button>', undefined],
    ['<button><img src="no-search.svg"></button>', undefined],
    ['<button><img src="home-search.svg"></button>', undefined],
    ['<button><img src="fa-bars.svg"></button>', 'Menu'],
    ['<a href="/q/17" title="Seventeen"><img src="l.svg"></a>', 'Seventeen'],
    ['<map><area href="/about-us"></map>', 'About us'],
  ])('%s', (html, purpose) => {
    expect(proposed(html)).toBe(purpose)
  })
})

describe('alts that exist', () => {
  const objection = (html: string) => {
    const found = imagesFromHtml(html).flatMap((facts) => {
      const judgement = judge(facts)
      return judgement.verdict === 'flaw' ? [judgement.rule] : []
    })
    return found[0] ?? 'fine'
  }
  const alt = (text: string, src = 'x8.jpg') => objection(`<img src="${src}" alt="${text}">`)

  test.each([
    ['IMG_4711', 'alt-filename'],
    ['DSC 0042', 'alt-filename'],
    ['PXL_20240501_123456789', 'alt-filename'],
    ['Screenshot 2024-05-01 at 10.11.12', 'alt-filename'],
    ['WhatsApp Image 2024-05-01 at 10.11.12', 'alt-filename'],
    ['shutterstock_123456', 'alt-filename'],
    ['pexels-photo-12345', 'alt-filename'],
    ['4f9c2a71d3e84b0f', 'alt-filename'],
    ['https://example.org/a', 'alt-filename'],
    ['My holiday.jpg', 'alt-filename'],
    ['photo 3', 'alt-placeholder'],
    ['image1', 'alt-placeholder'],
    ['[image]', 'alt-placeholder'],
    ['%title%', 'alt-placeholder'],
    ['&lt;alt text>', 'alt-placeholder'],
    ['insert alt text here', 'alt-placeholder'],
    ['...', 'alt-placeholder'],
    ['*', 'alt-placeholder'],
    ['Foto', 'alt-placeholder'],
    ['画像', 'alt-placeholder'],
    ['n/a', 'alt-placeholder'],
    ['Company logo', 'alt-stub'],
    ['banner image', 'alt-stub'],
    ['A button to press.', 'alt-stub'],
    ['The pie chart', 'alt-stub'],
    // Nothing is wrong with these.
    ['Button of a coat', 'fine'],
    ['Banner of the guild', 'fine'],
    ['Image processing pipeline', 'fine'],
    ['The icon of a file: notes.svg', 'fine'],
    ['IMG Models agency', 'fine'],
    ['Scan of a letter', 'fine'],
    ['A1', 'fine'],
    ['2024', 'fine'],
    ['★★★★☆', 'fine'],
    ['→', 'fine'],
    ['😀', 'fine'],
    ['@ada', 'fine'],
    ['#1', 'fine'],
    ['(c) 2024', 'fine'],
    ['Photographer', 'fine'],
    ['Photo 2 dogs playing', 'fine'],
    ['deadbeef', 'fine'],
    ['facade', 'fine'],
    ['Named', 'fine'],
  ])('%s is %s', (text, rule) => {
    expect(alt(text)).toBe(rule)
  })

  test('a file that is called after a thing has its name, where the text beside it says the same', () => {
    const card = (words: string) => `<li><img src="dragon-theme-2.jpg" alt="dragon-theme-2"> ${words}</li>`
    expect(objection(card('A theme'))).toBe('alt-filename')
    expect(objection(card('dragon-theme-2'))).toBe('alt-repeats-text')
    expect(objection(card('dragon-theme-2 by Ada'))).toBe('fine')
    expect(objection('<p><img src="dragon-2.jpg" alt="dragon-2.jpg"> dragon-2.jpg</p>')).toBe('alt-filename')
  })

  test('a picture’s text is not said again beside it', () => {
    expect(objection('<ul><li><img src="a.jpg" alt="Ada"> Ada</li></ul>')).toBe('alt-repeats-text')
    expect(objection('<table><td>ada <img src="a.jpg" alt="Ada"></table>')).toBe('alt-repeats-text')
    expect(objection('<p><img src="a.jpg" aria-label="Ada"> Ada</p>')).toBe('alt-repeats-text')
    expect(objection('<button><img src="a.jpg" aria-label="Save"> Save</button>')).toBe('alt-repeats-text')
    expect(objection('<p><img src="a.jpg" alt="Ada"> Ada Lovelace</p>')).toBe('fine')
    expect(objection('<li><img src="a.jpg" alt="Ada"></li>')).toBe('fine')
  })

  test('a link says more than that it is one', () => {
    expect(objection('<a href="/ada"><img src="a.jpg" alt="Read more"></a>')).toBe('alt-vague')
    expect(objection('<a href="/ada"><img src="a.jpg" alt="Click here!"></a>')).toBe('alt-vague')
    expect(objection('<a href="/photos"><img src="a.jpg" alt="Photos"></a>')).toBe('fine')
    expect(objection('<a href="/ada"><img src="a.jpg" alt="More"> Ada</a>')).toBe('fine')
    expect(objection('<a href="/ada"><img src="a.jpg" alt="More about Ada"></a>')).toBe('fine')
  })

  test.each([
    ['github-mark.svg', 'GitLab', 'alt-mismatch'],
    ['facebook.svg', 'Follow us on Instagram', 'alt-mismatch'],
    ['html5-logo.png', 'CSS 3 logo', 'alt-mismatch'],
    ['docker-logo.svg', 'Fernhill logo', 'alt-mismatch'],
    ['github-mark.svg', 'GitHub', 'fine'],
    ['twitter.svg', 'X', 'fine'],
    ['w3c_home.png', 'World Wide Web Consortium logo', 'fine'],
    ['wp-logo.svg', 'WordPress logo', 'fine'],
    ['github-stars.svg', 'Instagram', 'fine'],
    ['facebook.svg', 'Our page with two thousand friends', 'fine'],
    ['company-logo.svg', 'Fernhill logo', 'fine'],
    ['docker-logo.svg', 'Official logo', 'fine'],
    ['fernhill.svg', 'GitHub', 'fine'],
    ['apple.jpg', 'A red apple', 'fine'],
    ['amazon.jpg', 'The river at Manaus', 'fine'],
  ])('%s called “%s” is %s', (src, text, rule) => {
    expect(alt(text, src)).toBe(rule)
  })
})

test('pages made to be slow are read all the same', () => {
  const drawing = `<script>${'x.fillText("a", 1, 1);'.repeat(20_000)}</script>`
  const pages = [
    `${'<canvas id="c"></canvas>'.repeat(500)}${drawing}${drawing}`,
    `<p>${'<img src="a.jpg" alt="The same">'.repeat(8000)}</p>`,
    `${'<a href="/x"><img src="a.jpg"></a>'.repeat(4000)}`,
    `${'<noscript><img src="a.jpg"></noscript><img data-src="b.jpg">'.repeat(2000)}`,
    `<p style="${'background:'.repeat(100_000)}url(a.png)"></p>`,
    `<img src="a.jpg" alt="${'[image '.repeat(50_000)}">`,
    `<script type="application/ld+json">${'['.repeat(50_000)}"name"</script><img src="a.jpg">`,
    `<form>${'<input>'.repeat(20_000)}<button><img src="a.jpg"></button></form>`.repeat(3),
  ]
  for (const page of pages)
    expect(told(page).length).toBeGreaterThanOrEqual(page.startsWith('<p style') ? 0 : 1)
})
