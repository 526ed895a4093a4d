import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseReport, reporters } from '@altwright/core/report'
import { Ajv } from 'ajv'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { fromHtml } from 'hast-util-from-html'
import { selectAll } from 'hast-util-select'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { SaxesParser } from 'saxes'
import { unified } from 'unified'
import { describe, expect, test } from 'vitest'
import { oneLine, printable } from '../../src/report/characters.ts'
import { isNotable, isOpen } from '../../src/report/notable.ts'
import type { Finding, Report } from '../../src/report/report.ts'
import { report as anyReport } from './arbitrary.ts'
import { everything, finding, large, nothing, reportOf, site } from './report.fixture.ts'

const reports = [
  ['ordinary', site],
  ['hostile', everything],
  ['empty', nothing],
] as const

/** Nothing that a reader or a parser would stumble over. */
const harmful = /(?![\t\n\r])\p{Cc}|\p{Surrogate}|[\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/u

function holds(check: (report: Report) => void): void {
  fc.assert(fc.property(anyReport, check), { numRuns: 100 })
}

describe('sarif', () => {
  const require = createRequire(new URL('../../../../package.json', import.meta.url))
  const schema = readFileSync(
    require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  )
  // Draft 4 called it `id`; nothing else in this schema has changed its meaning since.
  const { $schema: _, id: __, ...rest } = JSON.parse(schema)
  const valid = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(rest)

  function read(report: Report) {
    const text = reporters.sarif(report)
    expect(text).not.toMatch(harmful)
    const log = JSON.parse(text)
    expect(valid(log), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true)
    return log.runs[0]
  }

  test.each(reports)('the %s report is valid by the official schema', (_, report) => {
    const run = read(report)
    expect(run.results).toHaveLength(report.findings.filter(isOpen).length)
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId)
  })

  test('whatever a page says', () => {
    holds((report) => {
      const { results } = read(report)
      const open = report.findings.filter(isOpen)
      expect(results).toHaveLength(open.length)
      for (const [index, { message, locations }] of results.entries()) {
        expect(message.text).toContain(printable(open[index]?.reason ?? ''))
        expect(URL.canParse(locations[0].physicalLocation.artifactLocation.uri, 'file:///repository/')).toBe(
          true,
        )
      }
    })
  })

  test('places, fingerprints, suppressions, and pages that could not be read', () => {
    const own = finding({ id: 'abc', document: 'a b/100%.html', place: { line: 3, column: 7, offset: 90 } })
    const suppressed = finding({ severity: 'info', suppressed: { reason: 'the ad server fills it' } })
    const run = read(reportOf([own, suppressed]))
    expect(run.results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'a%20b/100%25.html', uriBaseId: '%SRCROOT%' },
      region: { startLine: 3, startColumn: 7, snippet: { text: '<img src="img/lens.svg" class="icon">' } },
    })
    expect(run.results[0].partialFingerprints).toEqual({
      primaryLocationLineHash: 'abc:1',
      'altwright/v1': 'abc',
    })
    expect(run.results[0].suppressions).toBeUndefined()
    expect(run.results[1].suppressions).toEqual([
      { kind: 'inSource', justification: 'the ad server fills it' },
    ])
    expect(read(everything).invocations[0].toolExecutionNotifications).toHaveLength(1)
  })

  test('of more results than code scanning takes, the worst are there, and how many are not is said', () => {
    const many = (severity: 'error' | 'warning', count: number, more: Partial<Finding> = {}) =>
      Array.from({ length: count }, (_, index) => finding({ id: `${severity}-${index}`, severity, ...more }))
    const findings = [
      ...many('warning', 20_000),
      ...many('error', 9_000, { known: true }),
      ...many('error', 6_000),
    ]
    const { results, invocations } = JSON.parse(reporters.sarif(reportOf(findings))).runs[0]
    const levels = results.map(({ level }: { level: string }) => level)
    expect(levels).toHaveLength(25_000)
    expect(levels.indexOf('error')).toBe(19_000)
    expect(results.at(-1).partialFingerprints['altwright/v1']).toBe('error-5999')
    expect(invocations[0].toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: expect.stringMatching(/^10,000 more results are left out/) } },
    ])
  })
})

interface Xml {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Xml[]
  text: string
}

/** By a parser that stops at the first thing that is not well formed. */
function readXml(text: string): Xml {
  const root: Xml = { name: '', attributes: {}, children: [], text: '' }
  const stack = [root]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element: Xml = { name, attributes: attributes as Record<string, string>, children: [], text: '' }
    stack.at(-1)?.children.push(element)
    stack.push(element)
  })
  parser.on('closetag', () => void stack.pop())
  parser.on('text', (part) => {
    const top = stack.at(-1)
    if (top !== undefined) top.text += part
  })
  parser.write(text).close()
  return root.children[0] as Xml
}

