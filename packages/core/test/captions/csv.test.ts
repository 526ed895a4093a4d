import { exportCsv, importCsv, type LockfileData } from '@altwright/core/lockfile'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lockfile } from './arbitrary.ts'

const hashes = ['a', 'b', 'c'].map((digit) => `sha256-${digit.repeat(64)}`) as [string, string, string]
const data: LockfileData = {
  version: 2,
  images: {
    [hashes[0]]: {
      state: 'generated',
      caption: 'bell icon',
      confidence: 0.9,
      engine: 'graphics@0',
      source: 'bell.svg',
    },
    [hashes[1]]: { state: 'edited', alt: 'Low tide,\r\n“quoted” "twice"', source: '=cmd|x.jpg' },
    [hashes[2]]: { uses: { '* › link to /cart': { state: 'edited', alt: 'Cart' } } },
  },
}

test('an export that nobody changed changes nothing, whatever is in it', () => {
  fc.assert(
    fc.property(lockfile, (some) => {
      expect(importCsv(some, exportCsv(some), 'x.csv')).toEqual({ data: some, changed: 0 })
    }),
    { numRuns: 300 },
  )
})

test('alts come back as they were written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (alt) => {
      fc.pre(alt.trim() !== '')
      const csv = exportCsv({ version: 2, images: { [hashes[0]]: { state: 'edited', alt } } })
      const before: LockfileData = {
        version: 2,
        images: { [hashes[0]]: { state: 'generated', caption: 'x' } },
      }
      // A row without `was` is a person's, and is taken as it is.
      const rows = csv.replace(/,w[\da-f]{8}\r\n$/, ',\r\n')
      expect(importCsv(before, rows, 'x.csv')).toMatchObject({ data: { images: { [hashes[0]]: { alt } } } })
    }),
    { numRuns: 300 },
  )
})

test('it is a table for spreadsheets that runs no formula', () => {
  const csv = exportCsv(data)
  expect(csv.startsWith('\uFEFFpicture,source,use,state,alt,')).toBe(true)
  const rows = parse(csv, { bom: true, columns: true }) as Record<string, string>[]
  expect(rows).toHaveLength(3)
  for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^\s*[=+\-@]/)
  expect(rows[1]).toMatchObject({ source: "'=cmd|x.jpg", alt: 'Low tide,\r\n“quoted” "twice"' })
})

describe('a reviewer', () => {
  const csv = exportCsv(data)

  test('writes words, and need not touch the state', () => {
    const changed = csv.replace('generated,,bell icon', 'generated,Ring the bell,bell icon')
    expect(importCsv(data, changed, 'x.csv')).toMatchObject({
      changed: 1,
      data: { images: { [hashes[0]]: { state: 'edited', alt: 'Ring the bell', caption: 'bell icon' } } },
    })
  })

  test('may leave the state out beside words', () => {
    const result = importCsv(data, `picture,state,alt\n${hashes[0]},,Rope\n`, 'alt.csv')
    expect('data' in result && result.data.images[hashes[0]]).toMatchObject({ state: 'edited', alt: 'Rope' })
  })

  test('approves by the state, and decides for uses', () => {
    const changed = csv.replace('generated,', 'approved,').replace('edited,Cart', 'decorative,')
    const result = importCsv(data, changed, 'x.csv')
    expect(result).toMatchObject({
      changed: 2,
      data: { images: { [hashes[0]]: { state: 'approved', caption: 'bell icon' } } },
    })
    expect('data' in result && result.data.images[hashes[2]]?.uses).toEqual({
      '* › link to /cart': { state: 'decorative' },
    })
  })

  test('may save with semicolons, LF, and columns of their own', () => {
    const table = `picture;state;alt;remark\n${hashes[0]};edited;Bell;nice\n`
    expect(importCsv(data, table, 'x.csv')).toMatchObject({
      changed: 1,
      data: { images: { [hashes[0]]: { alt: 'Bell' } } },
    })
  })

  test('is told every row that cannot be taken, by its line, and then none is', () => {
    const table = [
      'picture,use,state,alt',
      `${hashes[0]},,approved,`,
      `${hashes[0]},,rejected,`,
      `${hashes[1]},,edited,"two\nlines"`,
      `${hashes[1].replace('b', 'd')},,edited,x`,
      `${hashes[2]},,done,`,
      `${hashes[2]},* › link to /cart,edited,`,
      '',
    ].join('\n')
    const result = importCsv(data, table, 'x.csv')
    expect(
      'problems' in result && result.problems.map(({ line, message }) => `${line}: ${message.slice(0, 40)}`),
    ).toEqual(
      [
        '3: the same picture and use as in line 2',
        `6: the lockfile has no picture “sha256-dbbb`,
        '7: has the state “done”; a person may write',
        '8: is edited and has no alt; for a picture ',
      ].map((line) => line.slice(0, line.indexOf(':') + 42)),
    )
  })

  test('does not undo what others decided since the export', () => {
    const later: LockfileData = {
      version: 2,
      images: { ...data.images, [hashes[0]]: { state: 'rejected', caption: 'bell icon' } },
    }
    expect(importCsv(later, csv, 'x.csv')).toEqual({ data: later, changed: 0 })
    const changed = csv.replace('generated,,bell icon', 'generated,Ring,bell icon')
    expect(importCsv(later, changed, 'x.csv')).toMatchObject({
      problems: [{ line: 2, message: 'was decided otherwise since the export: rejected' }],
    })
  })

  test('is told what is no such table', () => {
    expect(() => importCsv(data, 'a,b\n1,2\n', 'x.csv')).toThrow(
      /x\.csv: has no column “picture”, “state”, “alt”/,
    )
    expect(() => importCsv(data, 'picture,state,alt\n"a', 'x.csv')).toThrow(/x\.csv: is no such table/)
  })
})
