import {
  baselineOf,
  compareReports,
  formatBaseline,
  parseBaseline,
  reporters,
  withBaseline,
} from '@altwright/core/report'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finding, Report } from '../../src/report/report.ts'
import { everything, finding, reportOf, site } from './report.fixture.ts'

const missing = (document: string, source: string, changes: Partial<Finding> = {}) =>
  finding({ document, source, ...changes })
const fine = (document: string, source: string, changes: Partial<Finding> = {}) =>
  finding({
    document,
    source,
    outcome: 'kept',
    rule: 'named',
    severity: 'info',
    before: 'A text',
    after: 'A text',
    ...changes,
  })

/** What changed, by document and address. */
function changes(before: readonly Finding[], after: readonly Finding[], options: Partial<Report> = {}) {
  const { added, unchanged, fixed, removed, replaced } = compareReports(
    reportOf(before, options),
    reportOf(after, options),
  )
  const names = (findings: readonly Finding[]) =>
    findings.map(({ document, source }) => `${document} ${source}`)
  return {
    added: names(added),
    unchanged: names(unchanged),
    fixed: names(fixed),
    removed: names(removed),
    replaced: names(replaced.map((pair) => pair.after)),
  }
}

const none = { added: [], unchanged: [], fixed: [], removed: [], replaced: [] }

/** The same comparison, and what a baseline of the first leaves to count in the second. */
function counted(before: readonly Finding[], after: readonly Finding[]) {
  const baseline = parseBaseline(formatBaseline(baselineOf(reportOf(before))), 'x')
  const { findings, summary } = withBaseline(reportOf(after), baseline)
  return {
    fresh: findings
      .filter(({ known, severity }) => known !== true && severity !== 'info')
      .map(({ document, source }) => `${document} ${source}`),
    known: summary.known,
  }
}

describe('what is the same', () => {
  test.each<[string, readonly Finding[], readonly Finding[]]>([
    [
      'a line further down',
      [missing('a', 'x.png')],
      [missing('a', 'x.png', { place: { line: 99, column: 1, offset: 9 } })],
    ],
    [
      'images in another order',
      [missing('a', 'x.png'), missing('a', 'y.png')],
      [missing('a', 'y.png'), missing('a', 'x.png')],
    ],
    ['another hash in the file name', [missing('a', 'x-BxK29dJ1.png')], [missing('a', 'x-CkL38eM2.png')]],
    [
      'another file name, by its bytes',
      [missing('a', 'x.png', { picture: 'sha256-1' })],
      [missing('a', 'renamed.png', { picture: 'sha256-1' })],
    ],
    [
      'another picture under the same address',
      [missing('a', 'x.png', { picture: 'sha256-1' })],
      [missing('a', 'x.png', { picture: 'sha256-2' })],
    ],
    [
      'bytes that were looked at in one run only',
      [missing('a', 'x.png')],
      [missing('a', 'x.png', { picture: 'sha256-2' })],
    ],
    [
      'another rule that says why it has no alt',
      [missing('a', 'x.png')],
      [missing('a', 'x.png', { rule: 'unsure' })],
    ],
    [
      'a page with another name',
      [missing('old.html', 'x.png'), fine('old.html', 'y.png')],
      [missing('new.html', 'x.png'), fine('new.html', 'y.png')],
    ],
  ])('%s', (_, before, after) => {
    expect(changes(before, after).added).toEqual([])
    expect(changes(before, after).unchanged).toHaveLength(
      after.filter(({ severity }) => severity === 'error').length,
    )
    expect(counted(before, after).fresh).toEqual([])
  })

  test('a preview and the live site', () => {
    const [preview, live] = ['https://preview.example', 'https://www.example'].map((root) =>
      reportOf([missing(`${root}/a?b=1`, `${root}/x.png`, { context: `img in link to ${root}/` })], { root }),
    ) as [Report, Report]
    expect(compareReports(preview, live).added).toEqual([])
    expect(withBaseline(live, baselineOf(preview)).summary.errors).toBe(0)
  })
})