describe('junit', () => {
  test.each(reports)('the %s report reads back: a suite a document, a case an image', (_, report) => {
    const suites = readXml(reporters.junit(report))
    expect(suites.children.map(({ attributes }) => attributes['name'])).toEqual(
      report.documents.map(({ document }) => printable(document)),
    )
    const { errors, problems } = report.summary
    expect(suites.attributes).toMatchObject({ failures: String(errors), errors: String(problems) })
    const cases = suites.children.flatMap(({ children }) => children)
    expect(cases).toHaveLength(report.findings.length + problems)
    expect(String(cases.length)).toBe(suites.attributes['tests'])
  })

  test('whatever a page says', () => {
    holds((report) => {
      const text = reporters.junit(report)
      expect(text).not.toMatch(harmful)
      const failures = readXml(text).children.flatMap((suite) =>
        suite.children.flatMap(({ children }) => children.filter(({ name }) => name === 'failure')),
      )
      const failed = report.findings.filter(({ severity, suppressed }) => severity === 'error' && !suppressed)
      expect(failures.map(({ attributes }) => attributes['message']).toSorted()).toEqual(
        failed.map(({ reason }) => printable(reason)).toSorted(),
      )
    })
  })

  test('a warning passes and is told, what is suppressed is skipped', () => {
    const [suite] = readXml(
      reporters.junit(
        reportOf([
          finding({ severity: 'warning', reason: 'Perhaps.' }),
          finding({ severity: 'info', suppressed: { reason: 'known' } }),
        ]),
      ),
    ).children
    expect(suite?.children.map(({ children }) => children[0]?.name)).toEqual(['system-out', 'skipped'])
    expect(suite?.attributes).toMatchObject({ tests: '2', failures: '0', skipped: '1' })
  })
})

/** As the runner of GitHub Actions reads them. */
function readCommands(text: string) {
  return text.split('\n').flatMap((line) => {
    if (line === '') return []
    const [, name = '', list = '', data = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? []
    const properties = Object.fromEntries(
      list.split(',').map((pair) => {
        const at = pair.indexOf('=')
        return [pair.slice(0, at), unescaped(pair.slice(at + 1))]
      }),
    )
    return [{ name, properties, text: unescaped(data) }]
  })
}

function unescaped(text: string): string {
  return text
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%0A', '\n')
    .replaceAll('%0D', '\r')
    .replaceAll('%25', '%')
}

describe('github', () => {
  test('whatever a page says stays inside its annotation', () => {
    holds((report) => {
      const text = reporters.github(report)
      expect(text).not.toMatch(harmful)
      const commands = readCommands(text)
      for (const { name, properties } of commands) {
        expect(['error', 'warning', 'notice']).toContain(name)
        expect(Object.keys(properties)).toEqual(
          ['file', 'line', 'col', 'title'].filter((key) => Object.hasOwn(properties, key)),
        )
      }
      const reasons = report.findings.filter(isNotable).map(({ reason }) => oneLine(reason))
      for (const reason of reasons)
        expect(commands.some((command) => command.text.startsWith(reason))).toBe(true)
    })
  })

  test('a file has its line, a page of a crawl its address, an image in many pages one annotation', () => {
    const [first, second] = readCommands(
      reporters.github(
        reportOf([
          finding({ document: 'a,b:c.html', source: '/x.png' }),
          finding({ document: 'd.html', source: '/x.png' }),
          finding({ document: 'https://a.example/', source: 'y.png', severity: 'warning' }),
        ]),
      ),
    )
    expect(first).toEqual({
      name: 'error',
      properties: { file: 'a,b:c.html', line: '12', col: '5', title: 'image-alt' },
      text: 'It has no text alternative. Image: /x.png. And in 1 more places.',
    })
    expect(second).toEqual({
      name: 'warning',
      properties: { title: 'image-alt' },
      text: 'It has no text alternative. Image: y.png. Page: https://a.example/.',
    })
  })

  test('many documents that could not be read leave room for the images', () => {
    const problem = 'The server answered 404 Not Found.'
    const documents = Array.from({ length: 12 }, (_, index) => {
      return { document: `https://a.example/${index}`, images: 0, written: false, problem }
    })
    const lines = reporters
      .github({ ...reportOf([finding({ severity: 'error' })]), documents })
      .trim()
      .split('\n')
    expect(lines).toEqual([
      '::error title=document::12 documents could not be read or written: https://a.example/0, https://a.example/1, https://a.example/2, and 9 more.',
      expect.stringMatching(/^::error file=index\.html,/),
    ])
  })

  test('no more of a kind than GitHub shows, and the last says how many there are', () => {
    const commands = readCommands(reporters.github(large(500)))
    const errors = commands.filter(({ name }) => name === 'error')
    expect(errors).toHaveLength(10)
    expect(errors.at(-1)?.text).toMatch(/^\d+ more of this kind are in the report\.$/)
  })
})

test('gitlab: fingerprints differ, paths and lines are there, whatever a page says', () => {
  holds((report) => {
    const text = reporters.gitlab(report)
    expect(text).not.toMatch(harmful)
    const violations = JSON.parse(text) as {
      fingerprint: string
      severity: string
      location: { path: string; lines: { begin: number } }
    }[]
    expect(violations).toHaveLength(report.findings.filter(isNotable).length)
    expect(new Set(violations.map(({ fingerprint }) => fingerprint)).size).toBe(violations.length)
    for (const { severity, location } of violations) {
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity)
      expect(location.lines.begin).toBeGreaterThan(0)
    }
  })
})

