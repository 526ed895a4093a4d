import { excessOf } from '@altwright/core'
import { compareReports, htmlDiff, jsonDiff, markdownDiff } from '@altwright/core/report'
import { formatComparison } from '@altwright/core/terminal'
import { exit } from '../exit.ts'
import { type BaseFlags, type PageFlags, readSettings } from '../flags.ts'
import { nameFrom } from '../present.ts'
import { readReport } from '../saved-report.ts'
import { colorsFor } from '../terminal/colors.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface DiffFlags extends BaseFlags, Pick<PageFlags, 'failOn' | 'maxWarnings'> {
  readonly format: 'text' | 'json' | 'markdown' | 'html'
}

/** Prints what is different between two saved reports; what is new decides how it ends. */
export async function diffCommand(
  before: string,
  after: string,
  flags: DiffFlags,
  terminal: Terminal,
): Promise<number> {
  const { fail } = await readSettings(flags, terminal)
  const old = await readReport(before, terminal.cwd)
  const now = await readReport(after, terminal.cwd)
  const comparison = compareReports(old, now)
  const colors = colorsFor(terminal.stdout, terminal.env, flags.color)
  const formats: Readonly<Record<DiffFlags['format'], () => string>> = {
    text: () =>
      formatComparison(comparison, {
        colors,
        columns: terminal.stdout.columns ?? 100,
        nameOf: (document) => nameFrom(terminal.cwd, now.root, document),
        writes: 'suggested',
        quiet: flags.quiet === true,
        verbose: flags.verbose === true,
      }),
    json: () => jsonDiff(comparison, old, now),
    markdown: () => markdownDiff(comparison, old, now),
    html: () => htmlDiff(comparison, old, now),
  }
  terminal.stdout.write(formats[flags.format]())
  const count = (severity: string) =>
    comparison.added.filter((finding) => finding.severity === severity).length
  const counts = { errors: count('error'), warnings: count('warning'), problems: now.summary.problems }
  return excessOf(counts, fail).length === 0 ? exit.clean : exit.findings
}
