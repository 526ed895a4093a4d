// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code of the modules that are made.
import fc from 'fast-check'

const names = ['a', 'b', 'c']
const images = [
  '<img src={a} />',
  '<img src={b.src} alt={c} />',
  '<><img src={`${c}?w=1`} /></>',
  '<img {...a} />',
]
const values = [
  ...names,
  ..."'x.png'|`z`|1|0.5|true|null|undefined|this|/r<b>/|[]|{}|a.src|b.default|c.img.src|a[0]|'\\n'|1e3|a!|a!.src".split(
    '|',
  ),
  ...'a?.src|b as any|!a|typeof a|a++ / 2|a < b|f<string>(b)|a.toString()|require("./r.png")'.split('|'),
  "new URL('./u.png', import.meta.url).href",
]

/** What stands for a part of code in a template of some. */
const letters = { E: 'expression', S: 'statement', A: 'attribute', C: 'child', X: 'element' } as const

const depth = { maxDepth: 4, depthIdentifier: 'code', withCrossShrink: true }

type Parts = Record<'expression' | 'statement' | 'attribute' | 'child' | 'element' | 'module', string>

/** Modules with JSX of every form of code that decides about it, most of them without mistakes. */
export const modules: fc.Arbitrary<string> = fc.letrec<Parts>((tie) => {
  const value = fc.constantFrom(...values)
  const name = fc.constantFrom(...names)
  const filled = (template: string) => {
    // `E` stands for an expression, and so on; each is made by itself.
    const parts = template.split(/\b([ESNACXV])\b/)
    const made = parts.map((part, index) => (index % 2 === 0 ? fc.constant(part) : byLetter(part)))
    return fc.tuple(...made).map((texts) => texts.join(''))
  }
  const byLetter = (letter: string): fc.Arbitrary<string> => {
    if (letter === 'N') return name
    if (letter === 'V') return value
    return tie(letters[letter as keyof typeof letters])
  }
  const oneOf = (...templates: string[]) => fc.oneof(depth, ...templates.map(filled))
  return {
    expression: oneOf(
      ...[
        'V',
        'V',
        'X',
        '(E)',
        'E ? E : E',
        'E && E',
        'E || E',
        '(E) ?? (E)',
        'E + E',
        'V + V',
        'E * 2',
        'N = E',
      ],
      ...[
        'a.map((x) => E)',
        'b.map(() => { S S })',
        'a?.map((x) => E)',
        'a.map<string>((x) => E)',
        '(E).flatMap((N) => E)',
      ],
      ...[
        '[a].map(function () { return E })',
        '(x) => E',
        'async x => E',
        '() => { S }',
        'f(E, E)',
        '`p${E}q`',
        '(E, E)',
      ],
      ...['{ a: E }.a', '[E]', "'s'.split('').map((x) => E)"],
    ),
    statement: oneOf(
      ...[
        'return V;',
        'return E\n',
        'return\n',
        'if (V) return E\n',
        'if (V) { return E }',
        'const N = E;',
        'let N\n',
      ],
      ...['const y = () => { return E }\n', 'function g(N) { return E }', 'const z = { m() { return E } };'],
      ...[
        'switch (a) { case 1: return E\n default: return null }',
        'try { return E } catch (N) {}',
        'for (const N of b) f()\n',
      ],
    ),
    attribute: oneOf(
      ...[
        'hidden',
        'src={V}',
        'alt={E}',
        'style={E}',
        'style={{ width: 1, "max-width": V }}',
        'style={{ N, ...a }}',
      ],
      ...['{...E}', 'icon={E}', 'icon=X', 'aria-label="l &amp; \'m\'"', 'onClick={() => { S }}'],
    ),
    child: oneOf(
      'It is "q" // x',
      '{/* altwright-ignore: why */}',
      '{}',
      '{V}',
      '{E}',
      '{E}',
      '{...V}',
      'X',
      'X',
    ),
    element: fc.oneof(
      depth,
      fc.constantFrom(...images),
      filled('<p A>C C</p>'),
      filled('<a href={V} A>C</a>'),
      filled('<>C\nC</>'),
      filled('<img A A />'),
      filled('<Card.Y A>C</Card.Y>'),
    ),
    module: fc
      .tuple(
        fc.array(
          oneOf(
            ...[
              "import N from './n.png'",
              "import { q as N, src } from './m.jpg'",
              "import * as N from './n.svg'",
            ],
            ...[
              'import N, { type T } from "./o.svg"',
              'const N = E',
              'const N: string = V',
              'const N = E, N = V;',
              'let N = V',
            ],
            ...[
              'function h(N, { N = 1 }) { S }',
              'class K { N = V; m(N) {} }',
              'export const k = (N) => E',
              '{ const N = V }',
            ],
            ...[
              'const u = x\n++N',
              'const N = u\n!f()',
              'const N = function () {}',
              "const s = 1; N = 'w.png'",
              'type T = { N: string }',
            ],
          ),
          { maxLength: 4 },
        ),
        tie('element'),
      )
      .map(([code, element]) => [...code, `export const C = () => (${element})`].join('\n')),
  }
}).module