test('csv: reads back by row, and no cell is a formula, whatever a page says', () => {
  holds((report) => {
    const text = reporters.csv(report)
    expect(text).not.toMatch(harmful)
    const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(report.findings.length)
    for (const [index, row] of rows.entries()) {
      const { reason = '', before } = report.findings[index] ?? {}
      expect(row['reason']?.replace(/^'(?='*\s*[=+\-@\t\n＝＋－＠])/, '')).toBe(printable(reason))
      if (before === '') expect(row['before']).toBe('""')
      for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
    }
  })
})

test('html: text stays text, and nothing runs or is fetched, whatever a page says', () => {
  holds((report) => {
    const html = reporters.html(report)
    expect(html).not.toMatch(/(?![\t\n])\p{Cc}|\p{Surrogate}/u)
    const tree = fromHtml(html)
    expect(selectAll('script, style', tree)).toHaveLength(2)
    expect(
      selectAll('link, iframe, object, embed, base, form[action], meta[http-equiv=refresh]', tree),
    ).toEqual([])
    for (const { properties } of selectAll('*', tree)) {
      expect(Object.keys(properties).filter((name) => /^on/i.test(name))).toEqual([])
      expect(String(properties['href'] ?? '#')).toMatch(/^(?:#|https?:\/\/)/)
      expect(String(properties['src'] ?? 'data:image/png')).toMatch(/^data:image\/(?:png|webp)/)
    }
  })
})

test('json: reads back as it was, and the schema takes it, whatever a page says', () => {
  const schema = readFileSync(new URL('../../report.schema.json', import.meta.url), 'utf8')
  const valid = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(schema))
  holds((report) => {
    const text = reporters.json(report)
    expect(valid(JSON.parse(text)), JSON.stringify(valid.errors)).toBe(true)
    expect(reporters.json(parseReport(text, 'alt.json'))).toBe(text)
  })
})

interface Node {
  readonly type: string
  readonly value?: string
  readonly children?: readonly Node[]
}

function nodesOf(markdown: string): readonly Node[] {
  const all: Node[] = []
  const visit = (node: Node) => {
    all.push(node)
    for (const child of node.children ?? []) visit(child)
  }
  visit(unified().use(remarkParse).use(remarkGfm).parse(markdown) as Node)
  return all
}

const ourHtml =
  /^(?:<!-- altwright report -->|<details><summary><b>(?:error|warning|info)<\/b> <code>[a-z-]+<\/code> [^<>]*<\/summary>|<\/details>|<\/?sub>)$/

describe('markdown', () => {
  test.each(reports)('the %s report: a row for each thing to do', (_, report) => {
    const nodes = nodesOf(reporters.markdown(report))
    const rows = nodes.filter(({ type }) => type === 'tableRow').length
    const tables = nodes.filter(({ type }) => type === 'table').length
    const rules = new Set(report.findings.filter(isNotable).map(({ rule }) => rule))
    expect(tables).toBe(rules.size)
    expect(rows).toBeGreaterThanOrEqual(2 * tables)
    for (const row of nodes.filter(({ type }) => type === 'tableRow')) expect(row.children).toHaveLength(4)
  })

  test('nothing that a page says becomes markup, a link, a picture or a mention', () => {
    holds((report) => {
      const text = reporters.markdown(report)
      expect(text).not.toMatch(harmful)
      for (const { type, value = '' } of nodesOf(text)) {
        expect([
          'link',
          'image',
          'linkReference',
          'footnoteReference',
          'definition',
          'delete',
          'code',
        ]).not.toContain(type)
        if (type === 'html') expect(value).toMatch(ourHtml)
        // GitHub looks for these in text, and not in code.
        if (type === 'text') expect(value).not.toMatch(/[@#][\p{L}\p{N}]/u)
      }
    })
  })

  test('an address in the problem of a document can be copied', () => {
    const problem = 'The server answered 404. Linked from https://a.example/b_c/?d=1.'
    const documents = [{ document: 'https://a.example/gone', images: 0, written: false, problem }]
    expect(reporters.markdown({ ...nothing, documents })).toContain(
      '- `https://a.example/gone`: The server answered 404. Linked from `https://a.example/b_c/?d=1`.',
    )
  })

  test('it fits into a comment, and says what is left out', () => {
    const text = reporters.markdown(large(5000))
    expect(text.length).toBeLessThan(65_536)
    expect(text).toMatch(/and [\d,]+ more/)
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0)
    const many = Array.from({ length: 5000 }, (_, index) => ({
      document: `p${index}.html`,
      images: 0,
      written: false,
      problem: 'W'.repeat(400),
    }))
    expect(reporters.markdown({ ...nothing, documents: many }).length).toBeLessThan(65_536)
  })
})
