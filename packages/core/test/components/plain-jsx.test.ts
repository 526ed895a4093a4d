// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the components that are read.
import { imagesFromJsx, imagesFromPlainJsx, isLongProse, type ProgramNode } from '@altwright/core/components'
import fc from 'fast-check'
import { parseSync } from 'rolldown/utils'
import { parseAst } from 'vite'
import { describe, expect, test } from 'vitest'
import { modules } from './modules.ts'

const parsed = (source: string) =>
  imagesFromJsx(source, parseAst(source, { lang: 'tsx' }) as unknown as ProgramNode, { language: 'en' })
const plain = (source: string) => imagesFromPlainJsx(source, { language: 'en' })

const image = '<img src="/a.svg" />'
const returning = (markup: string, before = '') => `${before}\nexport const C = (props) => (${markup})\n`

describe('what is told of a module without a parser is what one tells', () => {
  test.each([
    ['an import', returning('<img src={a} />', "import a from './a.svg'")],
    [
      'one of several imports',
      returning('<img src={b.src} />', "import x, { a as b, type C as D } from './a.svg'"),
    ],
    ['a whole module', returning('<img src={a.default} />', "import * as a from './a.svg'")],
    [
      'a name that is no constant',
      `export function C({ label, size = 3 }) { return <p>{label}{size}${image}</p> }`,
    ],
    ['strings with brackets', `const a = "<img>{", b = '}\\'<p>'\nexport const C = () => ${image}`],
    ['comments with tags', `// <img src="x">\n/* <p> ' */ export const C = () => ${image}`],
    [
      'templates',
      ['const a = (n) => `<b>${n > 1 ? `{${n}` : "}"}</b>`', `export const C = () => ${image}`].join('\n'),
    ],
    ['a pattern with quotes', `const a = /["'<\\/[/]/.test(b)\nexport const C = () => ${image}`],
    ['divisions', `const a = (b + 1) / 2 / c[0] / 3\nexport const C = () => ${image}`],
    ['comparisons', `const a = b < c && d.return < e || f[0]<g\nexport const C = () => ${image}`],
    [
      'types',
      `const [a, b] = useState<Map<string, number>>(new Map<string, number>())\nexport const C = () => ${image}`,
    ],
    ['types that call', `type A = { a(b: string): Array<C> }\nexport const C = (): X<Y> => ${image}`],
    ['one of two', returning(`<p>{props.a > 1 ? ${image} : props.b ? 'Fern' : null}</p>`)],
    ['one at times', returning(`<a href="/"><b>{props.a && ${image}}</b></a>`)],
    ['one or a text', returning(`<a href="/">{props.a || ${image}}</a>`)],
    ['one in brackets at times', returning(`<a href="/">{(props.a ?? 0) && (\n${image}\n)}</a>`)],
    ['a loop', returning(`<ul>{[1, 2].map((n, i) => <li key={n}><a href="/">${image}</a></li>)}</ul>`)],
    [
      'a loop over what is computed',
      returning(`<p>{list(props).filter(Boolean).flatMap((n) => n.a && ${image})}</p>`),
    ],
    ['a loop over what may not be there', returning(`<a href="/">{props.a?.map((n) => ${image})}</a>`)],
    [
      'a name of a constant',
      returning('<img src={a} alt={b} />', "const a = './a.svg'\nconst b = props.b, c = a.length"),
    ],
    [
      'names of what is no text',
      `const a = () => { b() }\nconst c = useMemo(() => 1, [])\nexport const C = () => <a onClick={a}>{c}${image}</a>`,
    ],
    [
      'a loop of statements',
      returning(
        `<a href="/">{props.a.map((n) => {\n if (n) return null\n const b = () => { return 'x' }\n return (\n ${image}\n) })}</a>`,
      ),
    ],
    [
      'a loop of statements that may be a text',
      returning(
        `<a href="/">{props.a.map((n) => { switch (n) { case 1: return ${image}; default: return 'x' } })}</a>`,
      ),
    ],
    ['a call', returning(`<a href="/">{render(${image}, () => { return 1 })}</a>`)],
    [
      'an image for a component',
      returning(`<Card icon={${image}} {...props} onClick={() => { if (a) b() }} title="x" />`),
    ],
    ['an image in an object', returning(`<Card parts={{ a: ${image}, b: [<i />] }} />`)],
    ['a style', returning(`<img src="/a.svg" style={{ width: 1, height: '1px', 'object-fit': "cover" }} />`)],
    ['a computed style', returning(`<p style={{ ...props.a, display: 'none' }}>${image}</p>`)],
    [
      'texts of parts',
      returning('<img src={`/a/${"b"}.svg`} alt={"a" + 1 + props.b} title={"a" + \'b\'} />'),
    ],
    ['a sum with brackets', returning('<img src="/a.svg" alt={(props.a) + (props.b)} />')],
    ['numbers', returning('<img src="/a.svg" width={1.5} height={24} title={1e3 + props.a} />')],
    [
      'constants',
      returning('<img src="/a.svg" alt={undefined} hidden={false} aria-hidden={true} title={null} />'),
    ],
    [
      'an address that may differ',
      returning('<img src={props.dark ? "/a.svg" : "/b.svg"} alt={`${props.a} b`} />'),
    ],
    ['names in parts', returning('<svg:g><motion.img src="/a.svg" xlink:href="b" data-a-b /></svg:g>')],
    ['fragments', returning(`<><React.Fragment>${image}</React.Fragment><></></>`)],
    ['comments of an image', returning(`<p>{/* altwright-ignore: ads */}${image}{\n// so\n}</p>`)],
    ['text with quotes and marks', returning(`<p>It's "5 &gt; 4"; a / b // d /* e */ ${image}</p>`)],
    ['a spread child', returning(`<p>{...props.a}${image}</p>`)],
    [
      'several pieces of markup',
      `const a = <b>Fern</b>\nexport const C = () => cond(a) ? ${image} : <p>{a.b}</p>`,
    ],
    ['a class', `class A extends B<C> { #a = 1; static b = <i />; render() { return ${image} } }`],
    ['a branch', `export function C(a) { if (a < 1) return ${image}\n return <p>{a.b}</p> }`],
  ])('%s', (_, source) => {
    expect(plain(source)).toEqual(parsed(source))
  })
})