describe('what is new', () => {
  test.each<[string, readonly Finding[], readonly Finding[], readonly string[]]>([
    ['another image', [missing('a', 'x.png')], [missing('a', 'x.png'), missing('a', 'y.png')], ['a y.png']],
    [
      'the same image once more',
      [missing('a', 'x.png')],
      [missing('a', 'x.png'), missing('a', 'x.png')],
      ['a x.png'],
    ],
    [
      'the same image on another page',
      [missing('a', 'x.png')],
      [missing('a', 'x.png'), missing('b', 'x.png')],
      ['b x.png'],
    ],
    [
      'the same image in a link',
      [missing('a', 'x.png')],
      [missing('a', 'x.png', { context: 'img in link to /cart' })],
      ['a x.png'],
    ],
    [
      'a repair that is a flaw',
      [missing('a', 'x.png')],
      [missing('a', 'x.png', { outcome: 'flawed', rule: 'alt-filename', before: 'x.png', after: 'x.png' })],
      ['a x.png'],
    ],
    // What pa11y-ci counts: one fixed, one new, the same number.
    [
      'one in the place of one that was repaired',
      [missing('a', 'x.png'), fine('a', 'y.png')],
      [fine('a', 'x.png'), missing('a', 'y.png')],
      ['a y.png'],
    ],
    [
      'one in the place of one that was removed',
      [missing('a', 'x.png')],
      [missing('a', 'y.png')],
      ['a y.png'],
    ],
    [
      'on a page that was there and was clean, while another went',
      [missing('a', 'logo.png'), fine('b', 'logo.png')],
      [missing('b', 'logo.png')],
      ['b logo.png'],
    ],
    [
      'on one of two pages that might be the old one',
      [missing('a', 'logo.png')],
      [missing('b', 'logo.png'), missing('c', 'logo.png')],
      ['b logo.png', 'c logo.png'],
    ],
    [
      'another drawing in the page',
      [missing('a', '', { kind: 'svg', markup: '<svg role="img" id="a">' })],
      [missing('a', '', { kind: 'svg', markup: '<svg role="img" id="b">' })],
      ['a '],
    ],
  ])('%s', (_, before, after, added) => {
    expect(changes(before, after).added).toEqual(added)
    expect(counted(before, after).fresh).toEqual(added)
  })
})

test('fixed, removed, and a picture that changed under its alt', () => {
  expect(changes([missing('a', 'x.png')], [fine('a', 'x.png')])).toEqual({ ...none, fixed: ['a x.png'] })
  expect(changes([missing('a', 'x.png')], [])).toEqual({ ...none, removed: ['a x.png'] })
  const was = fine('a', 'hero-BxK29dJ1.jpg', { picture: 'sha256-1' })
  expect(changes([was], [fine('a', 'hero-CkL38eM2.jpg', { picture: 'sha256-2' })])).toEqual({
    ...none,
    replaced: ['a hero-CkL38eM2.jpg'],
  })
  const reworded = { picture: 'sha256-2', before: 'Another text', after: 'Another text' }
  expect(changes([was], [fine('a', 'hero-CkL38eM2.jpg', reworded)])).toEqual(none)
  const decorative = { before: '', after: '', rule: 'author-decorative' } as const
  expect(
    changes(
      [fine('a', 'x.png', { ...decorative, picture: 'sha256-1' })],
      [fine('a', 'x.png', { ...decorative, picture: 'sha256-2' })],
    ),
  ).toEqual(none)
})

test('a report is the same as itself, and its own baseline leaves nothing to count', () => {
  for (const report of [site, everything]) {
    const { added, fixed, removed, replaced } = compareReports(report, report)
    expect([added, fixed, removed, replaced]).toEqual([[], [], [], []])
    const held = withBaseline(report, baselineOf(report))
    expect(held.summary).toMatchObject({ errors: 0, warnings: 0 })
    expect(held.baseline?.fixed).toBe(0)
  }
})

