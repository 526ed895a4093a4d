import { reporters } from '@altwright/core/report'
import { type DiagnosticView, formatDiagnostic, formatFindings, noColors } from '@altwright/core/terminal'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everything, finding, reportOf } from '../report/report.fixture.ts'

const view: DiagnosticView = {
  colors: noColors,
  columns: 60,
  nameOf: (document) => `dist/${document}`,
  writes: 'suggested',
}

test('a finding that asks for a person: place, rule, severity, tag, reason, draft', () => {
  const open = finding({
    place: { line: 12, column: 5, offset: 480 },
    rule: 'functional-image',
    reason: 'It is the only content of the link to “/cart”.',
    proposal: 'Cart',
    markup: '<img\n      src="cart.svg"\n    >',
  })
  expect(formatDiagnostic(open, view)).toBe(
    [
      'dist/index.html:12:5  functional-image  error',
      '  12 │ <img',
      '  13 │   src="cart.svg"',
      '  14 │ >',
      '  It is the only content of the link to “/cart”.',
      '  draft alt="Cart"',
    ].join('\n'),
  )
})

test('a draft for what has no alt is not called one, wherever it is shown', () => {
  const link = finding({
    kind: 'control',
    rule: 'nameless-control',
    source: '',
    proposal: 'Map of the walk',
    markup: '<a href="/map">',
  })
  expect(formatDiagnostic(link, view)).toMatch(/\n {2}draft "Map of the walk"$/)
  const report = reportOf([link])
  expect(reporters.junit(report)).toContain('draft &quot;Map of the walk&quot;')
  expect(reporters.html(report).replace(/<[^>]*>/g, '')).toContain('Draft, not written "Map of the walk"')
})

test('a tag of many lines is cut, and loses the indentation that its lines share', () => {
  const attributes = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `\n      ${name}="1"`)
  const open = finding({
    place: { line: 8, column: 5, offset: 0 },
    markup: `<svg${attributes.join('')}\n    >`,
  })
  expect(formatDiagnostic(open, view).split('\n').slice(1, 7)).toEqual([
    ...['   8 │ <svg', '   9 │   a="1"', '  10 │   b="1"', '  11 │   c="1"', '  12 │   d="1"'],
    '  13 │ …',
  ])
})

test.each([
  [0.969, 96],
  [0.29, 29],
  [1, 99],
])(
  'a confidence of %f is %d %%: below the threshold that it failed, and never certain',
  (confidence, percent) => {
    const drafted = finding({ outcome: 'review', rule: 'unsure', proposal: 'Heart icon', confidence })
    expect(formatDiagnostic(drafted, view)).toContain(`draft alt="Heart icon" (${percent} % sure)`)
  },
)

test('what was decided: the words and how sure they are, and the tag as it becomes', () => {
  const filled = finding({
    outcome: 'filled',
    rule: 'captioned',
    severity: 'info',
    after: 'Magnifying glass',
    author: 'generated',
    attributes: { alt: 'Magnifying glass', 'data-alt-source': 'generated' },
    confidence: 0.934,
  })
  expect(
    formatDiagnostic(filled, { ...view, writes: 'written' })
      .split('\n')
      .at(-1),
  ).toBe('  alt="Magnifying glass" (93 % sure)')
  expect(
    formatDiagnostic(filled, { ...view, writes: 'would write' })
      .split('\n')
      .slice(1, 3),
  ).toEqual([
    '  - <img src="img/lens.svg" class="icon">',
    '  + <img alt="Magnifying glass" data-alt-source="generated" src="img/lens.svg" class="icon">',
  ])
})

test('a document without lines is named once, above its findings', () => {
  const report = reportOf([finding({ document: 'a', place: undefined })])
  const all = { ...view, quiet: false, verbose: false }
  expect(formatFindings(report, all)).toMatch(/^dist\/a\n\n {2}image-alt {2}error\n/)
  expect(formatDiagnostic(report.findings[0] ?? finding({}), view)).toMatch(/^dist\/a {2}image-alt/)
})

const harmful = /(?!\n)[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/u

test('nothing that a page wrote reaches the terminal as a control or a change of direction', () => {
  const all = { ...view, quiet: false, verbose: true }
  expect(formatFindings(everything, all)).not.toMatch(harmful)
  const text = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(text, text, text, text, (document, reason, proposal, markup) => {
      const hostile = finding({ document, reason, proposal, markup, source: reason })
      const printed = formatDiagnostic(hostile, view)
      expect(printed).not.toMatch(harmful)
    }),
    { numRuns: 200 },
  )
})
