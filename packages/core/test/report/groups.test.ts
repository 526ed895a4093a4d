import { expect, test } from 'vitest'
import { rules } from '../../src/policy/rules.ts'
import { bucketOf } from '../../src/report/html/buckets.ts'
import { sectionsOf } from '../../src/report/html/groups.ts'
import { verdict } from '../../src/report/html/summary.ts'
import { confidence, count, date, number, pictureAlt, sourceName } from '../../src/report/html/words.ts'
import { referencesOf } from '../../src/report/references.ts'
import { finding, reportOf, site } from './report.fixture.ts'

test('what a machine wrote is a bucket of its own', () => {
  expect(bucketOf(finding({ outcome: 'filled', author: 'generated' }))).toBe('generated')
  expect(bucketOf(finding({ outcome: 'filled', author: 'reviewed' }))).toBe('reviewed')
  expect(bucketOf(finding({ outcome: 'decorative', author: 'reviewed' }))).toBe('reviewed')
  expect(bucketOf(finding({ outcome: 'filled', author: 'rule' }))).toBe('ruled')
  expect(bucketOf(finding({ outcome: 'decorative', author: 'rule' }))).toBe('decorative')
  expect(bucketOf(finding({ outcome: 'filled', author: undefined }))).toBe('generated')
})

test('the page counts as the summary does', () => {
  const images = Object.fromEntries(sectionsOf(site).map(({ bucket, images }) => [bucket, images]))
  const { kept, generated, reviewed, decorative, review, flawed, unreadable } = site.summary
  expect(images).toMatchObject({ kept, generated, reviewed, review, flawed, unreadable })
  expect((images.decorative ?? 0) + (images.ruled ?? 0)).toBe(decorative)
})

test('one picture with one answer is one card, in every place that has it', () => {
  const same = { picture: 'sha256-a', rule: 'captioned', outcome: 'filled', author: 'generated' } as const
  const [section] = sectionsOf(
    reportOf([
      finding({ ...same, document: 'a.html', after: 'Lens' }),
      finding({ ...same, document: 'b.html', after: 'Lens' }),
      finding({ ...same, document: 'c.html', after: 'Search' }),
      finding({ ...same, document: 'd.html', after: 'Lens', picture: 'sha256-b' }),
    ]),
  )
  expect(section?.groups[0]?.cards.map(({ findings }) => findings.map(({ document }) => document))).toEqual([
    ['a.html', 'b.html'],
    ['c.html'],
    ['d.html'],
  ])
})

test('without a hash, only an address that means the same everywhere is the same picture', () => {
  const cardsOf = (source: string) =>
    sectionsOf(reportOf(['a.html', 'b.html'].map((document) => finding({ document, source }))))[0]?.groups[0]
      ?.cards.length
  expect(cardsOf('/img/lens.svg')).toBe(1)
  expect(cardsOf('https://other.example/lens.svg')).toBe(1)
  expect(cardsOf('//other.example/lens.svg')).toBe(1)
  expect(cardsOf('img/lens.svg')).toBe(2)
  expect(cardsOf('')).toBe(2)
})

test('a drawing in a link is one card where its tag and its target are the same', () => {
  const svg = { kind: 'svg', source: '', markup: '<svg viewBox="0 0 24 24">' } as const
  const findings = ['a.html', 'b.html'].flatMap((document) => [
    finding({ ...svg, document, context: 'svg in link to https://social.example/us' }),
    finding({ ...svg, document, context: 'svg in link to https://code.example/us' }),
    // Its paths may be others.
    finding({ ...svg, document, context: 'svg' }),
  ])
  const cards = sectionsOf(reportOf(findings))[0]?.groups[0]?.cards ?? []
  expect(cards.map((card) => card.findings.map(({ document }) => document))).toEqual([
    ['a.html', 'b.html'],
    ['a.html', 'b.html'],
    ['a.html'],
    ['b.html'],
  ])
})

