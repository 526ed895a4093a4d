import { fileLoader, openRun } from '@altwright/core'
import { resolveOptions } from '@altwright/core/config'
import { describeMarkdown } from '@altwright/core/markdown'
import { describe, expect, test } from 'vitest'
import { fakeCaptioner, folder } from '../flow/fake.ts'

const files = {
  'lens.svg': 'caption:magnifying glass',
  'odd.svg': 'caption:a [b] *c* <d> {e} & f_g_ | h',
  'home.svg': 'caption:house',
}

interface Options {
  readonly mdx?: boolean
  readonly emptyMarkdownAlt?: 'missing' | 'decorative'
  readonly components?: string[]
}

async function fill(source: string, { mdx = false, emptyMarkdownAlt = 'missing', ...options }: Options = {}) {
  const root = await folder(files)
  const settings = resolveOptions(options, 'options', { root, ci: false })
  const captioner = fakeCaptioner()
  const run = await openRun({ command: 'fix', settings, openCaptioner: async () => captioner })
  const document = mdx ? 'page.mdx' : 'page.md'
  const load = fileLoader({ root, publicDirs: settings.publicDirs, document })
  const page = await describeMarkdown(run, { document, source, load, mdx, emptyMarkdownAlt })
  return { ...page, report: run.report() }
}

const rows: readonly (readonly [string, string, string])[] = [
  ['an image', '![](lens.svg)\n', '![Magnifying glass](lens.svg)\n'],
  ['an image that its title names', '![](lens.svg "T")', ''],
  ['an image by reference', '![][a]\n\n[a]: lens.svg', '![Magnifying glass][a]\n\n[a]: lens.svg'],
  [
    'lines of Windows, front matter',
    '---\r\ntitle: ![](x)\r\n---\r\n\r\n![](lens.svg)\r\n',
    '---\r\ntitle: ![](x)\r\n---\r\n\r\n![Magnifying glass](lens.svg)\r\n',
  ],
  [
    'TOML front matter',
    '+++\na = "![](lens.svg)"\n+++\n![](lens.svg)',
    '+++\na = "![](lens.svg)"\n+++\n![Magnifying glass](lens.svg)',
  ],
  [
    'HTML in it',
    'x <img src=lens.svg> y',
    'x <img alt="Magnifying glass" data-alt-source="generated" src=lens.svg> y',
  ],
  [
    'a block of HTML',
    '<div>\n  <img src="lens.svg">\n</div>\n',
    '<div>\n  <img alt="Magnifying glass" data-alt-source="generated" src="lens.svg">\n</div>\n',
  ],
  [
    'HTML in a quote',
    '> <p>\n> <img src="lens.svg">\n> </p>\n',
    '> <p>\n> <img alt="Magnifying glass" data-alt-source="generated" src="lens.svg">\n> </p>\n',
  ],
  [
    'a table',
    '| a |\n|---|\n| ![](odd.svg) |\n',
    '| a |\n|---|\n| ![A \\[b\\] \\*c\\* \\<d\\> \\{e\\} \\& f\\_g\\_ \\| h](odd.svg) |\n',
  ],
  ['a heading that is nothing else', '# ![](lens.svg)\n', '# ![Magnifying glass](lens.svg)\n'],
  [
    'HTML in a heading that is nothing else',
    '# <img src="lens.svg">\n',
    '# <img alt="Magnifying glass" data-alt-source="generated" src="lens.svg">\n',
  ],
  ['emoji before it', '👩‍👩‍👧‍👦 ![](lens.svg)', '👩‍👩‍👧‍👦 ![Magnifying glass](lens.svg)'],
  ['code', '```html\n![](lens.svg)\n<img src="lens.svg">\n```\n\n    ![](lens.svg)\n\n`![](lens.svg)`\n', ''],
  ['an escaped image', '\\![](lens.svg)', ''],
  ['a comment', '<!-- ![](lens.svg) <img src="lens.svg"> -->', ''],
  ['an alt that is there', '![mine](lens.svg) <img src="lens.svg" alt="">', ''],
  ['a link, whose purpose it would have to tell', '[![](home.svg)](/about)', ''],
  ['another language', '---\nlang: fr\n---\n![](lens.svg)', ''],
]

describe('Markdown', () => {
  for (const [name, source, filled] of rows) {
    test(`${filled === '' ? 'leaves' : 'fills'} ${name}`, async () => {
      const page = await fill(source)
      expect(page.source).toBe(filled === '' ? source : filled)
      expect(page.report.documents[0]?.problem).toBeUndefined()
      // Once is enough.
      expect((await fill(page.source)).source).toBe(page.source)
    })
  }

  test('an empty alt is an answer unless it is said to be none', async () => {
    const source = '![](lens.svg)'
    const page = await fill(source, { emptyMarkdownAlt: 'decorative' })
    expect([page.source, page.findings[0]?.outcome]).toEqual([source, 'kept'])
  })

  test.each([
    ['<a href="/x"><img src="home.svg"> {{ label }}</a>', 'computed-text'],
    ['<a href="/x"><img src="home.svg"> {% label %}</a>', 'computed-text'],
    ['<a href="/x"><img src="home.svg"><b v-if="open">Home</b></a>', 'computed-text'],
    ['<a href="/x"><img src="home.svg"> About {{ name }}</a>', 'beside-text'],
    ['<a href="/x"><img src="home.svg"> <code>{{ name }}</code></a>', 'beside-text'],
    ['<a href="/x" v-pre><img src="home.svg"> {{ name }}</a>', 'beside-text'],
    ['<a href="/x"><img src="home.svg"> <Badge text="New" /></a>', 'computed-text'],
    ['<A HREF="/x"><IMG SRC="home.svg"> About</A>', 'beside-text'],
    ['<img src="lens.svg" :alt="name">', 'dynamic-alt'],
    ['<img :src="lens">', 'dynamic-source'],
  ])('knows what a template computes: %s', async (source, rule) => {
    const { findings } = await fill(`${source}\n`)
    expect(findings.map((finding) => finding.rule)).toEqual([rule])
  })

  test('a link of nothing but a component may say something', async () => {
    expect(
      (await fill('## [<Badge text="NRV" />](#x)\n\n[](#y)\n')).findings.map(({ place }) => place?.line),
    ).toEqual([3])
  })

  test('a generated alt has no mark, and is counted as generated all the same', async () => {
    const { report } = await fill('![](lens.svg)')
    expect(report.summary).toMatchObject({ images: 1, generated: 1, reviewed: 0 })
    expect(report.findings[0]).toMatchObject({ markup: '![](lens.svg)', place: { line: 1, column: 1 } })
  })
})

