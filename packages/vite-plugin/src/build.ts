import {
  AltwrightError,
  describeHtml,
  excessOf,
  type Finding,
  formatFinding,
  formatSummary,
  openRun,
  type Report,
  type Run,
  writeReports,
} from '@altwright/core'
import type { Logger } from 'vite'
import type { PluginSettings } from './options.ts'
import { documentOf, pageLoader } from './page.ts'

/** One build: a run that opens with the first page and ends with the last, however the build ends. */
export class Build {
  readonly #settings: PluginSettings
  readonly #logger: Logger
  #run: Promise<Run> | undefined

  constructor(settings: PluginSettings, logger: Logger) {
    this.#settings = settings
    this.#logger = logger
  }

  /** The page's source with the alts written; the same string when there is nothing to write. */
  async page(file: string, source: string): Promise<string> {
    const { core } = this.#settings
    this.#run ??= this.#open()
    const run = await this.#run
    const document = documentOf(core.root, file)
    const load = pageLoader(core, document)
    const page = await describeHtml(run, { document, source, load })
    return page.source
  }

  /**
   * Ends a build with more findings than `fail` allows; else there is nothing to do yet.
   *
   * @throws AltwrightError `bad-input`, which lists the findings.
   */
  async check(): Promise<void> {
    const limits = this.#settings.core.fail
    const report = limits === undefined ? undefined : (await this.#run)?.report()
    if (limits === undefined || report === undefined) return
    const excess = excessOf(report.summary, limits)
    if (excess.length === 0) return
    await this.end('built')
    const listed = report.summary.warnings > limits.warnings ? ['error', 'warning'] : ['error']
    const findings = report.findings.filter(({ severity }) => listed.includes(severity))
    throw new AltwrightError('bad-input', failure(excess, findings))
  }

  /**
   * Saves, reports, and ends the engine; nothing to do where no page was met or it has ended already.
   * A build that failed keeps what was captioned, and leaves the last report alone, because its own
   * would lack the pages that were not reached.
   */
  async end(outcome: 'built' | 'failed'): Promise<void> {
    const opening = this.#run
    this.#run = undefined
    const run = await opening?.catch(() => undefined)
    if (run === undefined) return
    try {
      await run.save()
      if (outcome === 'built') await this.#publish(run.report())
    } finally {
      await run.dispose()
    }
  }

  #open(): Promise<Run> {
    const { core, openCaptioner } = this.#settings
    return openRun({
      command: 'build',
      settings: core,
      thumbnails: core.report.html !== undefined,
      openCaptioner: () => {
        this.#logger.info('altwright: new images, opening the model')
        return openCaptioner()
      },
    })
  }

  async #publish(report: Report): Promise<void> {
    this.#logger.info(`altwright: ${formatSummary(report)}`)
    const written = await writeReports(report, this.#settings.core.report)
    for (const path of written) this.#logger.info(`altwright: report written to ${path}`)
  }
}

const shown = 20

/** One message for all that is too much. */
function failure(excess: readonly string[], findings: readonly Finding[]): string {
  const more = findings.length > shown ? [`… and ${findings.length - shown} more`] : []
  return [`${excess.join('; ')}:`, ...findings.slice(0, shown).map(formatFinding), ...more].join('\n')
}
