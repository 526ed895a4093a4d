// What runs in a build's thread: the build itself, so that the thread that Vite works in only hands texts over.
import { parentPort } from 'node:worker_threads'
import type { Captioner } from '@altwright/core/page'
import { Build } from '../build.ts'
import type { ModuleContext } from '../parse.ts'
import { siteOf } from '../site.ts'
import { type Calls, callsOver, type Port } from './calls.ts'
import { type Parser, rolldownParser } from './parser.ts'
import type { MainPart, ThreadPart } from './parts.ts'

let build: Build
let parser: Parser | undefined
/** Of batches that are with the captioner. */
const listeners = new Map<number, (index: number, outcome: never) => void>()

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
  outcome: (batch, index, outcome) => listeners.get(batch)?.(index, outcome as never),
}

const main: Calls<MainPart> = callsOver<MainPart>(parentPort as Port, ours)

function contextOf(asker: number, meta: { readonly rolldownVersion?: string }): ModuleContext {
  const isOurs = meta.rolldownVersion !== undefined && meta.rolldownVersion === parser?.version
  return {
    meta,
    resolve: (source, importer) => main.ask('resolve', asker, source, importer),
    async loadParser() {
      if (isOurs) await import(parser?.address as string)
    },
    async parse(code, options) {
      if (!isOurs) return main.ask('parse', asker, code, options)
      const { parseAst } = await import(parser?.address as string)
      return parseAst(code, options)
    },
    addWatchFile() {},
  }
}

/** The main thread's, whose options may hold one. */
async function openCaptioner(): Promise<Captioner> {
  const id = await main.ask('openCaptioner')
  let batches = 0
  return {
    id,
    async caption(images, { onOutcome } = {}) {
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
