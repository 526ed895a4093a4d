import { isCi } from '@altwright/core/config'
import { AltwrightError, imageMarkup } from '@altwright/core/page'
import type { Plugin, ViteBuilder } from 'vite'
import { Build } from './build.ts'
import { type PluginOptions, resolvePluginOptions } from './options.ts'
import { componentFiles, isComponent, markdownImage } from './parse.ts'
import { plainly, withoutStack } from './plain.ts'
import { progressLine } from './progress.ts'
import type { Serve } from './serve.ts'
import { siteOf } from './site.ts'

/**
 * Fills missing alts in the HTML pages and the components of a Vite project. A build writes what the lockfile or the
 * model knows and saves the lockfile; the dev server only writes what the lockfile knows, and warns.
 *
 * @example
 * export default defineConfig({ plugins: [altwright({ report: { html: 'altwright.html' } })] })
 */
export default function altwright(options?: PluginOptions | null): Plugin[] {
  let build: Build | undefined
  let serve: Serve | undefined
  const app = new AppBuild()
  const filter = {
    id: { include: [...componentFiles.include], exclude: componentFiles.exclude },
    code: [imageMarkup],
  }

  const fill: Plugin = {
    name: 'vite-plugin-altwright',
    enforce: 'pre',
    // One run for all environments.
    sharedDuringBuild: true,

    async configResolved(config) {
      if (build !== undefined) return
      const ci = isCi(process.env)
      const { root, publicDir, base } = config
      const project = { root, publicDir, base, ci }
      const settings = await plainly(resolvePluginOptions(options, project))
      const site = siteOf(settings, config)
      const { components } = settings.core
      if (components.length > 0) filter.code.push(new RegExp(`<(?:${components.join('|')})\\b`, 'i'))
      if (site.markdownFiles.length > 0) {
        filter.id.include.push(...site.markdownFiles)
        filter.code.push(markdownImage)
      }
      const logger = site.vitePress?.logger ?? config.logger
      if (config.command === 'serve') {
        const { Serve } = await import('./serve.ts')
        serve = new Serve(settings, site, logger)
      } else {
        const quiet = ci || (config.logLevel ?? 'info') !== 'info'
        const progress = progressLine(logger, process.stdout, quiet)
        build = new Build(settings, site, logger, progress, Boolean(config.build.watch))
      }
    },

    configureServer: (server) => serve?.watch(server),

    buildApp: { order: 'pre', handler: async (builder) => app.start(builder) },

    buildStart() {
      if (isTooOld(this.meta)) throw tooOld()
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
        const written = (build ?? serve)?.component(this, file, code)
        return (await (written && plainly(written))) ?? null
      },
    },

    // Every page and component is through, and nothing is written to the output folder yet: the place to fail.
    async buildEnd(error) {
      if (error !== undefined) await build?.end('failed')
      else await (build && plainly(build.check()))
    },

    // After the output folder was emptied, which a report may lie in.
    async closeBundle() {
      if (app.isOver()) await (build && plainly(build.end('built')))
    },
  }

  const pages: Pick<Plugin, 'transformIndexHtml' | 'generateBundle'> = {
    transformIndexHtml: {
      // Before anybody else, so that places are those of the file on disk.
      order: 'pre',
      async handler(html, { filename }) {
        if (serve !== undefined) return serve.page(filename, html)
        return build && plainly(build.page(filename, html))
      },
    },

    generateBundle: {
      // After everybody else, who may emit pages.
      order: 'post',
      async handler(_, bundle) {
        if (isClient(this)) await (build && plainly(build.emitted(bundle)))
      },
    },
  }

  const end: Plugin = {
    name: 'vite-plugin-altwright:end',
    sharedDuringBuild: true,
    buildApp: {
      order: 'post',
      async handler(builder) {
        if (app.wasBuilt(builder)) await (build && plainly(build.end('built')))
      },
    },
  }

  return [options?.html === false ? fill : { ...fill, ...pages }, end]
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
