import { mergeReports } from '@altwright/core'
import { expect, test } from 'vitest'
import { sectionsOf } from '../../src/report/html/groups.ts'
import { htmlReport } from '../../src/report/reporters/html.ts'
import { formatSummary } from '../../src/report/summary.ts'
import { finding, reportOf } from './report.fixture.ts'

const filled = finding({
  picture: 'sha256-lens',
  outcome: 'filled',
  rule: 'captioned',
  severity: 'info',
  after: 'Lens',
  author: 'generated',
})

/** One that wrote, and one that only looked. */
const built = reportOf([filled], { root: 'site' })
const looked = reportOf([{ ...filled, document: 'https://a.example/' }], { root: 'https://a.example' })
const crawled = { ...looked, documents: looked.documents.map((one) => ({ ...one, written: false })) }

test('each document keeps whether it was written, and cards and counts say which', () => {
  const whole = mergeReports([built, crawled], 'both')
  expect(whole.documents).toEqual([
    { document: 'site/index.html', images: 1, written: true, problem: undefined },
    { document: 'https://a.example/', images: 1, written: false, problem: undefined },
  ])
  expect(sectionsOf(whole)[0]?.groups[0]?.cards.map(({ written }) => written)).toEqual([true, false])
  const html = htmlReport(whole)
  expect(html).toContain('Where a card says “Should be”, nothing was written.')
  expect(htmlReport(crawled)).toContain('Ready to be filled by the model, not reviewed')
  expect(htmlReport(built)).not.toContain('Ready to be filled')
  expect(formatSummary(whole)).toContain('2  filled, or could be, by the engine\n'.trimEnd())
  expect(formatSummary(built)).toContain('1  filled by the engine, to be reviewed')
  expect(formatSummary(crawled)).toContain('1  could be filled by the engine')
})
