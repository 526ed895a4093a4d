// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the components that are read.
import { judge } from '@altwright/core'
import { imagesFromJsx, type ProgramNode } from '@altwright/core/components'
import { parseAst } from 'vite'
import { describe, expect, test } from 'vitest'

function read(source: string) {
  return imagesFromJsx(source, parseAst(source, { lang: 'tsx' }) as unknown as ProgramNode)
}

/** Verdict and rule of each image of what a component returns. */
function rules(markup: string, before = ''): string[] {
  return read(`${before}\nexport const C = (props) => (${markup})`).images.map((facts) => {
    const judgement = judge(facts)
    const alt = judgement.verdict === 'write' ? ` “${judgement.alt}”` : ''
    const said = facts.suppressions.map(({ reason }) => ` (${reason})`).join('')
    return `${judgement.verdict} ${judgement.rule}${alt}${facts.kind === 'suppression' ? '' : said}`
  })
}

describe('what an image of JSX needs', () => {
  test.each([
    ['an image alone', '<img src="/a.svg" />', ['caption image-alt']],
    ['an empty alt', '<img src="/a.svg" alt="" />', ['keep author-decorative']],
    ['an empty alt in braces', "<img src='/a.svg' alt={''} />", ['keep author-decorative']],
    ['an alt in braces', '<img src="/a.svg" alt={`Fern`} />', ['keep named']],
    ['a computed alt', '<img src="/a.svg" alt={props.alt} />', ['keep dynamic-alt']],
    [
      'an alt that may be left out',
      '<img src="/a.svg" alt={props.x ? "Fern" : undefined} />',
      ['keep dynamic-alt'],
    ],
    ['an alt that is left out', '<img src="/a.svg" alt={undefined} />', ['flaw image-alt']],
    ['an alt that is off', '<img src="/a.svg" alt={false} />', ['flaw image-alt']],
    ['an alt without a value', '<img src="/a.svg" alt />', ['flaw image-alt']],
    ['no alt beside a label', '<img src="/a.svg" alt={null} aria-label="Fern" />', ['keep dynamic-alt']],
    ['a computed set of sources', '<img srcSet={`${props.a} 2x`} />', ['review dynamic-source']],
    ['a spread before', '<img {...props} src="/a.svg" />', ['keep dynamic-alt']],
    ['a spread after', '<img src="/a.svg" {...props} />', ['keep dynamic-alt']],
    ['a computed label', '<img src="/a.svg" aria-label={props.l} />', ['keep dynamic-alt']],
    ['a label elsewhere', '<img src="/a.svg" aria-labelledby="t" />', ['keep dynamic-alt']],
    ['a label here', '<p><b id="t">Fern</b><img src="/a.svg" aria-labelledby="t" /></p>', ['keep named']],
    ['hidden by a boolean', '<img src="/a.svg" aria-hidden />', ['keep not-exposed']],
    ['hidden by a value', '<img src="/a.svg" aria-hidden={true} />', ['keep not-exposed']],
    ['not hidden', '<img src="/a.svg" hidden={false} aria-hidden={false} />', ['caption image-alt']],
    ['hidden by its style', "<img src='/a.svg' style={{ display: 'none' }} />", ['keep not-exposed']],
    ['one pixel', '<img src="/a.gif" width={1} height={1} />', ['write tracking “”']],
    ['one pixel by style', '<img src="/a.gif" style={{ width: 1, height: 1 }} />', ['write tracking “”']],
    ['a computed address', '<img src={props.src} />', ['review dynamic-source']],
    ['no address', '<img className="icon" />', ['review no-source']],
    [
      'an ignored image',
      '<img src="/a.svg" data-alt-ignore="ads" />',
      ['caption image-alt (ads)', 'keep suppression'],
    ],
    [
      'a comment before',
      '<p>{/* altwright-ignore: ads */}<img src="/a.svg" /></p>',
      ['caption image-alt (ads)', 'keep suppression'],
    ],
    [
      'a comment before an image at times',
      '<p>{/* altwright-ignore image-alt: ads */} {props.x && <img src="/a.svg" />}</p>',
      ['caption image-alt (ads)', 'keep suppression'],
    ],
    ['a logo', '<img src="/a.svg" className="logo" />', ['review logo']],
    ['an element of a library', '<motion.img src="/a.svg" />', ['caption image-alt']],
    ['a component of that name', '<Img src="/a.svg" />', []],
    ['an image in a prop', '<Card cover={<img src="/a.svg" />} />', ['caption image-alt']],
    [
      'an image in a loop',
      '<>{props.all.map((a) => <li key={a}><img src="/a.svg" /></li>)}</>',
      ['caption image-alt'],
    ],
    [
      'one of two by a condition',
      '<p>{props.x ? <img src="/a.svg" alt="Fern" /> : <img src="/b.svg" alt="Fern" />}</p>',
      ['keep named', 'keep named'],
    ],
    [
      'one of two by a class',
      '<p><img src="/a.svg" alt="Fern" className="dark:hidden" /><img src="/b.svg" alt="Fern" className="hidden dark:block" /></p>',
      ['keep named', 'keep named'],
    ],
    [
      'two with one alt',
      '<p><img src="/a.svg" alt="Fern" /><img src="/b.svg" alt="Fern" /></p>',
      ['keep named', 'flaw alt-duplicate'],
    ],
    [
      'a figure',
      '<figure><img src="/a.svg" /><figcaption>{props.c}</figcaption></figure>',
      ['caption image-alt'],
    ],
    ['beside text in a link', '<a href="/cart"><img src="/a.svg" /> Cart</a>', ['write beside-text “”']],
    [
      'beside text in braces',
      "<a href='/cart'><img src='/a.svg' />{' '}{'Cart'}</a>",
      ['write beside-text “”'],
    ],
    [
      'beside computed text',
      '<a href="/cart"><img src="/a.svg" />{props.t("cart")}</a>',
      ['review computed-text'],
    ],
    [
      'beside text at times',
      '<a href="/c"><img src="/a.svg" />{props.o && <b>Cart</b>}</a>',
      ['review computed-text'],
    ],
    ['beside children', '<button><img src="/a.svg" />{props.children}</button>', ['review computed-text']],
    ['beside a component', '<button><img src="/a.svg" /><Label /></button>', ['review computed-text']],
    [
      'beside an image at times',
      '<a href="/"><img src="/a.svg" />{props.o && <img src="/b.svg" />}</a>',
      ['review functional-image', 'review functional-image'],
    ],
    ['beside a comment', '<a href="/cart"><img src="/a.svg" />{/* Cart */}</a>', ['review functional-image']],
    [
      'one of two in a link',
      '<a href="/">{props.d ? <img src="/a.svg" /> : <img src="/b.svg" />}</a>',
      ['review functional-image', 'review functional-image'],
    ],
    [
      'empty beside computed text',
      '<a href="/"><img src="/a.svg" alt="" />{props.t}</a>',
      ['keep author-decorative'],
    ],
    [
      'empty and alone in a link',
      '<a href="/"><img src="/a.svg" alt="" /></a>',
      ['flaw functional-decorative'],
    ],
    [
      'in a link with a label',
      '<a href="/" aria-label="Home"><img src="/a.svg" /></a>',
      ['write named-control “”'],
    ],
    [
      'in a link with a computed label',
      '<a href="/" aria-label={props.l}><img src="/a.svg" /></a>',
      ['review computed-text'],
    ],
    ['in a link with a spread', '<a {...props}><img src="/a.svg" /></a>', ['review computed-text']],
    [
      'in a link with a computed target',
      '<a href={props.to}><img src="/a.svg" /></a>',
      ['review functional-image'],
    ],
    ['in a router’s link', '<Link to="/"><img src="/a.svg" /></Link>', ['review functional-image']],
    [
      'in a router’s link with text',
      '<NavLink to="/"><img src="/a.svg" /> Home</NavLink>',
      ['write beside-text “”'],
    ],
    [
      'in a component that leads somewhere',
      '<Card href="/x"><img src="/a.svg" /></Card>',
      ['review functional-image'],
    ],
    [
      'in a component that does something',
      '<Box onClick={go}><img src="/a.svg" /></Box>',
      ['review functional-image'],
    ],
    ['in any other component', '<Box><img src="/a.svg" /></Box>', ['caption image-alt']],
    ['a component that is a link', '<Link to="/" />', []],
    ['a button with a component', '<button><Icon /></button>', []],
    ['a button with nothing', '<button className="close" />', ['review nameless-control']],
    ['a button filled from a string', '<button dangerouslySetInnerHTML={x} />', []],
    ['a heading with an expression', '<h1>{props.title}</h1>', []],
    [
      'a heading with an image at times',
      '<h1>{props.x && <img src="/a.svg" alt="" />}</h1>',
      ['keep author-decorative', 'review nameless-heading'],
    ],
  ])('%s', (_, markup, expected) => {
    expect(rules(markup).sort()).toEqual([...expected].sort())
  })
})

