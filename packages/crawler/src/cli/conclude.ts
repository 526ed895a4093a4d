import { join, resolve } from 'node:path'
import type { Report, Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { writeReports } from '@altwright/core/page'
import type { FindingsView } from '@altwright/core/terminal'
import { exit } from './exit.ts'
import type { PageFlags } from './flags.ts'
import type { ProgressView } from './terminal/progress.ts'
import type { Terminal } from './terminal/terminal.ts'
import { judgeReport } from './verdict.ts'

export interface RunOfCommand {
  readonly run: Pick<Run, 'report' | 'save' | 'dispose'>
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
  /** Called with the report when its files are written. */
  readonly onReport?: (report: Report) => Promise<void>
}

/**
 * Does the work of a command, prints what came of it, and answers the exit code. When the work is interrupted,
 * what it had until then is saved and printed all the same.
 */
export async function runToEnd(command: RunOfCommand): Promise<number> {
  const { run, saves, settings, flags, terminal, writes, next } = command
  try {
    const interrupted = await finishWork(command)
    if (saves) await run.save()
    const found = run.report()
    const report = await withSources(found, command)
    let unwritten: unknown
    const paths = await writeReports(report, settings.report).catch((error: unknown) => {
      unwritten = error
      return []
    })
    await command.onReport?.(found)
    const { outputFor, present } = await import('./present.ts')
    // What is known from now on fails nothing.
    const limits = flags.updateBaseline === true ? undefined : settings.fail
    present({ report, paths, flags, terminal, root: settings.root, limits, writes, next, interrupted })
    if (unwritten !== undefined) throw unwritten
    // A baseline of an interrupted run would forget what was not reached.
    if (interrupted) return exit.interrupted
    if (flags.updateBaseline === true) {
      const { saveBaseline } = await import('./saved-report.ts')
      outputFor(flags, terminal).write(await saveBaseline(report, settings, terminal))
    }
    return judgeReport(report, limits).code
  } finally {
    await run.dispose()
  }
}

/** Where findings come from, if sources were named; the pages themselves are none. */
async function withSources(report: Report, { settings, flags, terminal }: RunOfCommand): Promise<Report> {
  if (flags.source === undefined) return report
  const pages = new Set(report.documents.map(({ document }) => join(settings.root, document)))
  const { mapToSources } = await import('../sources/map-to-sources.ts')
  const { readSources } = await import('../sources/read-sources.ts')
  return mapToSources(report, await readSources(resolve(terminal.cwd, flags.source), pages))
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