test('sections are in the order of reading, and rules by weight and then by number', () => {
  expect(sectionsOf(site).map(({ bucket }) => bucket)).toEqual([
    'review',
    'generated',
    'reviewed',
    'ruled',
    'decorative',
    'flawed',
    'unreadable',
    'kept',
  ])
  expect(sectionsOf(site)[0]?.groups.map(({ rule }) => rule)).toEqual([
    'functional-image',
    'complex-image',
    'photo-needs-model',
    'svg-name',
    'maybe-decorative',
  ])
})

test('every id in the table of rules has its page at the W3C', () => {
  for (const rule of Object.values(rules)) {
    const references = referencesOf(rule)
    expect(references).toHaveLength(rule.wcag.length + rule.act.length)
    for (const { url } of references) expect(url).toMatch(/^https:\/\/www\.w3\.org\/WAI\//)
  }
  expect(referencesOf(rules['maybe-decorative']).map(({ url }) => url)).toEqual([
    'https://www.w3.org/WAI/WCAG22/Understanding/non-text-content',
    'https://www.w3.org/WAI/WCAG22/Techniques/css/C9',
    'https://www.w3.org/WAI/WCAG22/Techniques/html/H67',
    'https://www.w3.org/WAI/standards-guidelines/act/rules/e88epe/proposed/',
    'https://www.w3.org/WAI/standards-guidelines/act/rules/23a2a8/',
  ])
})

test('the verdict says what is open', () => {
  const none = {
    review: 0,
    generated: 0,
    reviewed: 0,
    ruled: 0,
    decorative: 0,
    flawed: 0,
    unreadable: 0,
    kept: 0,
    suppressed: 0,
  }
  expect(verdict(0, none)).toBe('No images were found.')
  expect(verdict(1, { ...none, review: 1 })).toBe('1 of 1 image needs a person.')
  expect(verdict(12, { ...none, review: 1, flawed: 1, generated: 1 })).toBe(
    '2 of 12 images need a person. 1 generated alt waits for review.',
  )
  expect(verdict(2000, { ...none, generated: 1200 })).toBe(
    'No image waits for an answer. 1,200 generated alts wait for review.',
  )
})

test('words and numbers', () => {
  expect([count(0, 'image'), count(1, 'image'), count(2, 'image')]).toEqual([
    '0 images',
    '1 image',
    '2 images',
  ])
  expect([number(999), number(1000), number(1234567)]).toEqual(['999', '1,000', '1,234,567'])
  expect([0.92, 0.8, 0.79, 0.5, 0.2].map(confidence)).toEqual([
    'high (0.92)',
    'high (0.80)',
    'medium (0.79)',
    'medium (0.50)',
    'low (0.20)',
  ])
  expect(date('2026-11-23T14:21:07.123Z')).toBe('2026-11-23 14:21 UTC')
  expect(date('yesterday')).toBe('yesterday')
})

test('sources have names that a person knows', () => {
  const nameOf = (source: string, kind: 'frame' | 'img' | 'svg' = 'img') => {
    const { folder, name, rest } = sourceName(finding({ source, kind }))
    return [folder, name, rest]
  }
  expect(nameOf('/img/a.png?v=1/2#x')).toEqual(['/img/', 'a.png', '?v=1/2#x'])
  expect(nameOf('a.png')).toEqual(['', 'a.png', ''])
  expect(nameOf('https://cdn.example/')).toEqual(['https://', 'cdn.example/', ''])
  expect(nameOf('?only')).toEqual(['', '?only', ''])
  expect(nameOf('data:image/gif;base64,R0l')).toEqual(['', 'Image in the page itself', ' (image/gif)'])
  expect(nameOf('', 'svg')).toEqual(['', 'Inline SVG', ''])
  expect(nameOf(' ')).toEqual(['', 'Image without an address', ''])
  expect(nameOf('', 'frame')).toEqual(['', 'Page within the page', ''])
})

test('a thumbnail says what it shows, or that nothing says it', () => {
  expect(pictureAlt(finding({ after: 'Lens' }))).toBe('Lens')
  expect(pictureAlt(finding({ before: 'Lens', after: null }))).toBe('Lens')
  expect(pictureAlt(finding({ source: 'img/a.png' }))).toBe('Picture without a text alternative: a.png')
  expect(pictureAlt(finding({ source: 'img/a.png', after: '' }))).toBe('Picture with an empty alt: a.png')
})
