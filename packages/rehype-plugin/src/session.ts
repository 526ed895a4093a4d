import { openRun, type Run } from '@altwright/core'
import { type Options, type RunSettings, resolveRunSettings } from './options.ts'

/** A run that is open, and what it was opened with. */
export interface OpenRun extends RunSettings {
  readonly run: Run
}

/** A run and how many files use it at the moment. */
interface Shared {
  readonly opening: Promise<OpenRun>
  files: number
  timer: NodeJS.Timeout | undefined
  /** The last save that has begun, and the one that waits for it. */
  saving: Promise<void>
  nextSave: Promise<void> | undefined
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
 */
export class Session {
  readonly #options: Options
  #current: Shared | undefined

  constructor(options: Options) {
    this.#options = options
  }

  /** Lends the run to a file, and saves what the file has added. */
  async with<T>(root: string, use: (open: OpenRun) => Promise<T>): Promise<T> {
    this.#current ??= share(openWith(this.#options, root))
    const shared = this.#current
    clearTimeout(shared.timer)
    shared.files += 1
    try {
      const open = await shared.opening
      try {
        return await use(open)
      } finally {
        await save(shared, open.run)
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
      // All is saved: an engine that does not end in peace takes nothing with it.
      shared.opening.then(({ run }) => run.dispose()).catch(() => {})
    }
    if (this.#current === shared) shared.timer = setTimeout(end, idle).unref()
    else end()
  }
}

function share(opening: Promise<OpenRun>): Shared {
  return { opening, files: 0, timer: undefined, saving: Promise.resolve(), nextSave: undefined }
}

/** One save at a time; the files that end while one is under way share the next. */
function save(shared: Shared, run: Run): Promise<void> {
  shared.nextSave ??= shared.saving
    .catch(() => {})
    .then(() => {
      shared.nextSave = undefined
      shared.saving = run.save()
      return shared.saving
    })
  return shared.nextSave
}

async function openWith(options: Options, root: string): Promise<OpenRun> {
  const settings = await resolveRunSettings(options, root)
  const run = await openRun({
    command: 'transform',
    settings: settings.core,
    openCaptioner: settings.openCaptioner,
  })
  return { ...settings, run }
}