test('whatever was repaired, removed, moved and added: what is new is what was added', () => {
  const image = fc.record({
    document: fc.constantFrom('a', 'b'),
    source: fc.constantFrom('x.png', 'y.png', 'z.png'),
    fate: fc.constantFrom('stays', 'repaired', 'removed', 'added'),
  })
  fc.assert(
    fc.property(fc.array(image, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (images, order) => {
      // Every page is in both runs, so that none is taken for another.
      const pages = [fine('a', 'page.png'), fine('b', 'page.png')]
      const before = images
        .filter(({ fate }) => fate !== 'added')
        .map(({ document, source }) => missing(document, source))
      const after = images
        .filter(({ fate }) => fate !== 'removed')
        .map(({ document, source, fate }) => (fate === 'repaired' ? fine : missing)(document, source))
        .map((own) => [order.next().value ?? 0, own] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, own]) => own)
      const known = new Map<string, number>()
      for (const { document, source } of before)
        known.set(`${document} ${source}`, (known.get(`${document} ${source}`) ?? 0) + 1)
      const expected = after
        .filter(({ severity }) => severity === 'error')
        .map(({ document, source }) => `${document} ${source}`)
        .filter((name) => {
          const left = known.get(name) ?? 0
          known.set(name, left - 1)
          return left <= 0
        })
      expect(changes([...pages, ...before], [...pages, ...after]).added.toSorted()).toEqual(
        expected.toSorted(),
      )
      expect(counted([...pages, ...before], [...pages, ...after]).fresh.toSorted()).toEqual(
        expected.toSorted(),
      )
    }),
    { numRuns: 300 },
  )
})

describe('the baseline', () => {
  test('is sorted, has a line for each finding, and the same text for the same site', () => {
    const report = reportOf([
      missing('b', 'x.png'),
      missing('a', 'y-BxK29dJ1.png'),
      missing('a', 'x.png'),
      missing('a', 'x.png'),
    ])
    const text = formatBaseline(baselineOf(report))
    expect(text).toBe(`{
  "version": 1,
  "documents": [
    "a",
    "b"
  ],
  "findings": [
    {"document":"a","problem":"missing","context":"img","image":"x.png","count":2},
    {"document":"a","problem":"missing","context":"img","image":"y.png"},
    {"document":"b","problem":"missing","context":"img","image":"x.png"}
  ]
}
`)
    const turned = { ...report, findings: report.findings.toReversed() }
    expect(formatBaseline(baselineOf(turned))).toBe(text)
    expect(formatBaseline(parseBaseline(text, 'x'))).toBe(text)
  })

  test('what is suppressed is not in it, and a document that cannot be read is', () => {
    const report = reportOf([missing('a', 'x.png', { severity: 'info', suppressed: { reason: 'known' } })])
    expect(baselineOf(report).findings).toEqual([])
    expect(baselineOf(everything).unread).toEqual(['broken.html'])
    expect(withBaseline(everything, baselineOf(everything)).summary.problems).toBe(0)
    expect(withBaseline(everything, baselineOf(site)).summary.problems).toBe(1)
  })

  test('reporters tell what is new from what is known', () => {
    const report = withBaseline(
      reportOf([missing('a', 'x.png'), missing('a', 'y.png')]),
      baselineOf(reportOf([missing('a', 'x.png'), missing('a', 'z.png')])),
    )
    expect(report.baseline).toEqual({ findings: 2, fixed: 1 })
    expect(report.summary).toMatchObject({ known: 1, errors: 1 })
    const { results } = JSON.parse(reporters.sarif(report)).runs[0]
    expect(results.map(({ baselineState }: { baselineState: string }) => baselineState)).toEqual([
      'unchanged',
      'new',
    ])
    expect(reporters.junit(report)).toContain('failures="1" errors="0" skipped="1"')
    expect(reporters.github(report).split('\n')).toHaveLength(2)
    expect(reporters.markdown(report)).toContain(
      '1 of these known from the baseline. 1 of the baseline are fixed.',
    )
    expect(reporters.markdown(report)).not.toContain('x.png')
  })

  test.each([
    ['', /^b\.json: is not valid JSON/],
    ['<<<<<<< ours\n', /^b\.json: holds merge conflict markers; `--update-baseline` writes it anew\.$/],
    ['{"version":2}', /^b\.json: is no baseline of this release: `version`: /],
    ['{"version":1,"documents":[],"findings":[{}]}', /`findings\.0\.document`/],
  ])('%j', (text, message) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(message)
  })
})
