import * as v from 'valibot'
import { AltwrightError } from '../error.ts'
import type { Report } from './report.ts'

/**
 * Reads a report that was saved as JSON, of this version or an older one. Keys that are not known are left as they are, so
 * that a report of a later release of the same version can be read.
 *
 * @param name
 *   What to call the text in an error: its file.
 * @throws AltwrightError `bad-input`, which names the file and what is wrong in it.
 */
export function parseReport(text: string, name: string): Report {
  const data = parse(text, name)
  const { version } = data
  if (typeof version === 'number' && version > 2) {
    throw problem(
      name,
      `is a report of version ${version}, and this release reads versions 1 and 2. Update altwright.`,
    )
  }
  if (version !== 1 && version !== 2)
    throw problem(name, 'is no Altwright report; write one with `--reporter json=<file>`.')
  const checked = v.safeParse(schema, version === 1 ? upgrade(data) : data, { abortEarly: true })
  if (checked.success) return checked.output as unknown as Report
  const [issue] = checked.issues
  throw problem(name, `is a damaged report: \`${v.getDotPath(issue) ?? ''}\`: ${issue.message}`)
}

function parse(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (isObject(data)) return data
  } catch (error) {
    throw problem(name, `is not valid JSON (${(error as Error).message}).`, error)
  }
  throw problem(name, 'is no Altwright report; write one with `--reporter json=<file>`.')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function problem(name: string, what: string, cause?: unknown): AltwrightError {
  return new AltwrightError('bad-input', `${name}: ${what}`, { cause })
}

/**
 * Version 1 said once for all documents whether they were written, did not tell contexts apart but by `use`, and knew neither
 * suppressions nor baselines.
 */
function upgrade(report: Readonly<Record<string, unknown>>): unknown {
  const { written, documents, findings, summary, ...rest } = report
  return {
    ...rest,
    version: 2,
    summary: isObject(summary) ? { unreviewed: 0, suppressed: 0, known: 0, ...summary } : summary,
    findings: mapObjects(findings, (finding) => ({ ...finding, context: contextOf(finding) })),
    documents: mapObjects(documents, (document) => ({
      ...document,
      written: written === true && document['problem'] === undefined,
    })),
  }
}

function contextOf({ use, kind }: Readonly<Record<string, unknown>>): unknown {
  return typeof use === 'string' && use.includes(' › ') ? use.slice(use.lastIndexOf(' › ') + 3) : kind
}

function mapObjects(list: unknown, change: (item: Record<string, unknown>) => unknown): unknown {
  if (!Array.isArray(list)) return list
  return list.map((item) => (isObject(item) ? change(item) : item))
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const position = v.pipe(v.number(), v.integer(), v.minValue(1))
const text = v.string()
/** Valibot takes a list for an object without keys that it must have. */
const object = v.custom<Record<string, unknown>>(isObject, 'Expected an object')

const place = v.object({ line: position, column: position, offset: count })

const finding = v.looseObject({
  id: text,
  document: text,
  place: v.optional(place),
  kind: text,
  source: text,
  picture: v.optional(text),
  context: text,
  use: v.optional(text),
  outcome: v.picklist(['kept', 'filled', 'decorative', 'review', 'flawed', 'unreadable']),
  // A rule of another release is shown by its id.
  rule: v.pipe(text, v.regex(/^[a-z][a-z0-9-]*$/)),
  severity: v.picklist(['error', 'warning', 'info']),
  reason: text,
  before: v.nullable(text),
  after: v.nullable(text),
  proposal: v.optional(text),
  confidence: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  attributes: v.optional(v.pipe(object, v.record(text, text))),
  origins: v.optional(v.array(v.looseObject({ document: text, place }))),
  suppressed: v.optional(v.looseObject({ reason: text })),
  known: v.optional(v.literal(true)),
  author: v.optional(v.picklist(['generated', 'reviewed', 'rule'])),
  markup: v.optional(text),
})

const summary = v.looseObject({
  documents: count,
  problems: count,
  images: count,
  kept: count,
  unreviewed: count,
  generated: count,
  reviewed: count,
  decorative: count,
  review: count,
  flawed: count,
  unreadable: count,
  suppressed: count,
  known: count,
  errors: count,
  warnings: count,
})

const schema = v.looseObject({
  version: v.literal(2),
  tool: v.object({ name: text, version: text }),
  command: v.picklist(['build', 'serve', 'transform', 'fix', 'audit', 'crawl']),
  root: text,
  engine: v.optional(text),
  date: v.optional(text),
  summary,
  findings: v.array(finding),
  pictures: v.pipe(
    object,
    v.record(
      text,
      v.pipe(
        object,
        v.looseObject({
          width: v.optional(count),
          height: v.optional(count),
          format: v.optional(text),
          thumbnail: v.optional(text),
          fingerprint: v.optional(text),
        }),
      ),
    ),
  ),
  baseline: v.optional(v.looseObject({ findings: count, fixed: count })),
  changes: v.optional(
    v.array(
      v.looseObject({ path: text, hunks: v.array(v.looseObject({ line: position, lines: v.array(text) })) }),
    ),
  ),
  documents: v.array(
    v.looseObject({
      document: text,
      images: count,
      written: v.boolean(),
      problem: v.optional(text),
      known: v.optional(v.literal(true)),
    }),
  ),
})
