import { AltwrightError, describeHtml, type Finding, formatFinding, openRun } from '@altwright/core'
import type { Logger } from 'vite'
import type { PluginSettings } from './options.ts'
import { documentOf, pageLoader } from './page.ts'

/**
 * The dev server's side: what the lockfile knows is written, what it does not know is warned about.
 * Never opens the model and never writes a file. The lockfile is read anew for each page, so that a
 * review shows at the next reload.
 */
export class Serve {
  readonly #settings: PluginSettings
  readonly #logger: Logger
  /** What each page was last warned about; a warning comes back only when it went away in between. */
  readonly #warned = new Map<string, ReadonlySet<string>>()
  #problem: string | undefined

  constructor(settings: PluginSettings, logger: Logger) {
    this.#settings = settings
    this.#logger = logger
  }

  /** The page's source with the alts written that are known; unchanged where the lockfile cannot be read. */
  async page(file: string, source: string): Promise<string> {
    const { core } = this.#settings
    const document = documentOf(core.root, file)
    try {
      const run = await openRun({ command: 'serve', settings: { ...core, locked: true } })
      try {
        const load = pageLoader(core, document)
        const page = await describeHtml(run, { document, source, load })
        this.#warn(document, page.findings)
        this.#problem = undefined
        return page.source
      } finally {
        await run.dispose()
      }
    } catch (error) {
      if (!(error instanceof AltwrightError)) throw error
      if (error.message !== this.#problem)
        this.#logger.error(`altwright: ${error.message}`, { timestamp: true })
      this.#problem = error.message
      return source
    }
  }

  #warn(document: string, findings: readonly Finding[]): void {
    const before = this.#warned.get(document)
    const open = findings.filter(needsPerson)
    const fresh = open.filter((finding) => before?.has(keyOf(finding)) !== true)
    this.#warned.set(document, new Set(open.map(keyOf)))
    for (const finding of fresh) {
      this.#logger.warn(`altwright: ${formatFinding(finding)}`, { timestamp: true })
    }
  }
}

/** An image that was filled in the page as served does not, although its file is as it was. */
function needsPerson({ author, severity }: Finding): boolean {
  return author === undefined && severity !== 'info'
}

/** Without the position, so that a line added above does not warn again. */
function keyOf(finding: Finding): string {
  return `${finding.id} ${finding.rule}`
}
