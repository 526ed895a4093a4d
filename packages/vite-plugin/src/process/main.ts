// What runs in a build's own process: the build itself, so that the process that Vite works in only hands texts over.
import { setFlagsFromString } from 'node:v8'
import type { Captioner } from '@altwright/core/page'
import { Build } from '../build.ts'
import type { ModuleContext } from '../parse.ts'
import { siteOf } from '../site.ts'
import { type Calls, callsOver, type Port } from './calls.ts'
import { type ParseAst, rolldownParser } from './parser.ts'
import type { MainPart, ProcessPart } from './parts.ts'

type CaptionOptions = NonNullable<Parameters<Captioner['caption']>[1]>

/**
 * Pages and components that are read before V8 may optimise what reads them. For fewer that never pays: it would keep the second
 * processor busy for half as long as all the rest takes, and Vite needs it.
 */
const withoutCompiler = 1000

// Ctrl-C reaches both processes, and Vite's decides what it means: this one ends with it, however that ends.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())

serve({
  postMessage: (message) => void process.send?.(message),
  on: (event, listener) => process.on(event, listener),
})

function serve(port: Port): void {
  let build: Build
  let parser: (version: string) => Promise<ParseAst | undefined>
  let texts = 0
  const counted = (): void => {
    texts += 1
    if (texts === withoutCompiler) setFlagsFromString('--opt')
  }
  /** By the number of the batch that the captioner looks at. */
  const listeners = new Map<number, NonNullable<CaptionOptions['onOutcome']>>()

  const contextOf = (asker: number, meta: { readonly rolldownVersion?: string }): ModuleContext => {
    const { rolldownVersion } = meta
    const loadParser = async () => (rolldownVersion === undefined ? undefined : parser(rolldownVersion))
    return {
      meta,
      loadParser,
      async parse(code, options) {
        const parse = await loadParser()
        return parse === undefined ? main.ask('parse', asker, code, options) : parse(code, options)
      },
      resolve: (source, importer) => main.ask('resolve', asker, source, importer),
      addWatchFile() {},
    }
  }

  /** That of Vite's process, whose options may hold one. */
  const openCaptioner = async (): Promise<Captioner> => {
    const id = await main.ask('openCaptioner')
    let batches = 0
    return {
      id,
      async caption(images, { onOutcome }: CaptionOptions = {}) {
        const batch = batches++
        if (onOutcome !== undefined) listeners.set(batch, onOutcome)
        try {
          return [...(await main.ask('caption', batch, images))]
        } finally {
          listeners.delete(batch)
        }
      },
      dispose: () => main.ask('disposeCaptioner'),
    }
  }

  const ours: ProcessPart = {
    begin(project) {
      parser = rolldownParser(project.root)
      build = new Build(siteOf(project), openCaptioner, {
        progress(progress) {
          if (progress.toCaption > 0) main.tell('progress', progress)
        },
        found: (found) => main.tell('found', found),
        written: (path) => main.tell('written', path),
      })
      build.open()
    },
    page(file, source) {
      counted()
      return build.page(file, source)
    },
    component(asker, meta, file, source) {
      counted()
      return build.component(contextOf(asker, meta), file, source)
    },
    emittedPage: (asker, name, source) =>
      build.emittedPage(name, source, (asset) => main.ask('assetOf', asker, asset)),
    check: () => build.check(),
    end: (outcome) => build.end(outcome),
    outcome: (batch, index, outcome) => listeners.get(batch)?.(index, outcome),
  }
  const main: Calls<MainPart> = callsOver<MainPart>(port, ours)
}