const runs = Number(process.env['ALTWRIGHT_RUNS'] ?? 2000)

test('whatever a module holds, it is told as a parser does or not at all', () => {
  let told = 0
  fc.assert(
    fc.property(modules, (source) => {
      const found = plain(source)
      if (found === undefined || !isSound(source)) return
      told += 1
      expect(found).toEqual(parsed(source))
    }),
    { numRuns: runs },
  )
  // Else nothing was tried.
  expect(told).toBeGreaterThan(runs / 4)
})

function isSound(source: string): boolean {
  return parseSync('module.tsx', source).errors.length === 0
}

describe('where only a parser can tell, nothing is told', () => {
  test.each([
    [
      'a name of a constant that is used otherwise',
      returning('<img src={a} />', "const a = './a.svg'\nf(a)"),
    ],
    ['a name that may be assigned', returning('<img src={a} />', "const b = 1; a = './a.svg'")],
    [
      'a name that is bound again',
      returning('<img src={a} />', "import a from './a.svg'\nconst f = (a) => a"),
    ],
    ['a name that may be bound again', returning('<img src={a} />', "import a from './a.svg'\nlet b = [a]")],
    ['what follows a block', `function a() {} /b/.test(c)\nexport const C = () => ${image}`],
    ['what follows a condition', `if (a) /b/.test(c)\nexport const C = () => ${image}`],
    ['an arrow with types', `const a = <T,>(b: T) => b\nexport const C = () => ${image}`],
    ['a type that looks like a tag', `type A = <T>(b: T) => T\nexport const C = () => ${image}`],
    ['an address of a module', returning("<img src={new URL('./a.svg', import.meta.url).href} />")],
    ['a required picture', returning("<img src={require('./a.svg')} />")],
    ['a text under another type', returning('<img src={"/a.svg" as string} />')],
    ['a text that is there', returning('<img src={a!} />', "import a from './a.svg'")],
    ['an escaped text', returning("<img src='/a.svg' alt={'\\u0041'} />")],
    [
      'a loop over an object with functions',
      returning(
        `<a href="/">{props.a.map((n) => { f({ get b() { return 1 } }, [{ return: 2 }]); const c = { d: [function () { return ${image} }] } })}</a>`,
      ),
    ],
    ['a number of another form', returning('<img src="/a.svg" width={0x10} />')],
    ['a comment in a tag', returning('<img /* > */ src="/a.svg" />')],
    ['types of an element', returning('<Card<string> icon={<img src="/a.svg" />} />')],
    ['names in other letters', returning('<img src={ä} />', "import ä from './a.svg'")],
    ['an end that is missing', 'export const C = () => <p><img src="/a.svg" />'],
    ['brackets that do not match', 'export const C = () => (<p><img src="/a.svg" /></p>'],
    ['another end', 'export const C = () => <p><img src="/a.svg" /></b>'],
  ])('%s', (_, source) => {
    expect(plain(source)).toBeUndefined()
  })
})

describe('long prose', () => {
  const text = 'Walks of every length start at the old mill, follow the brook, and come back over the ridge.'
  const code =
    'export function total(a: number): number { return list.filter((item) => item.a > a).length + a }'
  test.each([
    ['a text over many lines', `<p>\n${`${text}\n`.repeat(300)}</p>`, true],
    ['a text in one line', `<p>${text.repeat(300)}</p>`, true],
    [
      'text in other letters',
      `<p>\n${`${'水車小屋から散歩が始まります'.repeat(4)}\n`.repeat(400)}</p>`,
      true,
    ],
    ['a short text', `<p>${text.repeat(20)}</p>`, false],
    ['code', `${code}\n`.repeat(300), false],
    ['more code than text', `${code}\n${code}\n${text}\n`.repeat(200), false],
  ])('%s', (_, source, isProse) => {
    expect(isLongProse(source)).toBe(isProse)
  })
})
