import { join, relative } from 'node:path'
import { AltwrightError, formatSummary, type Report, type Run, writeReports } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { reporters, writeBaseline } from '@altwright/core/report'
import { counted, type FindingsView, formatFindings } from '@altwright/core/terminal'
import type { PageFlags } from './flags.ts'
import { colorsFor } from './terminal/colors.ts'
import type { ProgressView } from './terminal/progress.ts'
import type { Output, Terminal } from './terminal/terminal.ts'
import { exit, judgeReport } from './verdict.ts'

export interface RunOfCommand {
  readonly run: Run
  readonly work: () => Promise<void>
  readonly settings: Settings
  readonly flags: PageFlags
  readonly terminal: Terminal
  readonly progress: ProgressView
  /** Whether new captions are kept in the lockfile. */
  readonly saves: boolean
  readonly writes: FindingsView['writes']
  /** What to do next with the texts that were not written. */
  readonly next: string | undefined
}

/**
 * Does the work of a command, prints what came of it, and answers the exit code. When the work is interrupted,
 * what it had until then is saved and printed all the same.
 */
export async function runToEnd(command: RunOfCommand): Promise<number> {
  const { run, saves, settings } = command
  try {
    const interrupted = await finishWork(command)
    if (saves) await run.save()
    const report = run.report()
    const paths = await saveReports(report, settings)
    print(report, paths, interrupted, command)
    if (interrupted) return exit.interrupted
    if (command.flags.updateBaseline === true) return await updateBaseline(report, command)
    return judgeReport(report, settings.fail).code
  } finally {
    await run.dispose()
  }
}

/** True when it was interrupted. */
async function finishWork({ run, work, saves, terminal, progress }: RunOfCommand): Promise<boolean> {
  try {
    await work()
    return false
  } catch (error) {
    if (terminal.signal?.aborted) return true
    // Captions are slow to make; the error that ends the run should not cost them.
    if (saves) await run.save().catch(() => {})
    throw error
  } finally {
    progress.end()
  }
}

/** A baseline of a run that was interrupted would forget what was not reached, and is not written. */
async function updateBaseline(report: Report, { settings, flags, terminal }: RunOfCommand): Promise<number> {
  const path = settings.baseline ?? join(settings.root, 'altwright.baseline.json')
  const known = await writeBaseline(path, report)
  const name = relative(terminal.cwd, path) || path
  const output = flags.reporter?.printed === undefined ? terminal.stdout : terminal.stderr
  output.write(
    `Baseline: ${name}, ${counted(known, 'finding')}. Commit it, and name it with --baseline or in the configuration.\n`,
  )
  return report.summary.problems > 0 ? exit.findings : exit.clean
}

async function saveReports(report: Report, settings: Settings): Promise<string[]> {
  try {
    return await writeReports(report, settings.report)
  } catch (error) {
    throw new AltwrightError('bad-input', `The report could not be written: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}

/** Where a report goes to stdout, what is for people goes to stderr. */
function print(report: Report, paths: readonly string[], interrupted: boolean, command: RunOfCommand): void {
  const { flags, terminal } = command
  const printed = flags.reporter?.printed
  const output = printed === undefined ? terminal.stdout : terminal.stderr
  output.write(formatResult(report, paths, interrupted, output, command))
  if (printed !== undefined) terminal.stdout.write(reporters[printed](report))
}

function formatResult(
  report: Report,
  paths: readonly string[],
  interrupted: boolean,
  output: Output,
  { settings, flags, terminal, writes, next }: RunOfCommand,
): string {
  const colors = colorsFor(output, terminal.env, flags.color)
  const findings = formatFindings(report, {
    colors,
    columns: output.columns ?? 100,
    nameOf: (document) => nameFrom(terminal.cwd, settings.root, document),
    quiet: flags.quiet === true,
    verbose: flags.verbose === true,
    writes,
  })
  const verdict = judgeReport(report, settings.fail)
  const offered = report.findings.some(({ outcome }) => outcome === 'filled' || outcome === 'decorative')
  const lines = [
    ...(findings === '' ? [] : [findings]),
    ...(flags.quiet === true ? [] : [formatSummary(report)]),
    ...(offered && next !== undefined && flags.quiet !== true ? [colors.dim(next)] : []),
    ...paths.map((path) => `Report: ${relative(terminal.cwd, path) || path}`),
    ...(interrupted ? [colors.yellow('Interrupted; this is what was found until then.')] : []),
    ...(verdict.code === 0 ? [] : [colors.red(`Failed: ${verdict.reason}.`)]),
  ]
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** As a terminal links it: relative to where the command runs. */
function nameFrom(cwd: string, root: string, document: string): string {
  return /^https?:/.test(document) ? document : relative(cwd, join(root, document)) || document
}
