import { join, relative } from 'node:path'
import type { Finding, Report } from '@altwright/core'
import { codeFrame, tagDiff } from './code-frame.ts'
import type { Colors } from './colors.ts'
import { counted, plain } from './plain.ts'

export interface FindingsView {
  readonly colors: Colors
  readonly columns: number
  readonly cwd: string
  readonly root: string
  /** Errors only. */
  readonly quiet: boolean
  /** Every image, also one that is fine; and one that stands in many pages, in each. */
  readonly verbose: boolean
  /** What happened to an alt that the run decided about. */
  readonly writes: 'written' | 'not written' | 'would write' | 'suggested'
  /** Whether generated alts are marked as such; for the diff of a dry run. */
  readonly mark: boolean
}

/** Findings for a terminal, by document. */
export function formatFindings(report: Report, view: FindingsView): string {
  const shown = report.findings.filter((finding) => isShown(finding, view))
  const repeats = view.verbose ? new Map<string, Finding[]>() : groupBy(shown, likeness)
  const first = shown.filter((finding) => view.verbose || repeats.get(likeness(finding))?.[0] === finding)
  const byDocument = groupBy(first, (finding) => finding.document)
  const blocks = report.documents.flatMap(({ document, problem }) => {
    const findings = byDocument.get(document) ?? []
    if (findings.length === 0 && problem === undefined) return []
    const place = pathOf(document, view)
    // The file could be read, and then not be replaced.
    const failed = problem !== undefined && view.writes === 'written'
    const shownAs: FindingsView = failed ? { ...view, writes: 'not written' } : view
    return [
      [
        view.colors.underline(plain(place)),
        ...(problem === undefined ? [] : ['', `  ${severityWord('error', view.colors)}  ${plain(problem)}`]),
        ...findings.flatMap((finding) => ['', ...formatFinding(finding, repeats, place, shownAs)]),
      ].join('\n'),
    ]
  })
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`
}

function isShown(finding: Finding, view: FindingsView): boolean {
  if (view.quiet) return finding.severity === 'error'
  return view.verbose || finding.outcome !== 'kept'
}

function groupBy(findings: readonly Finding[], keyOf: (finding: Finding) => string): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = keyOf(finding)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return groups
}

/** One logo that stands in two hundred pages is one thing to do. */
function likeness({ rule, outcome, reason, markup, picture, source, after, proposal }: Finding): string {
  return JSON.stringify([rule, outcome, reason, markup, picture ?? source, after, proposal])
}

function formatFinding(
  finding: Finding,
  repeats: ReadonlyMap<string, readonly Finding[]>,
  place: string,
  view: FindingsView,
): string[] {
  const { colors } = view
  const where = finding.place && `${plain(place)}:${finding.place.line}:${finding.place.column}`
  const isOpen =
    finding.outcome === 'review' || finding.outcome === 'flawed' || finding.outcome === 'unreadable'
  const state = isOpen ? severityWord(finding.severity, colors) : stateWord(finding, view)
  const head = [where, colors.bold(finding.rule), state].filter((part) => part !== undefined).join('  ')
  const more = elsewhere(finding, repeats)
  const body = isOpen ? openBody(finding, view) : settledBody(finding, view)
  return [`  ${head}`, ...[...body, ...(more === '' ? [] : [colors.dim(more)])].map((line) => `    ${line}`)]
}

function openBody(finding: Finding, view: FindingsView): string[] {
  const { colors } = view
  const draft =
    finding.proposal === undefined
      ? []
      : [`${colors.cyan('draft')} alt=${quoted(finding.proposal)}${sure(finding)}`]
  return [...codeFrame(finding, colors, view.columns - 4), plain(finding.reason), ...draft]
}

function settledBody(finding: Finding, view: FindingsView): string[] {
  if (finding.outcome === 'kept')
    return [...codeFrame(finding, view.colors, view.columns - 4), plain(finding.reason)]
  const words = `alt=${quoted(finding.after ?? '')}${sure(finding)}`
  if (view.writes === 'would write')
    return [...tagDiff(finding, view.mark, view.colors), ...(sure(finding) ? [words] : [])]
  return [...codeFrame(finding, view.colors, view.columns - 4), words]
}

function stateWord(finding: Finding, { writes, colors }: FindingsView): string {
  if (finding.outcome === 'kept') return colors.dim('kept')
  return writes === 'written' ? colors.green(writes) : colors.cyan(writes)
}

function severityWord(severity: Finding['severity'], colors: Colors): string {
  if (severity === 'error') return colors.red('error')
  return severity === 'warning' ? colors.yellow('warning') : colors.blue('info')
}

function elsewhere(finding: Finding, repeats: ReadonlyMap<string, readonly Finding[]>): string {
  const group = repeats.get(likeness(finding)) ?? [finding]
  const documents = new Set(group.map((other) => other.document)).size - 1
  const here = group.filter((other) => other.document === finding.document).length - 1
  const parts = [
    ...(here > 0 ? [`${counted(here, 'more time')} on this page`] : []),
    ...(documents > 0 ? [`on ${counted(documents, 'more page')}`] : []),
  ]
  return parts.length === 0 ? '' : `and ${parts.join(' and ')}`
}

function quoted(text: string): string {
  return `"${plain(text)}"`
}

function sure(finding: Finding): string {
  return finding.confidence === undefined ? '' : ` (${Math.round(finding.confidence * 100)} % sure)`
}

/** As a terminal links it: relative to where the command runs. */
function pathOf(document: string, view: FindingsView): string {
  return /^https?:/.test(document) ? document : relative(view.cwd, join(view.root, document)) || document
}