describe('MDX', () => {
  test('fills Markdown and JSX, and leaves what is computed', async () => {
    const source = [
      "import map from './lens.svg'",
      '',
      '![](odd.svg)',
      '',
      '<Card><img src="lens.svg" /> <img src={map} /> <img {...rest} /></Card>',
      '',
      '{open && <img src="lens.svg" />}',
      '',
    ].join('\n')
    const { source: filled, report } = await fill(source, { mdx: true })
    expect(report.documents[0]?.problem).toBeUndefined()
    expect(filled).toContain('![A \\[b\\] \\*c\\* \\<d\\> \\{e\\} \\& f\\_g\\_ \\| h](odd.svg)')
    expect(filled).toContain('<img alt="Magnifying glass" data-alt-source="generated" src="lens.svg" />')
    expect(filled).toContain('<img alt="Magnifying glass" data-alt-source="generated" src={map} />')
    expect(filled).toContain('<img {...rest} />')
  })

  test('front matter says the language, and settings which components are images', async () => {
    const french = '---\nlang: fr\n---\n\n<img src="lens.svg" />\n'
    expect((await fill(french, { mdx: true })).source).toBe(french)
    const named = await fill('<Photo src="lens.svg" />\n', { mdx: true, components: ['Photo'] })
    expect(named.source).toContain('<Photo alt="Magnifying glass"')
  })

  test.each([
    ['emphasis', `x ${'*a'.repeat(20_000)}`, /holds more than 4000 marks such as \* and \[/],
    ['one run of marks', `${'_'.repeat(8000)}a${'_'.repeat(8000)}`, /holds more than 4000 marks/],
    ['links', '[a](b)'.repeat(20_000), /holds more than 4000 marks/],
    ['quotes', `${'>'.repeat(20_000)} x`, /nested too deeply/],
    ['footnotes', `${'[^a]: '.repeat(20_000)}x`, /nested too deeply/],
    ['lists', `${'- '.repeat(4000)}x`, /nested too deeply/],
  ])('%s beyond what can be read in reasonable time: a problem, and left alone', async (_, text, problem) => {
    const source = `![](lens.svg)\n\n${text}\n`
    const page = await fill(source)
    expect(page.source).toBe(source)
    expect(page.report.documents[0]?.problem).toMatch(problem)
  })

  test('a long text with many marks, in many paragraphs, in code and in a table, is read', async () => {
    const paragraphs = '*a* **b** ~c~ [d](e) _f_\n\n'.repeat(400)
    const code = `\`\`\`\n${'*_[~\n'.repeat(1200)}\`\`\`\n`
    const table = `|a|b|\n|-|-|\n${'|*a*|*b* ~c~ [d](e) [f](g) _h_|\n'.repeat(400)}`
    const { source } = await fill(`${paragraphs}${code}\n${table}\n![](lens.svg)\n`)
    expect(source.endsWith('![Magnifying glass](lens.svg)\n')).toBe(true)
  })

  test.each(['<?', '<!-- ', '<!A '])(
    '%s that nothing ends is looked for once, however often it begins',
    async (begin) => {
      const { source } = await fill(`x ${begin.repeat(30_000)}\n\n![](lens.svg)\n`)
      expect(source.endsWith('![Magnifying glass](lens.svg)\n')).toBe(true)
    },
  )

  test('what ends is HTML as before, beside what does not', async () => {
    const { source } = await fill('x <?a <!-- <img src="lens.svg"> --> ?> <!-- <img src="lens.svg">\n')
    expect(source).toBe(
      'x <?a <!-- <img src="lens.svg"> --> ?> <!-- <img alt="Magnifying glass" data-alt-source="generated" src="lens.svg">\n',
    )
  })

  test('what cannot be parsed is a problem of its file', async () => {
    const { source, report } = await fill('# x\n\n<div>\n', { mdx: true })
    expect(source).toBe('# x\n\n<div>\n')
    expect(report.documents[0]?.problem).toMatch(
      /^It cannot be parsed: Expected a closing tag for `<div>` \(3:1-3:6\)/,
    )
  })
})

test('a finding of MDX shows the tag that it is about', async () => {
  const source = `<a href="/x">
  <img src="lens.svg" onClick={() => 1} />
</a>

<svg role="img" viewBox="0 0 1 1">
  <path d="M0 0" />
</svg>

{[1].map((n) => <img src="lens.svg" key={n > 0} />)}

A word, <img src="lens.svg" />, and ![](home.svg)
`
  const { findings } = await fill(source, { mdx: true })
  expect(findings.map(({ markup }) => markup)).toEqual([
    '<img src="lens.svg" onClick={() => 1} />',
    '<svg role="img" viewBox="0 0 1 1">',
    '<img src="lens.svg" key={n > 0} />',
    '<img src="lens.svg" />',
    '![](home.svg)',
  ])
})
