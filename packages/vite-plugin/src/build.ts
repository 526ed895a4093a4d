import {
  AltwrightError,
  type BuildCache,
  describeHtml,
  excessOf,
  fileStamps,
  formatSummary,
  openBuildCache,
  openRun,
  type Report,
  type Run,
  writeReports,
} from '@altwright/core/page'
import type { Logger, Rolldown } from 'vite'
import { documentOf, type Files, filesOf } from './address.ts'
import { describeComponent } from './component.ts'
import type { DescribedComponent } from './described.ts'
import { asIdentified, asLoaded, inEmitted } from './emitted.ts'
import type { PluginSettings } from './options.ts'
import { describePage } from './page.ts'
import type { ModuleContext } from './parse.ts'
import type { ProgressLine } from './progress.ts'
import type { Site } from './site.ts'
import { build } from './version.ts'

/** What a build has open from its first page to its end. */
interface Opened {
  readonly opening: Promise<Run>
  readonly cache: BuildCache | undefined
  readonly files: Files
}

/**
 * One build of all environments: a run that opens with the first page or component and ends with the last, however the
 * build ends.
 */
export class Build {
  readonly #settings: PluginSettings
  readonly #site: Site
  readonly #logger: Logger
  readonly #progress: ProgressLine
  /** Every build of a watcher says what it found. */
  readonly #watches: boolean
  #opened: Opened | undefined
  /** What was printed last. */
  #said: string | undefined
  /** Names of the pages that were read as their authors wrote them. */
  readonly #pages = new Set<string>()
  /** What was described, by file: the same source is the same in every environment. */
  readonly #components = new Map<string, { source: string; described: Promise<DescribedComponent> }>()

  constructor(
    settings: PluginSettings,
    site: Site,
    logger: Logger,
    progress: ProgressLine,
    watches: boolean,
  ) {
    this.#settings = settings
    this.#site = site
    this.#logger = logger
    this.#progress = progress
    this.#watches = watches
  }

  /** The page's source with the alts written; the same string when there is nothing to write. */
  async page(file: string, source: string): Promise<string> {
    const { opening, files } = this.#open()
    const run = await opening
    this.#pages.add(documentOf(this.#site.root, file))
    const page = await describePage(run, this.#site, files, file, source)
    run.changed(documentOf(this.#settings.core.root, file), source, page.source)
    return page.source
  }

  /** The component's source with the alts written, and its map; `undefined` when there is nothing to write. */
  async component(
    context: ModuleContext,
    file: string,
    source: string,
  ): Promise<DescribedComponent['written']> {
    const { opening, files } = this.#open()
    const run = await opening
    const known = this.#components.get(file)
    const described =
      known?.source === source
        ? known.described
        : describeComponent(run, this.#site, files, context, file, source)
    this.#components.set(file, { source, described })
    const { written } = await described
    // A patch is for the files that people edit, and a component is one.
    if (written !== undefined) run.changed(documentOf(this.#settings.core.root, file), source, written.code)
    return written
  }

  /**
   * Writes into the pages that other plugins emitted. Those that were built from a page of the project are through
   * already, and what hydration would undo belongs into the component that renders it.
   */
  async emitted(bundle: Rolldown.OutputBundle): Promise<void> {
    for (const name of Object.keys(bundle)) {
      if (!name.endsWith('.html') || this.#pages.has(name)) continue
      // A bundle holds very many files, and looking at one makes it.
      const asset = bundle[name]
      if (asset?.type !== 'asset') continue
      const source = typeof asset.source === 'string' ? asset.source : Buffer.from(asset.source).toString()
      const { opening, files } = this.#open()
      const { bytes, identities } = files
      const load = inEmitted(bytes, asLoaded, this.#site, bundle, name)
      const identify = inEmitted(identities, asIdentified, this.#site, bundle, name)
      const page = await describeHtml(await opening, { document: name, source, load, identify })
      if (page.source !== source) asset.source = page.source
    }
  }

  /**
   * Ends a build with more findings than `fail` allows; else there is nothing to do yet.
   *
   * @throws AltwrightError `bad-input`, which says where the first of them are.
   */
  async check(): Promise<void> {
    const limits = this.#settings.core.fail
    const report = limits === undefined ? undefined : (await this.#opened?.opening)?.report()
    if (limits === undefined || report === undefined) return
    const excess = excessOf(report.summary, limits)
    if (excess.length === 0) return
    await this.end('over the limits')
    const worst = report.summary.errors > limits.errors ? 'error' : 'warning'
    const findings = report.findings.filter(({ severity, known }) => severity === worst && known !== true)
    const { placesOf } = await import('./diagnostics.ts')
    throw new AltwrightError('bad-input', `${excess.join('; ')}: ${placesOf(findings)}`)
  }

  /**
   * Saves, reports, and ends the engine; nothing to do where no image was met or it has ended already.
   * A build that failed keeps what was captioned, and leaves the last report alone, because its own
   * would lack what was not reached.
   */
  async end(outcome: 'built' | 'over the limits' | 'failed'): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    this.#components.clear()
    const run = await opened?.opening.catch(() => undefined)
    if (run === undefined) return
    this.#progress.clear()
    try {
      await run.save()
      opened?.cache?.save()
      const report = run.report()
      if (outcome !== 'failed' && report.documents.length > 0) await this.#publish(report, outcome)
    } finally {
      await run.dispose()
    }
  }

  #open(): Opened {
    if (this.#opened !== undefined) return this.#opened
    const { core, openCaptioner } = this.#settings
    const { cacheFile } = this.#site
    const cache = cacheFile === undefined ? undefined : openBuildCache(cacheFile, build)
    const opening = openRun({
      command: 'build',
      settings: core,
      cache,
      thumbnails: core.report.html !== undefined,
      changes: core.report.patch !== undefined,
      onProgress: (progress) => this.#progress.update(progress),
      openCaptioner: () => {
        this.#progress.clear()
        this.#logger.info('altwright: new images, opening the model')
        return openCaptioner()
      },
    })
    this.#opened = { opening, cache, files: filesOf(this.#site, cache?.stamps ?? fileStamps()) }
    return this.#opened
  }

  async #publish(report: Report, outcome: 'built' | 'over the limits'): Promise<void> {
    const { errors, warnings } = report.summary
    const open =
      errors + warnings > 0
        ? (await import('./diagnostics.ts')).formatOpen(report, this.#settings.core.root)
        : ''
    const summary = formatSummary(report)
    // Some hosts build for the browser and for the server one after the other, of the same files.
    const said = `${open}${summary}`
    const isNews = said !== this.#said || this.#watches
    this.#said = said
    if (isNews) {
      const level = outcome === 'built' ? 'warn' : 'error'
      if (open !== '') this.#logger[level](`altwright:\n${open}\n`)
      this.#logger.info(`altwright: ${summary}`)
    }
    const written = await writeReports(report, this.#settings.core.report)
    for (const path of isNews ? written : []) this.#logger.info(`altwright: report written to ${path}`)
  }
}
