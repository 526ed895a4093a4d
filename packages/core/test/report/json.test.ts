import { expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { jsonReport } from '../../src/report/reporters/json.ts'
import { everything, nothing, site } from './report.fixture.ts'

test.each([
  ['ordinary', site],
  ['hostile', everything],
  ['empty', nothing],
])('the %s report reads back as it was', (_, report) => {
  expect(JSON.parse(jsonReport(report))).toEqual(defined(report))
})

test('it is indented by two spaces and ends with one newline', () => {
  const text = jsonReport(site)
  expect(text).toMatch(/^{\n {2}"version": 2,\n {2}"tool": {\n {4}"name"/)
  expect(text).toMatch(/[^\n]\n$/)
})

test('what is undefined is left out, what is null is not', () => {
  const text = jsonReport(nothing)
  expect(text).not.toContain('"engine"')
  expect(text).not.toContain('"date"')
  expect(jsonReport(site)).toContain('"before": null')
})

test('keys stand in one order, whatever order the run made them in', () => {
  expect(jsonReport(backwards(site) as Report)).toBe(jsonReport(site))
})

test('the report is not touched', () => {
  expect(() => jsonReport(frozen(everything))).not.toThrow()
})

/** The value without its undefined keys, as JSON has it; half of a surrogate pair stays what it is. */
function defined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(defined)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, own]) => (own === undefined ? [] : [[key, defined(own)]])),
  )
}

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, own]) => [key, backwards(own)]),
  )
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') for (const own of Object.values(value)) frozen(own)
  return Object.freeze(value)
}
