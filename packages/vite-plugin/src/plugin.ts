import type { Worker } from 'node:worker_threads'
import { isCi } from '@altwright/core/config'
import { AltwrightError, imageMarkup, insertTexts } from '@altwright/core/page'
import type { Plugin, ResolvedConfig, ViteBuilder } from 'vite'
import { documentOf } from './address.ts'
import { Build } from './build.ts'
import { assetsOf, writeEmitted } from './emitted.ts'
import { type Outcome, PrintedNews } from './news.ts'
import { type PluginOptions, type PluginSettings, resolvePluginOptions } from './options.ts'
import { pageGate } from './page-gate.ts'
import { componentFiles, isAsWritten, isComponent, markdownImage } from './parse.ts'
import { plainly, withoutStack } from './plain.ts'
import { progressLine } from './progress.ts'
import type { Serve } from './serve.ts'
import { type Project, projectOf, siteOf } from './site.ts'
import { startThread, ThreadBuild } from './thread/build-thread.ts'
import type { Builds } from './thread/parts.ts'
import { vitePressLogger } from './vitepress.ts'

/**
 * Fills missing alts in the HTML pages and the components of a Vite project. A build writes what the lockfile or the
 * model knows and saves the lockfile; the dev server only writes what the lockfile knows, and warns.
 *
 * @example
 * export default defineConfig({ plugins: [altwright({ report: { html: 'altwright.html' } })] })
 */
