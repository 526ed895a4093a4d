import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { AltwrightError } from '@altwright/core/config'
import type { Environment } from '../environment.ts'
import { firstLine } from '../first-line.ts'

export interface LaunchOptions {
  /** Path of a Chromium or Chrome; default: the environment variable ALTWRIGHT_BROWSER, else one that starts. */
  readonly executablePath?: string | null | undefined
  /** Where ALTWRIGHT_BROWSER and PATH are looked up; default: the process's own. */
  readonly env?: Environment | undefined
  /** End the browser and the process on SIGINT, SIGTERM and SIGHUP; default true. */
  readonly handleSignals?: boolean | undefined
}

/** Starts a browser; `isSandboxed` asks for Chromium's own sandbox. */
type Start<Path, T> = (path: Path, isSandboxed: boolean) => Promise<T>

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

/**
 * Starts the browser that was named, else one of Playwright's own, else one on PATH. Each is tried by starting it, because
 * a file that exists may still lack its libraries.
 *
 * @throws AltwrightError `browser-missing`, which names the command to run.
 */
export async function startFirst<Own, T>(
  options: LaunchOptions,
  playwrights: () => Promise<readonly Own[]>,
  start: Start<Own | string, T>,
): Promise<T> {
  const env = options.env ?? process.env
  const named = options.executablePath ?? env.ALTWRIGHT_BROWSER
  if (named !== undefined && named !== '') return startNamed(named, start)
  let failure: unknown
  for (const path of [...(await playwrights()), ...browsersOnPath(env.PATH ?? '')]) {
    try {
      return await startSandboxed(path, start)
    } catch (error) {
      failure = error
    }
  }
  throw new AltwrightError(
    'browser-missing',
    'No Chromium could be started. Run `npx playwright install --with-deps --only-shell chromium`, ' +
      'or name one with --browser or the environment variable ALTWRIGHT_BROWSER.',
    { cause: failure },
  )
}

async function startNamed<T>(path: string, start: Start<string, T>): Promise<T> {
  try {
    return await startSandboxed(path, start)
  } catch (error) {
    throw new AltwrightError(
      'browser-missing',
      `The browser ${path} could not be started: ${reasonOf(error)}. Name another one, or none to use ` +
        'what `npx playwright install --with-deps --only-shell chromium` installs.',
      { cause: error },
    )
  }
}

/**
 * Chromium refuses its sandbox to root, as in most CI containers. Some distributions refuse it to everyone;
 * then it starts without, as Playwright does by default.
 */
async function startSandboxed<Path, T>(path: Path, start: Start<Path, T>): Promise<T> {
  if (process.getuid?.() === 0) return start(path, false)
  try {
    return await start(path, true)
  } catch (error) {
    if (!/sandbox/i.test(String(error))) throw error
    return start(path, false)
  }
}

function browsersOnPath(path: string): string[] {
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name)).filter(exists))
  return [...new Map(found.map((file) => [realpathSync(file), file])).values()]
}

function exists(file: string): boolean {
  try {
    realpathSync(file)
    return true
  } catch {
    return false
  }
}

function reasonOf(error: unknown): string {
  return firstLine(error)
    .replace(/^browserType\.launch: /, '')
    .replace(/\.$/, '')
}
