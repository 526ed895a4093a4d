import { join, relative } from 'node:path'
import type { Limits, Report } from '@altwright/core'
import { formatSummary } from '@altwright/core/page'
import { reporters } from '@altwright/core/report'
import { type FindingsView, formatFindings } from '@altwright/core/terminal'
import type { PageFlags } from './flags.ts'
import { colorsFor } from './terminal/colors.ts'
import type { Output, Terminal } from './terminal/terminal.ts'
import { judgeReport } from './verdict.ts'

/** What came of a command, for people and for what reads stdout. */
export interface Presentation {
  readonly report: Report
  /** Files that were written. */
  readonly paths: readonly string[]
  readonly flags: Pick<PageFlags, 'reporter' | 'quiet' | 'verbose' | 'color'>
  readonly terminal: Terminal
  /** What documents are relative to. */
  readonly root: string
  readonly limits: Limits | undefined
  readonly writes: FindingsView['writes']
  /** What to do next with the texts that were not written. */
  readonly next?: string | undefined
  readonly interrupted?: boolean
}

/** Where a report goes to stdout, what is for people goes to stderr. */
export function present(presentation: Presentation): void {
  const { report, flags, terminal } = presentation
  const printed = flags.reporter?.printed
  const output = outputFor(flags, terminal)
  output.write(formatResult(presentation, output))
  if (printed !== undefined) terminal.stdout.write(reporters[printed](report))
}

export function outputFor(flags: Presentation['flags'], terminal: Terminal): Output {
  return flags.reporter?.printed === undefined ? terminal.stdout : terminal.stderr
}

function formatResult(presentation: Presentation, output: Output): string {
  const { report, paths, flags, terminal, root, limits, writes, next, interrupted } = presentation
  const colors = colorsFor(output, terminal.env, flags.color)
  const quiet = flags.quiet === true
  const verbose = flags.verbose === true
  // Findings are only read where one is shown.
  const findings = hasNothingToShow(report, { quiet, verbose })
    ? ''
    : formatFindings(report, {
        colors,
        columns: output.columns ?? 100,
        nameOf: (document) => nameFrom(terminal.cwd, root, document),
        quiet,
        verbose,
        writes,
      })
  const verdict = judgeReport(report, limits)
  const offers = () => report.findings.some(({ outcome }) => outcome === 'filled' || outcome === 'decorative')
  const lines = [
    ...(findings === '' ? [] : [findings]),
    ...(quiet ? [] : [formatSummary(report)]),
    ...(next !== undefined && !quiet && offers() ? [colors.dim(next)] : []),
    ...paths.map((path) => `Report: ${relative(terminal.cwd, path) || path}`),
    ...(interrupted === true ? [colors.yellow('Interrupted; this is what was found until then.')] : []),
    ...(verdict.code === 0 ? [] : [colors.red(`Failed: ${verdict.reason}.`)]),
  ]
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** A quiet command tells errors alone. */
function hasNothingToShow(
  { summary }: Report,
  { quiet, verbose }: Pick<FindingsView, 'quiet' | 'verbose'>,
): boolean {
  return quiet && !verbose && summary.errors === 0 && summary.problems === 0
}

/** As a terminal links it: relative to where the command runs. */
export function nameFrom(cwd: string, root: string, document: string): string {
  return /^https?:/.test(document) ? document : relative(cwd, join(root, document)) || document
}
