import { mergeReports, type Report, writeReports } from '@altwright/core'
import { readBaseline, withBaseline } from '@altwright/core/report'
import { type BaseFlags, type PageFlags, readSettings, reportPaths } from '../flags.ts'
import { outputFor, present } from '../present.ts'
import { readReport, saveBaseline } from '../saved-report.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { judgeReport } from '../verdict.ts'

export type ReportFlags = BaseFlags &
  Pick<PageFlags, 'reporter' | 'failOn' | 'maxWarnings' | 'baseline' | 'updateBaseline'>

/** Reads saved reports, several as one, and shows or writes them anew. */
export async function reportCommand(
  paths: readonly string[],
  flags: ReportFlags,
  terminal: Terminal,
): Promise<number> {
  const settings = await readSettings(flags, terminal)
  const reports: Report[] = []
  for (const path of paths) reports.push(await readReport(path, terminal.cwd))
  const whole = merged(reports)
  const { baseline } = settings
  const updates = flags.updateBaseline === true
  const report = baseline === undefined || updates ? whole : withBaseline(whole, await readBaseline(baseline))
  const written = await writeReports(report, reportPaths(flags, terminal.cwd))
  const limits = updates ? undefined : settings.fail
  const isWritten = report.documents.some((document) => document.written)
  present({
    report,
    paths: written,
    flags,
    terminal,
    root: report.root,
    limits,
    writes: isWritten ? 'written' : 'suggested',
  })
  if (updates) outputFor(flags, terminal).write(await saveBaseline(report, settings, terminal))
  return judgeReport(report, limits).code
}

/** Shards of one run have one root, and their documents stay as they are. */
function merged(reports: readonly Report[]): Report {
  const [first, ...rest] = reports as [Report, ...Report[]]
  if (rest.length === 0) return first
  const roots = [...new Set(reports.map(({ root }) => root))]
  return mergeReports(reports, roots.join(', '))
}
