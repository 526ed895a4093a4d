import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { configPlaces } from '@altwright/core/config'
import {
  AltwrightError,
  type Finding,
  fileStamps,
  openRun,
  type Run,
  type TextInsertion,
} from '@altwright/core/page'
import type { Logger, ViteDevServer } from 'vite'
import { documentOf, type Files, filesOf } from './address.ts'
import { describeComponent } from './component.ts'
import type { Written } from './described.ts'
import { formatWarning } from './diagnostics.ts'
import { isOpen } from './open.ts'
import type { PluginSettings } from './options.ts'
import { describePage } from './page.ts'
import type { ModuleContext } from './parse.ts'
import type { Site } from './site.ts'
import { watchFiles } from './watch.ts'

/**
 * The dev server's side: what the lockfile knows is written, what it does not know is warned about.
 * Never opens the model and never writes a file. A lockfile that changed is read anew, so that a review shows at
 * the next reload.
 */
export class Serve {
  readonly #settings: PluginSettings
  readonly #site: Site
  readonly #logger: Logger
  /** What each document was last warned about; a warning comes back only when it went away in between. */
  readonly #warned = new Map<string, ReadonlySet<string>>()
  /** Components that a lockfile would tell something, if there were one. */
  readonly #waiting = new Set<string>()
  #run: { readonly version: string; readonly opening: Promise<Run> } | undefined
  #problem: string | undefined

  constructor(settings: PluginSettings, site: Site, logger: Logger) {
    this.#settings = settings
    this.#site = site
    this.#logger = logger
  }

  /** Where the alts go that are known; nothing where the lockfile cannot be read. */
  async page(file: string, source: string): Promise<readonly TextInsertion[]> {
    const document = documentOf(this.#settings.core.root, file)
    const page = await this.#quietly(async () =>
      describePage(await this.#open(), this.#site, this.#files(), file, source),
    )
    if (page === undefined) return []
    this.#warn(document, page.findings)
    return page.edits
  }

  /** The same for a component; `undefined` where there is nothing to write. */
  async component(context: ModuleContext, file: string, source: string): Promise<Written | undefined> {
    const described = await this.#quietly(async () =>
      describeComponent(await this.#open(), this.#site, this.#files(), context, file, source),
    )
    if (described === undefined) return undefined
    // Vite takes a file that is watched for an import, and one that is not there for a mistake.
    const { lockfile } = this.#settings.core
    if (described.findings.length > 0) {
      if (existsSync(lockfile)) context.addWatchFile(lockfile)
      else this.#waiting.add(file)
    }
    this.#warn(documentOf(this.#settings.core.root, file), described.findings)
    return described.written
  }

  /**
   * Goes on with a lockfile that appears while the server runs, which is nothing yet that a component depends on, and starts the
   * server anew with the configuration file that was written, changed or removed.
   */
  watch(server: ViteDevServer): void {
    if (server.config.server.watch === null) return
    const { lockfile } = this.#settings.core
    const places = configPlaces(server.config.root)
    let restarting = false
    const restart = async (path: string) => {
      if (restarting) return
      restarting = true
      this.#logger.info(`altwright: ${basename(path)} changed, restarting server...`, { timestamp: true })
      // The server stays what it is where the configuration is wrong, and waits for the next change.
      await server.restart()
      restarting = false
    }
    const end = watchFiles([lockfile, ...places], (path) => {
      if (path !== lockfile) void restart(path)
      else if (existsSync(lockfile)) this.#renderAgain(server)
    })
    server.httpServer?.once('close', end)
  }

  #renderAgain(server: ViteDevServer): void {
    const files = [...this.#waiting]
    this.#waiting.clear()
    for (const side of sidesOf(server)) {
      for (const module of files.flatMap((file) => [...(side.moduleGraph.getModulesByFile(file) ?? [])])) {
        void side.reloadModule(module)
      }
    }
  }

  /** Files as they are now. */
  #files(): Files {
    return filesOf(this.#site, fileStamps())
  }

  /** A run per state of the lockfile; none holds an engine, so there is nothing to end. */
  async #open(): Promise<Run> {
    const { core } = this.#settings
    const version = await stat(core.lockfile).then(
      ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
      () => 'none',
    )
    if (this.#run?.version !== version) {
      this.#run = { version, opening: openRun({ command: 'serve', settings: { ...core, locked: true } }) }
    }
    return this.#run.opening
  }

  async #quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const done = await work()
      this.#problem = undefined
      return done
    } catch (error) {
      if (!(error instanceof AltwrightError)) throw error
      if (error.message !== this.#problem)
        this.#logger.error(`altwright: ${error.message}`, { timestamp: true })
      this.#problem = error.message
      return undefined
    }
  }

  #warn(document: string, findings: readonly Finding[]): void {
    const before = this.#warned.get(document)
    const open = findings.filter(isOpen)
    const fresh = open.filter((finding) => before?.has(keyOf(finding)) !== true)
    this.#warned.set(document, new Set(open.map(keyOf)))
    const { root, locked } = this.#settings.core
    for (const finding of fresh) {
      const isNew = finding.rule === 'not-captioned' && !locked
      const told = isNew ? ({ ...finding, severity: 'info', reason: untilBuilt } as const) : finding
      this.#logger[isNew ? 'info' : 'warn'](`altwright: ${formatWarning(told, root)}`, { timestamp: true })
    }
  }
}

/** The server captions nothing; that is no fault of the page where a build will. */
const untilBuilt = 'It is new: the next build looks at it, and until then it has no alt.'

/** Without the position, so that a line added above does not warn again. */
function keyOf(finding: Finding): string {
  return `${finding.id} ${finding.rule}`
}

/** A browser's modules, a server's, and so on. */
interface Side<Module> {
  readonly moduleGraph: { getModulesByFile(file: string): Set<Module> | undefined }
  reloadModule(module: Module): Promise<void>
}

/** Vite 5 knows no environments, and has one graph of modules. */
function sidesOf(server: ViteDevServer): Side<unknown>[] {
  const { environments } = server as { readonly environments?: ViteDevServer['environments'] }
  return (environments === undefined ? [server] : Object.values(environments)) as Side<unknown>[]
}