export default function altwright(options?: PluginOptions | null): Plugin[] {
  let starting: Promise<void> | undefined
  let build: Builds | undefined
  let news: PrintedNews | undefined
  let serve: Serve | undefined
  let thread: Worker | undefined
  /** Where names and files are told from. */
  let root = ''
  /** Names of the pages that were read as their authors wrote them. */
  const pagesRead = new Set<string>()
  const app = new AppBuild()
  const gate = pageGate()
  /** Whether pages wait at the gate: Rollup, of Vite before 8, collects no less for it, and waits longer. */
  let isGated = false
  /** Markdown that somebody may have loaded as something else. */
  const unsure: RegExp[] = []
  const filter = {
    id: { include: [...componentFiles.include], exclude: componentFiles.exclude },
    code: [imageMarkup],
  }

  /** Ends with everything printed that was told. */
  const told = async (work: Promise<void>): Promise<void> => {
    try {
      await plainly(work)
    } finally {
      await news?.end()
    }
  }
  const end = async (outcome: Outcome): Promise<void> => build && told(build.end(outcome))

  const settingsFor = async (
    { root, publicDir, base }: ResolvedConfig,
    ci: boolean,
  ): Promise<PluginSettings> => {
    const settings = await plainly(resolvePluginOptions(options, { root, publicDir, base, ci }))
    const { components } = settings.core
    if (components.length > 0) filter.code.push(new RegExp(`<(?:${components.join('|')})\\b`, 'i'))
    return settings
  }
  const lookIntoMarkdown = ({ markdownFiles }: Project): void => {
    if (markdownFiles.length === 0) return
    filter.id.include.push(...markdownFiles.map(({ name }) => name))
    unsure.push(...markdownFiles.filter(({ isSure }) => !isSure).map(({ name }) => name))
    filter.code.push(markdownImage)
  }
  const startServe = async (config: ResolvedConfig): Promise<void> => {
    const settings = await settingsFor(config, isCi(process.env))
    const project = projectOf(settings, config)
    lookIntoMarkdown(project)
    const { Serve } = await import('./serve.ts')
    serve = new Serve(settings, siteOf(project), vitePressLogger(config) ?? config.logger)
  }
  const startBuild = async (config: ResolvedConfig): Promise<void> => {
    const ci = isCi(process.env)
    const settings = await settingsFor(config, ci)
    const project = projectOf(settings, config)
    lookIntoMarkdown(project)
    const logger = vitePressLogger(config) ?? config.logger
    const quiet = ci || (config.logLevel ?? 'info') !== 'info'
    const progress = progressLine(logger, process.stdout, quiet)
    const printed = new PrintedNews(settings.core, logger, progress, Boolean(config.build.watch))
    const openCaptioner = () => {
      printed.opensModel()
      return settings.openCaptioner()
    }
    root = config.root
    news = printed
    build =
      thread === undefined
        ? new Build(siteOf(project), openCaptioner, printed)
        : new ThreadBuild(thread, project, openCaptioner, printed)
  }

  const fill: Plugin = {
    name: 'vite-plugin-altwright',
    enforce: 'pre',
    // One run for all environments.
    sharedDuringBuild: true,

    // While Vite reads its configuration, the thread loads what it needs.
    config(_, { command }) {
      if (command === 'build' && options?.thread !== false) thread ??= startThread()
    },

    async configResolved(config) {
      if (config.command === 'serve') return startServe(config)
      // A host may have several builds of one plugin.
      starting ??= startBuild(config).catch((error: unknown) => {
        void thread?.terminate()
        throw error
      })
      await starting
    },

    configureServer: (server) => serve?.watch(server),

    buildApp: { order: 'pre', handler: async (builder) => app.start(builder) },

    buildStart() {
      if (isTooOld(this.meta)) throw tooOld()
      isGated = 'rolldownVersion' in this.meta
      app.begin()
    },

    // Every environment gets the same source, so that what a server renders is what a browser hydrates.
    transform: {
      order: 'pre',
      filter,
      async handler(code, id) {
        // Vite 5, and early versions of 6, pass the filter by.
        if (!isComponent(id, filter.id) || !filter.code.some((pattern) => pattern.test(code))) return null
        const file = id.replace(/[?#].*$/s, '')
        if (unsure.some((name) => name.test(file)) && !isAsWritten(file, code)) return null
        const writing = (build ?? serve)?.component(this, file, code)
        const written = await (writing && plainly(writing))
        return written === undefined ? null : { code: insertTexts(code, written.edits), map: written.map }
      },
    },

    // Every page and component is through, and nothing is written to the output folder yet: the place to fail.
    async buildEnd(error) {
      gate.clear()
      if (error !== undefined) await end('failed')
      else await (build && told(build.check()))
    },

    // After the output folder was emptied, which a report may lie in.
    async closeBundle() {
      if (app.isOver()) await end('built')
    },
  }

  const pages: Pick<Plugin, 'transformIndexHtml' | 'generateBundle'> = {
    transformIndexHtml: {
      // Before anybody else, so that places are those of the file on disk.
      order: 'pre',
      async handler(html, { filename }) {
        if (serve !== undefined) return insertTexts(html, await plainly(serve.page(filename, html)))
        if (build === undefined) return undefined
        const document = documentOf(root, filename)
        pagesRead.add(document)
        const edits = await plainly(build.page(filename, html))
        if (isGated) await gate.enter(document, html.length)
        return insertTexts(html, edits)
      },
    },

    generateBundle: {
      // After everybody else, who may emit pages.
      order: 'post',
      async handler(_, bundle) {
        const builds = build
        if (builds === undefined || !isClient(this)) return
        const assetOf = assetsOf(bundle, root)
        const write = async (name: string, source: string) =>
          insertTexts(source, await plainly(builds.emittedPage(name, source, assetOf)))
        await writeEmitted(bundle, (name) => pagesRead.has(name), write)
      },
    },
  }

  const last: Plugin = {
    name: 'vite-plugin-altwright:end',
    sharedDuringBuild: true,

    // After Vite has parsed a page.
    transform: {
      order: 'post',
      filter: { id: /\.html$/ },
      handler(_, id) {
        gate.leave(documentOf(root, id))
        return null
      },
    },

    buildApp: {
      order: 'post',
      async handler(builder) {
        if (app.wasBuilt(builder)) await end('built')
      },
    },
  }

  return [options?.html === false ? fill : { ...fill, ...pages }, last]
}

/** Rollup 4 came with Vite 5; what is older takes no hooks with an order, and fails where nobody would look for it. */
function isTooOld({ rollupVersion }: { readonly rollupVersion?: string }): boolean {
  return Number.parseInt(rollupVersion ?? '4', 10) < 4
}

function tooOld(): AltwrightError {
  return withoutStack(new AltwrightError('bad-config', 'vite-plugin-altwright needs Vite 5.4 or newer.'))
}

/** Vite 5 knows no environments: what it builds for a server has no pages. */
function isClient({
  environment,
}: {
  readonly environment?: { readonly config: { readonly consumer: string } }
}): boolean {
  return environment === undefined || environment.config.consumer === 'client'
}

/**
 * Tells when the last environment is through. Vite builds them within `buildApp`, or after it where nobody has; builds of
 * one environment each have no `buildApp`, and a host may have several of them going at once.
 */
class AppBuild {
  #left: number | undefined
  #going = 0

  start({ environments }: ViteBuilder): void {
    this.#left = Object.keys(environments).length
  }

  /** Called once for each environment, when it is begun. */
  begin(): void {
    this.#going += 1
  }

  /** Asked once for each environment, when it is through. */
  isOver(): boolean {
    this.#going -= 1
    if (this.#left === undefined) return this.#going <= 0
    this.#left -= 1
    return this.#left === 0
  }

  wasBuilt({ environments }: ViteBuilder): boolean {
    return Object.values(environments).some(({ isBuilt }) => isBuilt)
  }
}