describe('the address of an image', () => {
  const sources = (markup: string, before: string) => {
    const { images, fromModule } = read(`${before}\nexport const C = (props) => (${markup})`)
    return images.map(({ source }) => {
      if (source.url === undefined) return source.from
      return `${fromModule.has(source.url) ? 'module' : 'page'} ${source.url}`
    })
  }

  test.each([
    ['a default import', "import a from './a.png'", '<img src={a} />', 'module ./a.png'],
    ['an import with a query', "import a from '@/a.png?w=400'", '<img src={a} />', 'module @/a.png?w=400'],
    ['a namespace', "import * as a from './a.png'", '<img src={a.default} />', 'module ./a.png'],
    ['an import with fields', "import a from './a.png'", '<img src={a.src} />', 'module ./a.png'],
    [
      'a picture of several',
      "import a from './a.png?as=picture'",
      '<img src={a.img.src} />',
      'module ./a.png?as=picture',
    ],
    ['one of several sizes', "import a from './a.png?w=2;4'", '<img src={a[1]} />', 'module ./a.png?w=2;4'],
    ['a size that is computed', "import a from './a.png?w=2;4'", '<img src={a[props.n]} />', 'dynamic'],
    [
      'a field of an import',
      "import { src } from './a.png?as=meta'",
      '<img src={src} />',
      'module ./a.png?as=meta',
    ],
    ['an import with a type', "import a from './a.png'", '<img src={a as string} />', 'module ./a.png'],
    ['a URL', "const a = new URL('./a.png', import.meta.url).href", '<img src={a} />', 'module ./a.png'],
    ['a URL in place', '', "<img src={new URL('a.png', import.meta.url).toString()} />", 'module ./a.png'],
    [
      'a URL by a name',
      "const u = new URL('./a.png', import.meta.url)",
      '<img src={u.href} />',
      'module ./a.png',
    ],
    ['a string', '', '<img src="/a.png" />', 'page /a.png'],
    ['a constant', "const a = '/a.png'", '<img src={a} />', 'page /a.png'],
    ['joined texts', "const dir = '/img'", "<img src={dir + '/' + 'a.png'} />", 'page /img/a.png'],
    ['a template', "const dir = '/img'", '<img src={`${dir}/a.png`} />', 'page /img/a.png'],
    ['a base', '', '<img src={`${import.meta.env.BASE_URL}a.png`} />', 'page /a.png'],
    ['a base with a slash', '', "<img src={import.meta.env.BASE_URL + '/a.png'} />", 'page /a.png'],
    ['a srcset', '', '<img srcSet="/a.png 1x, /b.png 2x" />', 'page /b.png'],
    [
      'a name that a parameter hides',
      "import a from './a.png'",
      '<>{props.all.map((a) => <img src={a} />)}</>',
      'dynamic',
    ],
    [
      'a name that is bound again',
      "import a from './a.png'\nfunction f({ x: [a] }) {}",
      '<img src={a} />',
      'dynamic',
    ],
    ['a variable', "let a = '/a.png'", '<img src={a} />', 'dynamic'],
    ['a named import', "import { a } from './a.png'", '<img src={a} />', 'dynamic'],
    ['an import of no picture', "import a from './a'", '<img src={a} />', 'dynamic'],
    ['a computed part', '', '<img src={`/img/${props.name}.png`} />', 'dynamic'],
    ['a choice', "import a from './a.png'", '<img src={props.x ? a : "/b.png"} />', 'dynamic'],
    ['itself', 'const a = a', '<img src={a} />', 'dynamic'],
  ])('%s', (_, before, markup, expected) => {
    expect(sources(markup, before)).toEqual([expected])
  })
})

