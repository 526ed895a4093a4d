import {
  AltwrightError,
  type BuildCache,
  type Captioner,
  describeHtml,
  excessOf,
  fileStamps,
  formatSummary,
  insertTexts,
  loadDescribing,
  openBuildCache,
  openRun,
  type Report,
  type Run,
  type TextInsertion,
  writeReports,
} from '@altwright/core/page'
import { documentOf, type Files, filesOf } from './address.ts'
import { describeComponent } from './component.ts'
import type { DescribedComponent, Written } from './described.ts'
import { type AssetOf, asIdentified, asLoaded, inEmitted } from './emitted.ts'
import type { News, Outcome } from './news.ts'
import { openOf, placesOf } from './open.ts'
import { describePage } from './page.ts'
import type { ModuleContext } from './parse.ts'
import type { Site } from './site.ts'
import { inTurns } from './turns.ts'
import { build } from './version.ts'

/** What a build has open from its first page to its end. */
interface Opened {
  readonly opening: Promise<Run>
  /** Whether no build before has kept what it decided: then what describes is loaded at once. */
  readonly isFirst: boolean
  readonly cache: BuildCache | undefined
  readonly files: Files
}

/**
 * One build of all environments: a run that opens with the first page or component and ends with the last, however the
 * build ends.
 */
export class Build {
  readonly #site: Site
  readonly #openCaptioner: () => Promise<Captioner>
  readonly #news: News
  #opened: Opened | undefined
  /** What was described, by file: the same source is the same in every environment. */
  readonly #components = new Map<string, { source: string; described: Promise<DescribedComponent> }>()
  readonly #inTurn = inTurns()

  constructor(site: Site, openCaptioner: () => Promise<Captioner>, news: News) {
    this.#site = site
    this.#openCaptioner = openCaptioner
    this.#news = news
  }

  /** What goes where in a page. */
  async page(file: string, source: string): Promise<readonly TextInsertion[]> {
    const { opening, files } = this.#open()
    const run = await opening
    const page = await this.#inTurn(() => describePage(run, this.#site, files, file, source))
    run.changed(documentOf(this.#site.settings.root, file), source, page.source)
    return page.edits
  }

  /** What goes where in a component, and the map of what it becomes; `undefined` when there is nothing to write. */
  async component(context: ModuleContext, file: string, source: string): Promise<Written | undefined> {
    const { opening, files, isFirst } = this.#open()
    const run = await opening
    // What is wrong with a parser is said where it is used.
    if (isFirst) await this.#site.load(context, file).catch(() => {})
    const known = this.#components.get(file)
    const described =
      known?.source === source
        ? known.described
        : this.#inTurn(() => describeComponent(run, this.#site, files, context, file, source))
    this.#components.set(file, { source, described })
    const { written } = await described
    // A patch is for the files that people edit, and a component is one.
    if (written !== undefined) {
      const document = documentOf(this.#site.settings.root, file)
      run.changed(document, source, insertTexts(source, written.edits))
    }
    return written
  }

  /**
   * The same for a page that another plugin emitted.
   *
   * @param name
   *   Its name in the output folder.
   */
  async emittedPage(name: string, source: string, assetOf: AssetOf): Promise<readonly TextInsertion[]> {
    const { opening, files } = this.#open()
    const { bytes, identities } = files
    const load = inEmitted(bytes, asLoaded, this.#site, assetOf, name)
    const identify = inEmitted(identities, asIdentified, this.#site, assetOf, name)
    const run = await opening
    const page = await this.#inTurn(() => describeHtml(run, { document: name, source, load, identify }))
    return page.edits
  }

  /**
   * Ends a build with more findings than `fail` allows. Else it keeps what was decided, while the output is made.
   *
   * @throws AltwrightError `bad-input`, which says where the first of them are.
   */
  async check(): Promise<void> {
    const { fail } = this.#site.settings
    if (fail !== undefined) await this.#checkLimits(fail)
    const cache = this.#opened?.cache
    setImmediate(() => cache?.save())
  }

  async #checkLimits(limits: NonNullable<Site['settings']['fail']>): Promise<void> {
    const report = (await this.#opened?.opening)?.report()
    const excess = report === undefined ? [] : excessOf(report.summary, limits)
    if (report === undefined || excess.length === 0) return
    await this.end('over the limits')
    const worst = report.summary.errors > limits.errors ? 'error' : 'warning'
    const findings = report.findings.filter(({ severity, known }) => severity === worst && known !== true)
    throw new AltwrightError('bad-input', `${excess.join('; ')}: ${placesOf(findings)}`)
  }

  /**
   * Saves, reports, and ends the engine; nothing to do where no image was met or it has ended already.
   * A build that failed keeps what was captioned, and leaves the last report alone, because its own
   * would lack what was not reached.
   */
  async end(outcome: Outcome): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    this.#components.clear()
    const run = await opened?.opening.catch(() => undefined)
    if (run === undefined) return
    try {
      await run.save()
      opened?.cache?.save()
      const report = run.report()
      if (outcome !== 'failed' && report.documents.length > 0) await this.#publish(report, outcome)
    } finally {
      await run.dispose()
    }
  }

  /** Opens cache and lockfile; the first page or component does so where nobody has. */
  open(): void {
    this.#open().opening.catch(() => {})
  }

  #open(): Opened {
    if (this.#opened !== undefined) return this.#opened
    const { settings, cacheFile } = this.#site
    const cache = cacheFile === undefined ? undefined : openBuildCache(cacheFile, build)
    const isFirst = cache?.isEmpty !== false
    const running = openRun({
      command: 'build',
      settings,
      cache,
      thumbnails: settings.report.html !== undefined,
      changes: settings.report.patch !== undefined,
      onProgress: (progress) => this.#news.progress(progress),
      openCaptioner: this.#openCaptioner,
    })
    const opening = Promise.all([running, isFirst && loadDescribing()]).then(([run]) => run)
    this.#opened = { opening, isFirst, cache, files: filesOf(this.#site, cache?.stamps ?? fileStamps()) }
    return this.#opened
  }

  async #publish(report: Report, outcome: Outcome): Promise<void> {
    this.#news.found({ outcome, summary: formatSummary(report), open: openOf(report) })
    for (const path of await writeReports(report, this.#site.settings.report)) this.#news.written(path)
  }
}
