import type { Settings } from '@altwright/core/config'
import type { Progress, Report } from '@altwright/core/page'
import type { Logger } from 'vite'
import type { ProgressLine } from './progress.ts'

/** What a build tells while it goes on, as plain data. */
export interface News {
  progress(progress: Progress): void
  /** What it ends with, before it writes reports. */
  found(found: Found): void
  /** The path of a report. */
  written(path: string): void
}

export interface Found {
  readonly outcome: Outcome
  readonly summary: string
  /** What a person has to do; `undefined` where there is nothing. */
  readonly open: OpenFindings | undefined
}

/** How a build ends. */
export type Outcome = 'built' | 'over the limits' | 'failed'

/** The first of the findings that a person has to do something about, and how many more there are. */
export interface OpenFindings extends Pick<Report, 'findings' | 'documents'> {
  readonly more: number
}

/** Prints what the builds of one plugin tell, in the order in which it is told. */
export class PrintedNews implements News {
  readonly #root: string
  readonly #logger: Logger
  readonly #progress: ProgressLine
  /** Every build of a watcher says what it found. */
  readonly #watches: boolean
  readonly #list: string | undefined
  /** What was printed last. */
  #said: string | undefined
  #isNews = true
  #printing = Promise.resolve()

  constructor(
    { root, report }: Pick<Settings, 'root' | 'report'>,
    logger: Logger,
    progress: ProgressLine,
    watches: boolean,
  ) {
    this.#root = root
    this.#list = report.html
    this.#logger = logger
    this.#progress = progress
    this.#watches = watches
  }

  opensModel(): void {
    this.#progress.clear()
    this.#logger.info('altwright: new images, opening the model')
  }

  progress(progress: Progress): void {
    this.#progress.update(progress)
  }

  found(found: Found): void {
    this.#printing = this.#printing.then(() => this.#print(found))
  }

  written(path: string): void {
    this.#printing = this.#printing.then(() => {
      if (this.#isNews) this.#logger.info(`altwright: report written to ${path}`)
    })
  }

  /** Ends with a build. */
  async end(): Promise<void> {
    this.#progress.clear()
    await this.#printing
  }

  async #print({ outcome, summary, open }: Found): Promise<void> {
    const list =
      open === undefined ? '' : (await import('./diagnostics.ts')).formatOpen(open, this.#root, this.#list)
    // Some hosts build for the browser and for the server one after the other, of the same files.
    const said = `${list}${summary}`
    this.#isNews = said !== this.#said || this.#watches
    this.#said = said
    if (!this.#isNews) return
    this.#progress.clear()
    const level = outcome === 'built' ? 'warn' : 'error'
    if (list !== '') this.#logger[level](`altwright:\n${list}\n`)
    this.#logger.info(`altwright: ${summary}`)
  }
}