test('says where an image is, after characters of two units and lines of two characters', () => {
  const source =
    'const s = \'😀\'\r\nexport const C = () => <p>\r\n  é😀 <img\r\n src="/a.svg"\r\n onLoad={() => 1} />\r\n</p>'
  const [image] = read(source).images
  expect(image?.place).toEqual({ line: 3, column: 7, offset: source.indexOf('<img') })
  expect(image?.markup).toBe('<img\r\n src="/a.svg"\r\n onLoad={() => 1} />')
})

test('components of one module do not lend each other headings, text or ids', () => {
  const { images } = read(
    'const A = () => <h2 id="t">Ferns</h2>\nconst B = () => <img src="/a.svg" />\nconst D = <i>x</i>',
  )
  expect(images[0]?.nearby).toMatchObject({ before: '', after: '', heading: '' })
})

test('takes the language of the pages for its own', () => {
  const source = 'const A = () => <><img src="/a.svg" /><p lang="en"><img src="/a.svg" /></p></>'
  const program = parseAst(source, { lang: 'tsx' }) as unknown as ProgramNode
  const { images } = imagesFromJsx(source, program, { language: 'de' })
  expect(images.map(({ language }) => language)).toEqual(['de', 'en'])
})

test('a picture that a package exports is not said to be computed only', () => {
  const { images } = read("import { logo } from 'kit'\nexport const C = () => <img src={logo} />")
  const judgements = images.map((facts) => judge(facts))
  expect(judgements).toMatchObject([{ rule: 'dynamic-source', reason: expect.stringContaining('imported') }])
})
