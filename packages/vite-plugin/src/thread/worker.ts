// What runs in a build's thread: the build itself, so that the thread that Vite works in only hands texts over.
import { parentPort } from 'node:worker_threads'
import type { Captioner } from '@altwright/core/page'
import { Build } from '../build.ts'
import type { ModuleContext } from '../parse.ts'
import { siteOf } from '../site.ts'
import { type Calls, callsOver, type Port } from './calls.ts'
import { type ParseAst, rolldownParser } from './parser.ts'
import type { MainPart, ThreadPart } from './parts.ts'

type CaptionOptions = NonNullable<Parameters<Captioner['caption']>[1]>

serve(parentPort as Port)

function serve(port: Port): void {
  let build: Build
  let parser: (version: string) => Promise<ParseAst | undefined>
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

  /** That of the main thread, whose options may hold one. */
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

  const ours: ThreadPart = {
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
    page: (file, source) => build.page(file, source),
    component: (asker, meta, file, source) => build.component(contextOf(asker, meta), file, source),
    emittedPage: (asker, name, source) =>
      build.emittedPage(name, source, (asset) => main.ask('assetOf', asker, asset)),
    check: () => build.check(),
    end: (outcome) => build.end(outcome),
    outcome: (batch, index, outcome) => listeners.get(batch)?.(index, outcome),
  }
  const main: Calls<MainPart> = callsOver<MainPart>(port, ours)
}
