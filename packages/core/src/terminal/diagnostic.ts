import { draftPlace } from '../report/draft.ts'
import { originText } from '../report/origin.ts'
import type { Finding } from '../report/report.ts'
import { codeFrame, tagDiff } from './code-frame.ts'
import type { Colors } from './colors.ts'
import { plain } from './plain.ts'

export interface DiagnosticView {
  readonly colors: Colors
  /** Characters in a line; longer lines of markup are cut. */
  readonly columns: number
  /** What a document is called, as the terminal can link it: an address, or a path from where the command runs. */
  readonly nameOf: (document: string) => string
  /** What happened to an alt that the run decided about. */
  readonly writes: 'written' | 'not written' | 'would write' | 'suggested'
  /** The document's name stands above, and is repeated only where a line goes with it; default false. */
  readonly underHeading?: boolean | undefined
}

/**
 * One finding as linters print it: `path:line:column  rule  severity`, the tag with its line numbers, why, and a draft or
 * the alt. What a page wrote can neither colour the terminal nor turn its writing.
 */
export function formatDiagnostic(finding: Finding, view: DiagnosticView): string {
  const { colors } = view
  const state = isOpen(finding) ? openWord(finding, colors) : stateWord(finding, view)
  const body = isOpen(finding) ? openBody(finding, view) : settledBody(finding, view)
  const head = [where(finding, view), colors.bold(finding.rule), state].filter((part) => part !== '')
  const origin = originText(finding)
  const source = origin === '' ? [] : [`${colors.cyan('source')} ${plain(origin)}`]
  return [head.join('  '), ...[...body, ...source].map((line) => `  ${line}`)].join('\n')
}

/** `document:line:column`, as editors and terminals link it. */
function where({ document, place }: Finding, { nameOf, underHeading }: DiagnosticView): string {
  if (place === undefined) return underHeading === true ? '' : plain(nameOf(document))
  // No editor opens an address at a line.
  if (underHeading === true && /^https?:/i.test(document)) return `line ${place.line}`
  return `${plain(nameOf(document))}:${place.line}:${place.column}`
}

function isOpen({ outcome }: Finding): boolean {
  return outcome === 'review' || outcome === 'flawed' || outcome === 'unreadable'
}

function openBody(finding: Finding, { colors, columns }: DiagnosticView): string[] {
  const draft =
    finding.proposal === undefined
      ? []
      : [`${colors.cyan('draft')} ${draftPlace(finding)}${quoted(finding.proposal)}${sure(finding)}`]
  const { suppressed } = finding
  const pardon =
    suppressed === undefined ? [] : [`Suppressed: ${plain(suppressed.reason) || 'no reason given'}`]
  return [...codeFrame(finding, colors, columns - 4), plain(finding.reason), ...draft, ...pardon]
}

function settledBody(finding: Finding, { colors, columns, writes }: DiagnosticView): string[] {
  const frame = codeFrame(finding, colors, columns - 4)
  if (finding.outcome === 'kept') return [...frame, plain(finding.reason)]
  const words = `alt=${quoted(finding.after ?? finding.proposal ?? '')}${sure(finding)}`
  if (writes === 'would write') return [...tagDiff(finding, colors), ...(sure(finding) ? [words] : [])]
  return [...frame, words]
}

function stateWord(finding: Finding, { writes, colors }: DiagnosticView): string {
  if (finding.outcome === 'kept') return colors.dim('kept')
  return writes === 'written' ? colors.green(writes) : colors.cyan(writes)
}

function openWord({ severity, suppressed }: Finding, colors: Colors): string {
  return suppressed === undefined ? severityWord(severity, colors) : colors.dim('suppressed')
}

export function severityWord(severity: Finding['severity'], colors: Colors): string {
  if (severity === 'error') return colors.red('error')
  return severity === 'warning' ? colors.yellow('warning') : colors.blue('info')
}

function quoted(text: string): string {
  return `"${plain(text)}"`
}

function sure({ confidence }: Finding): string {
  // Rounded down: what is left out stays below the threshold that it failed, and no model is 100 % sure.
  return confidence === undefined ? '' : ` (${Math.min(99, Math.floor(confidence * 100 + 1e-9))} % sure)`
}
