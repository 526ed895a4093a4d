import {
  type ImageFiles,
  imageFiles,
  mergeReports,
  openRun,
  type Report,
  type Run,
  writeReports,
} from '@altwright/core'
import { type Options, type RunSettings, resolveRunSettings, runOptions } from './options.ts'

/** A run that is open, and what it was opened with. */
interface OpenRun extends RunSettings {
  readonly run: Run
  /** The pictures of its files, each read once. */
  readonly pictures: ImageFiles
}

/** A run and how many files use it at the moment. */
interface Shared {
  readonly opening: Promise<OpenRun>
  files: number
  timer: NodeJS.Timeout | undefined
  /** Known once it is open. */
  wantsReport: boolean
}

/** How long a run waits for another file before its engine is ended, in milliseconds. */
const idle = 500

/**
 * What files that are processed with the same options share: one run, one engine, one lockfile.
 *
 * A unified pipeline says when a file starts and ends, and never that it was the last one. So the
 * lockfile is saved with each file, and the engine ends when no file was in progress for a moment;
 * a later file opens the next run, which reads the lockfile anew. The timer does not keep the process
 * alive: where the engine does, the timer fires and ends it; where nothing does, nothing is left to end.
 * Only where a report is asked for does the process wait for it.
 */
class Session {
  readonly #options: Options
  readonly #root: string
  #current: Shared | undefined
  /** Of runs that have ended, so that the report holds every file of a build with pauses. */
  #ended: Report | undefined

  constructor(options: Options, root: string) {
    this.#options = options
    this.#root = root
  }

  /** Lends the run to a file, and saves what the file has added. */
  async with<T>(use: (open: OpenRun) => Promise<T>): Promise<T> {
    this.#current ??= share(openWith(this.#options, this.#root))
    const shared = this.#current
    clearTimeout(shared.timer)
    shared.files += 1
    try {
      const open = await shared.opening
      shared.wantsReport = Object.values(open.core.report).some((path) => path !== undefined)
      try {
        return await use(open)
      } finally {
        await open.run.save()
      }
    } catch (error) {
      // The next file starts anew, for the cause may be repaired by then.
      if (this.#current === shared) this.#current = undefined
      throw error
    } finally {
      shared.files -= 1
      if (shared.files === 0) this.#endSoon(shared)
    }
  }

  #endSoon(shared: Shared): void {
    const end = () => {
      if (this.#current === shared) this.#current = undefined
      // Where the run could not be opened, its files have said so.
      shared.opening.then(
        (open) => this.#end(open),
        () => {},
      )
    }
    if (this.#current !== shared) {
      end()
      return
    }
    shared.timer = setTimeout(end, idle)
    if (!shared.wantsReport) shared.timer.unref()
  }

  /** All is saved: an engine that does not end in peace takes nothing with it. */
  async #end({ core, run }: OpenRun): Promise<void> {
    const report = run.report()
    await run.dispose().catch(() => {})
    this.#ended = this.#ended === undefined ? report : mergeReports([this.#ended, report], report.root)
    await writeReports(this.#ended, core.report).catch((error: unknown) => {
      // No file is left that could carry the message.
      process.emitWarning(`rehype-altwright: ${error instanceof Error ? error.message : String(error)}`)
    })
  }
}

/** By what opens the engine, then by the core's options and the working directory. */
const sessions = new WeakMap<object, Map<string, Session>>()
const bundled = {}

/**
 * The session of these options. Processors that agree about them share one, so that a site with a processor for
 * each kind of page, or one for each file, has one engine, one lockfile and one report. This is the one place
 * where the package keeps state of its own: unified gives a plugin no other place to meet itself.
 */
export function sessionFor(options: Options, cwd: string): Session {
  const owner = options.openCaptioner ?? bundled
  const known = sessions.get(owner) ?? new Map<string, Session>()
  sessions.set(owner, known)
  const key = JSON.stringify([cwd, runOptions(options)])
  const session = known.get(key) ?? new Session(options, cwd)
  known.set(key, session)
  return session
}

function share(opening: Promise<OpenRun>): Shared {
  return { opening, files: 0, timer: undefined, wantsReport: false }
}

async function openWith(options: Options, root: string): Promise<OpenRun> {
  const settings = await resolveRunSettings(options, root)
  const run = await openRun({
    command: 'transform',
    settings: settings.core,
    thumbnails: settings.core.report.html !== undefined,
    openCaptioner: settings.openCaptioner,
  })
  return { ...settings, run, pictures: imageFiles(settings.core) }
}
