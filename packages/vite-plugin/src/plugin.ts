import { isCi } from '@altwright/core/config'
import type { Plugin } from 'vite'
import { Build } from './build.ts'
import { type PluginOptions, resolvePluginOptions } from './options.ts'
import { plainly } from './plain.ts'
import { Serve } from './serve.ts'

/**
 * Fills missing alts in the HTML pages of a Vite project. A build writes what the lockfile or the
 * model knows and saves the lockfile; the dev server only writes what the lockfile knows, and warns.
 *
 * @example
 * export default defineConfig({ plugins: [altwright({ report: { html: 'altwright.html' } })] })
 */
export default function altwright(options?: PluginOptions | null): Plugin {
  let build: Build | undefined
  let serve: Serve | undefined

  return {
    name: 'vite-plugin-altwright',
    enforce: 'pre',

    // A server environment renders no HTML entry, and its end is not the build's.
    applyToEnvironment: (environment) => environment.config.consumer === 'client',

    async configResolved(config) {
      const { root, publicDir, base } = config
      const project = { root, publicDir, base, ci: isCi(process.env) }
      const settings = await plainly(resolvePluginOptions(options, project))
      if (config.command === 'serve') serve = new Serve(settings, config.logger)
      else build = new Build(settings, config.logger)
    },

    transformIndexHtml: {
      // Before anybody else, so that places are those of the file on disk.
      order: 'pre',
      async handler(html, { filename }) {
        if (serve !== undefined) return serve.page(filename, html)
        return build && plainly(build.page(filename, html))
      },
    },

    // Every page is through, and nothing is written to the output folder yet: the place to fail.
    async buildEnd(error) {
      if (error !== undefined) await build?.end('failed')
      else await (build && plainly(build.check()))
    },

    // After the output folder was emptied, which a report may lie in.
    async closeBundle() {
      await (build && plainly(build.end('built')))
    },
  }
}
