import * as v from 'valibot'
import { AltwrightError } from '../error.ts'
import { usesOf } from './compare.ts'
import { groupBy } from './group.ts'
import { documentName, type Use } from './identity.ts'
import { matchUses } from './match.ts'
import type { DocumentResult, Finding, Report } from './report.ts'
import { summarize } from './summary.ts'

/** Findings that are known, and fail no run any more. */
export interface Baseline {
  /** All documents of the run that it was written from: a page that is not there is new. */
  readonly documents: readonly string[]
  readonly findings: readonly BaselineFinding[]
  /** Documents that could not be read. */
  readonly unread: readonly string[]
}

/** One known problem, as often as it is known. */
export interface BaselineFinding extends Pick<Use, 'document' | 'image' | 'context'> {
  readonly problem: string
  /** The first 16 digits of the content hash. */
  readonly picture?: string | undefined
  /** @default 1 */
  readonly count?: number | undefined
}

/** The problems of a report, as a baseline. What is suppressed is none. */
export function baselineOf(report: Report): Baseline {
  const { uses, documents } = usesOf(report)
  const problems = uses.flatMap(({ document, problem, context, image, picture }): BaselineFinding[] =>
    problem === undefined
      ? []
      : [{ document, problem, context, image, ...(picture && { picture: short(picture) }) }],
  )
  const same = [...groupBy(problems, (finding) => JSON.stringify(finding))]
  return {
    documents: [...new Set(documents)].toSorted(),
    unread: report.documents
      .filter(({ problem }) => problem !== undefined)
      .map(({ document }) => documentName(document, report.root))
      .toSorted(),
    findings: same
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, [finding, ...more]]) => ({
        ...(finding as BaselineFinding),
        ...(more.length > 0 && { count: more.length + 1 }),
      })),
  }
}

function short(picture: string): string {
  return picture.replace(/^sha256-/, '').slice(0, 16)
}

/** As text to commit: sorted, a line each, no date, so that two branches merge. */
export function formatBaseline({ documents, findings, unread }: Baseline): string {
  return [
    '{',
    '  "version": 1,',
    `  "documents": ${lines(documents)},`,
    `  "findings": ${lines(findings)}${unread.length === 0 ? '' : ','}`,
    ...(unread.length === 0 ? [] : [`  "unread": ${lines(unread)}`]),
    '}\n',
  ].join('\n')
}

function lines(items: readonly unknown[]): string {
  if (items.length === 0) return '[]'
  return `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
}

const text = v.string()
const schema = v.object({
  version: v.literal(1),
  documents: v.array(text),
  unread: v.optional(v.array(text), []),
  findings: v.array(
    v.object({
      document: text,
      problem: text,
      context: text,
      image: text,
      picture: v.optional(text),
      count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  ),
})

/**
 * Reads a baseline.
 *
 * @throws AltwrightError `bad-input`, which names the file, what is wrong, and how to write it anew.
 */
export function parseBaseline(text: string, name: string): Baseline {
  const fail = (what: string, cause?: unknown): never => {
    throw new AltwrightError('bad-input', `${name}: ${what}; \`--update-baseline\` writes it anew.`, {
      cause,
    })
  }
  if (/^(?:<{7}|>{7})(?: |\r?$)/m.test(text)) return fail('holds merge conflict markers')
  let data: unknown
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return fail(`is not valid JSON (${(error as Error).message})`, error)
  }
  const checked = v.safeParse(schema, data, { abortEarly: true })
  if (checked.success) return checked.output
  const [issue] = checked.issues
  return fail(`is no baseline of this release: \`${v.getDotPath(issue) ?? ''}\`: ${issue.message}`)
}

/**
 * The report with what the baseline knows marked: it stays in the report, and no longer counts. As many images are known as
 * the baseline has, so that one more of the same is new, and a fix makes no room for another.
 */
export function withBaseline(report: Report, baseline: Baseline): Report {
  const { findings, known } = knownFindings(report, baseline)
  const still = findings.filter((finding) => finding.known === true).length
  const unread = new Set(baseline.unread)
  const documents = report.documents.map(({ known: _, ...document }): DocumentResult => {
    const isKnown = document.problem !== undefined && unread.has(documentName(document.document, report.root))
    return isKnown ? { ...document, known: true } : document
  })
  return {
    ...report,
    findings,
    documents,
    baseline: { findings: known, fixed: known - still },
    summary: summarize(findings, documents),
  }
}

/** The same for one document while the others are not known yet; one that was renamed is not recognised here. */
export function withBaselineOf(
  document: string,
  findings: readonly Finding[],
  root: string,
  { findings: all }: Baseline,
): Finding[] {
  const name = documentName(document, root)
  const own = { documents: [name], unread: [], findings: all.filter((known) => known.document === name) }
  return knownFindings({ findings, documents: [{ document }], root }, own).findings
}

function knownFindings(
  report: Pick<Report, 'findings' | 'root'> & {
    readonly documents: readonly { readonly document: string }[]
  },
  baseline: Baseline,
): { readonly findings: Finding[]; readonly known: number } {
  const now = usesOf(report)
  const known = baseline.findings.flatMap(({ count = 1, picture, ...finding }) =>
    Array.from({ length: count }, (): Use => ({ ...finding, picture, alt: null })),
  )
  const uses = now.uses.map((use) => ({ ...use, alt: null, picture: use.picture && short(use.picture) }))
  const matched = matchUses(
    { uses: known, documents: baseline.documents },
    { uses, documents: now.documents },
  )
  const findings = report.findings.map(({ known: _, ...finding }, index): Finding => {
    const found = matched.get(index)
    const problem = uses[index]?.problem
    return found !== undefined && problem !== undefined && known[found]?.problem === problem
      ? { ...finding, known: true }
      : finding
  })
  return { findings, known: known.length }
}
