import fc from 'fast-check'
import type { Finding, Report } from '../../src/report/report.ts'
import { finding, reportOf } from './report.fixture.ts'

/** What ends, opens or turns something in one of the formats. */
const nasty = [
  '<script>alert(1)</script>',
  ']]>',
  '-->',
  '</details>',
  '```',
  '`',
  '|',
  '\\',
  '\\|',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\u0000',
  '\u001b[31m',
  '\u0085',
  '\u2028',
  '\ud800',
  '\udc00',
  '\ufffe',
  '\u202eevil\u202c',
  '\u2066',
  '::error::x',
  '%0A::warning::',
  ',file=x',
  '=1+1',
  '@SUM(A1)',
  '-2+3',
  '"',
  "'",
  '&',
  '&amp;',
  '@someone',
  '#123',
  'https://evil.example/',
  'www.evil.example',
  '![x](https://evil.example/x.png)',
  '[x](javascript:1)',
  '<img src=x>',
  '**',
  '_',
  '~~',
  '日本語',
  'مرحبا',
  '😀',
  ' ',
]

/** Text as a hostile page would have it. */
export const text = fc
  .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 6 }), fc.lorem()), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''))

const optional = fc.option(text, { nil: undefined })
const alt = fc.option(text)

const anyFinding = fc
  .record({
    document: fc.oneof(fc.constantFrom('index.html', 'a b/ü.html', 'https://a.example/x?y=1'), text),
    source: text,
    context: text,
    reason: text,
    before: alt,
    after: alt,
    proposal: optional,
    markup: optional,
    place: fc.option(
      fc.record({ line: fc.integer({ min: 1 }), column: fc.integer({ min: 1 }), offset: fc.nat() }),
      { nil: undefined },
    ),
    suppressed: fc.option(fc.record({ reason: text }), { nil: undefined }),
    outcome: fc.constantFrom('kept', 'filled', 'review', 'flawed', 'unreadable'),
    severity: fc.constantFrom('error', 'warning', 'info'),
    rule: fc.constantFrom('image-alt', 'functional-image', 'captioned', 'alt-filename'),
  })
  .map(({ suppressed, ...changes }): Finding => {
    const own = finding(changes as Partial<Finding>)
    return suppressed === undefined ? own : { ...own, suppressed }
  })

export const report: fc.Arbitrary<Report> = fc
  .tuple(fc.array(anyFinding, { maxLength: 6 }), text, optional, optional)
  .map(([findings, root, engine, problem]) => {
    const whole = reportOf(
      findings.map((own, index) => ({ ...own, id: `f${index}` })),
      { root, engine },
    )
    const documents = whole.documents.map((document, index) =>
      index === 0 ? { ...document, problem } : document,
    )
    return { ...whole, documents }
  })
