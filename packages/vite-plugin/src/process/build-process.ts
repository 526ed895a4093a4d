import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { AltwrightError, type Captioner } from '@altwright/core/page'
import type { DescribedComponent } from '../described.ts'
import type { AssetOf } from '../emitted.ts'
import type { News, Outcome } from '../news.ts'
import type { ModuleContext } from '../parse.ts'
import type { Project } from '../site.ts'
import { type Calls, callsOver, type Port } from './calls.ts'
import type { Builds, MainPart, ProcessPart } from './parts.ts'

/** Starts a process for a build; `undefined` where there is no second processor for it, or none may be started. */
export function startProcess(): ChildProcess | undefined {
  if (availableParallelism() < 2) return undefined
  try {
    const child = newProcess()
    return child.pid === undefined ? undefined : child
  } catch {
    return undefined
  }
}

function newProcess(): ChildProcess {
  const child = fork(fileURLToPath(new URL('../process/main.js', import.meta.url)), [], {
    // Until there are many texts; see `withoutCompiler` there.
    execArgv: ['--no-opt'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  // That it could not be started is seen by its having no number.
  child.on('error', () => {})
  keepAlive(child, false)
  return child
}

/** Whether this process waits for the other. */
function keepAlive(child: ChildProcess, isAwaited: boolean): void {
  if (isAwaited) {
    child.ref()
    child.channel?.ref()
  } else {
    child.unref()
    child.channel?.unref()
  }
}

function callsOf(child: ChildProcess, part: MainPart): Started {
  const port: Port = {
    // What cannot be sent any more is answered by the end of the process.
    postMessage: (message) => void child.send(message, () => {}),
    on: (event, listener) => child.on(event, listener),
  }
  const calls = callsOver<ProcessPart>(port, part, (busy) => keepAlive(child, busy))
  child.on('exit', (code, signal) =>
    calls.end(stopped(`it ended with ${code === null ? signal : `code ${code}`}`)),
  )
  return { child, calls }
}

/** A process at work. */
interface Started {
  readonly child: ChildProcess
  readonly calls: Calls<ProcessPart>
}

/** Builds that go on in a process of their own: this one, in which Vite works, only hands texts over. */
export class ProcessBuild implements Builds {
  readonly #start: () => Started
  #started: Started | undefined
  readonly #contexts = new Map<number, ModuleContext>()
  readonly #assets = new Map<number, AssetOf>()
  #askers = 0

  /**
   * @param first
   *   The process of the first build; each that follows gets its own.
   */
  constructor(first: ChildProcess, project: Project, openCaptioner: () => Promise<Captioner>, news: News) {
    let child: ChildProcess | undefined = first
    this.#start = () => {
      const started = callsOf(child ?? newProcess(), this.#part(openCaptioner, news))
      child = undefined
      started.calls.tell('begin', project)
      return started
    }
    this.#started = this.#start()
  }

  page(file: string, source: string): Promise<string> {
    return this.#calls().ask('page', file, source)
  }

  component(context: ModuleContext, file: string, source: string): Promise<DescribedComponent['written']> {
    return this.#asking(this.#contexts, context, (asker) =>
      this.#calls().ask('component', asker, { ...context.meta }, file, source),
    )
  }

  emittedPage(name: string, source: string, assetOf: AssetOf): Promise<string> {
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
      started.child.kill()
    }
  }

  #calls(): Calls<ProcessPart> {
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

/** As they are where a build has no process of its own. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function stopped(why: string): AltwrightError {
  return new AltwrightError(
    'engine-failed',
    `The process that describes images stopped: ${why}. Set \`ownProcess: false\` to go on without one.`,
  )
}
