import { readFileSync } from 'node:fs'
import { parseReport, reporters } from '@altwright/core/report'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { everything, finding, nothing, reportOf, site } from './report.fixture.ts'

const { html: htmlReport, json: jsonReport } = reporters

const schema = JSON.parse(
  readFileSync(new URL(import.meta.resolve('@altwright/core/report.schema.json')), 'utf8'),
)
const valid = new Ajv({ allowUnionTypes: true }).compile(schema)

test.each([
  ['ordinary', site],
  ['hostile', everything],
  ['empty', nothing],
])('the %s report is valid by the published schema, and reads back as it was', (_, report) => {
  const text = jsonReport(report)
  expect(valid(JSON.parse(text)), JSON.stringify(valid.errors)).toBe(true)
  const read = parseReport(text, 'alt.json')
  expect(jsonReport(read)).toBe(text)
  expect(htmlReport(read)).toBe(htmlReport(report))
})

test('schema and reader refuse the same mistakes', () => {
  const report = JSON.parse(jsonReport(reportOf([finding({ confidence: 0.5, proposal: 'x', picture: 'p' })])))
  const target = fc.constantFrom('report', 'tool', 'summary', 'finding', 'place', 'document', 'picture')
  const value = fc.constantFrom<unknown[]>(undefined, null, -1, 0.5, 2, 'x', '', {}, [], true)
  fc.assert(
    fc.property(target, fc.nat(), value, (name, at, wrong) => {
      const spoilt = structuredClone(report)
      const parts: Record<string, Record<string, unknown>> = {
        report: spoilt,
        tool: spoilt.tool,
        summary: spoilt.summary,
        finding: spoilt.findings[0],
        place: spoilt.findings[0].place,
        document: spoilt.documents[0],
        picture: spoilt.pictures['sha256-lens'],
      }
      const part = parts[name] ?? {}
      const keys = Object.keys(part)
      part[keys[at % keys.length] ?? ''] = wrong
      const text = JSON.stringify(spoilt)
      expect(valid(JSON.parse(text)), text.slice(0, 400)).toBe(isRead(text))
    }),
    { numRuns: 2000 },
  )
})

function isRead(text: string): boolean {
  try {
    parseReport(text, 'alt.json')
    return true
  } catch {
    return false
  }
}

describe('versions', () => {
  test('version 1 had one `written` for all documents, and contexts in `use` alone', () => {
    const old = {
      version: 1,
      tool: { name: 'altwright', version: '0.1.0' },
      command: 'fix',
      written: true,
      root: '/site',
      summary: site.summary,
      findings: [
        { ...finding({ use: 'index.html › link to /cart' }), context: undefined },
        { ...finding({}), context: undefined },
      ],
      pictures: {},
      documents: [
        { document: 'index.html', images: 2 },
        { document: 'latin.html', images: 0, problem: 'It is not in UTF-8.' },
      ],
    }
    const report = parseReport(JSON.stringify(old), 'old.json')
    expect(report.version).toBe(2)
    expect(report.documents.map(({ written }) => written)).toEqual([true, false])
    expect(report.findings.map(({ context }) => context)).toEqual(['link to /cart', 'img'])
    expect(valid(JSON.parse(jsonReport(report))), JSON.stringify(valid.errors)).toBe(true)
  })

  test('what a later release of the same version says more is no mistake', () => {
    const later = JSON.parse(jsonReport(site))
    later.findings[0].rule = 'constructor'
    later.findings[0].mood = 'new'
    expect(htmlReport(parseReport(JSON.stringify(later), 'later.json'))).toContain(
      'A rule of another release',
    )
  })

  test.each([
    ['', 'alt.json: is not valid JSON (Unexpected end of JSON input).'],
    ['[]', 'alt.json: is no Altwright report; write one with `--reporter json=<file>`.'],
    ['{"images":{}}', 'alt.json: is no Altwright report; write one with `--reporter json=<file>`.'],
    [
      '{"version":3}',
      'alt.json: is a report of version 3, and this release reads versions 1 and 2. Update altwright.',
    ],
    [
      jsonReport(site).replace('"severity": "error"', '"severity": "fatal"'),
      'alt.json: is a damaged report: `findings.0.severity`: Invalid type: Expected ("error" | "warning" | "info") but received "fatal"',
    ],
  ])('%j', (text, message) => {
    expect(() => parseReport(text, 'alt.json')).toThrow(message)
  })
})
