import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { AltwrightError, type Captioner, type TextInsertion } from '@altwright/core/page'
import type { Written } from '../described.ts'
import type { AssetOf } from '../emitted.ts'
import type { News, Outcome } from '../news.ts'
import type { ModuleContext } from '../parse.ts'
import type { Project } from '../site.ts'
import { type Calls, callsOver, type Port } from './calls.ts'
import type { Builds, MainPart, ThreadPart } from './parts.ts'

/** Starts a thread for a build; `undefined` where there is no second processor for it, or no thread may be started. */
export function startThread(): Worker | undefined {
  if (availableParallelism() < 2) return undefined
  try {
    return newThread()
  } catch {
    return undefined
  }
}

function newThread(): Worker {
  const worker = new Worker(new URL('../thread/worker.js', import.meta.url), {
    name: 'altwright',
    execArgv: [],
  })
  worker.unref()
  return worker
}

function callsOf(worker: Worker, part: MainPart): Started {
  // While nobody waits, it does not keep the process alive.
  const onBusy = (busy: boolean) => (busy ? worker.ref() : worker.unref())
  const calls = callsOver<ThreadPart>(worker as Port, part, onBusy)
  worker.on('error', (error) => calls.end(stopped(error.message)))
  worker.on('exit', (code) => calls.end(stopped(`it ended with code ${code}`)))
  return { worker, calls }
}

/** A thread at work. */
interface Started {
  readonly worker: Worker
  readonly calls: Calls<ThreadPart>
}

/** Builds that go on in a thread of their own: this one, in which Vite works, only hands texts over. */
export class ThreadBuild implements Builds {
  readonly #start: () => Started
  #started: Started | undefined
  readonly #contexts = new Map<number, ModuleContext>()
  readonly #assets = new Map<number, AssetOf>()
  #askers = 0

  /**
   * @param first
   *   The thread of the first build; each that follows gets its own.
   */
  constructor(first: Worker, project: Project, openCaptioner: () => Promise<Captioner>, news: News) {
    let worker: Worker | undefined = first
    this.#start = () => {
      const started = callsOf(worker ?? newThread(), this.#part(openCaptioner, news))
      worker = undefined
      started.calls.tell('begin', project)
      return started
    }
    this.#started = this.#start()
  }

  page(file: string, source: string): Promise<readonly TextInsertion[]> {
    return this.#calls().ask('page', file, source)
  }

  component(context: ModuleContext, file: string, source: string): Promise<Written | undefined> {
    return this.#asking(this.#contexts, context, (asker) =>
      this.#calls().ask('component', asker, { ...context.meta }, file, source),
    )
  }

  emittedPage(name: string, source: string, assetOf: AssetOf): Promise<readonly TextInsertion[]> {
    return this.#asking(this.#assets, assetOf, (asker) =>
      this.#calls().ask('emittedPage', asker, name, source),
    )
  }

  check(): Promise<void> {
    return this.#calls().ask('check')
  }

  async end(outcome: Outcome): Promise<void> {
    const started = this.#started
    if (started === undefined) return
    this.#started = undefined
    try {
      await started.calls.ask('end', outcome)
    } finally {
      void started.worker.terminate()
    }
  }

  #calls(): Calls<ThreadPart> {
    this.#started ??= this.#start()
    return this.#started.calls
  }

  async #asking<Asked, T>(
    askers: Map<number, Asked>,
    asked: Asked,
    ask: (asker: number) => Promise<T>,
  ): Promise<T> {
    const asker = this.#askers++
    askers.set(asker, asked)
    try {
      return await ask(asker)
    } finally {
      askers.delete(asker)
    }
  }

  #part(open: () => Promise<Captioner>, news: News): MainPart {
    const contextOf = (asker: number) => this.#contexts.get(asker) as ModuleContext
    let captioner: Captioner
    return {
      progress: (progress) => news.progress(progress),
      found: (found) => news.found(found),
      written: (path) => news.written(path),
      resolve: async (asker, source, importer) => {
        const resolved = await contextOf(asker).resolve(source, importer)
        return resolved === null ? null : { id: resolved.id }
      },
      parse: (asker, code, options) => contextOf(asker).parse(code, options),
      assetOf: async (asker, name) => (this.#assets.get(asker) as AssetOf)(name),
      async openCaptioner() {
        captioner = await open()
        return captioner.id
      },
      caption: (batch, images) =>
        captioner.caption(images.map(asBuffer), {
          onOutcome: (index, outcome) => this.#calls().tell('outcome', batch, index, outcome),
        }),
      disposeCaptioner: () => captioner.dispose(),
    }
  }
}

/** As they are where a build has no thread. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function stopped(why: string): AltwrightError {
  return new AltwrightError(
    'engine-failed',
    `The thread that describes images stopped: ${why}. Set \`thread: false\` to go on without one.`,
  )
}
