import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { AltwrightError } from '@altwright/core'
import type { Browser, BrowserType, LaunchOptions as PlaywrightOptions } from 'playwright'
import type { Environment } from '../environment.ts'

export interface LaunchOptions {
  /** Path of a Chromium or Chrome; default: the environment variable ALTWRIGHT_BROWSER, else one that starts. */
  readonly executablePath?: string | null | undefined
  /** Where ALTWRIGHT_BROWSER and PATH are looked up; default: the process's own. */
  readonly env?: Environment | undefined
  /** Let Playwright end the browser and the process on SIGINT, SIGTERM and SIGHUP; default true. */
  readonly handleSignals?: boolean | undefined
}

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

/**
 * Starts a headless Chromium: the one that was named, else Playwright's own, else one on PATH. Each is
 * tried by starting it, because a file that exists may still lack its libraries.
 *
 * @throws AltwrightError `browser-missing`, which names the command to run.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const env = options.env ?? process.env
  const { chromium } = await import('playwright')
  const named = options.executablePath ?? env.ALTWRIGHT_BROWSER
  if (named !== undefined && named !== '') return launchNamed(chromium, named, options)
  let failure: unknown
  for (const executablePath of [undefined, ...browsersOnPath(env.PATH ?? '')]) {
    try {
      return await launch(chromium, executablePath, options)
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

async function launchNamed(chromium: BrowserType, path: string, options: LaunchOptions): Promise<Browser> {
  try {
    return await launch(chromium, path, options)
  } catch (error) {
    throw new AltwrightError(
      'browser-missing',
      `The browser ${path} could not be started: ${firstLine(error)}. Name another one, or none to use ` +
        'what `npx playwright install --with-deps --only-shell chromium` installs.',
      { cause: error },
    )
  }
}

/**
 * Chromium refuses its sandbox to root, as in most CI containers. Some distributions refuse it to everyone;
 * then it starts without, as Playwright does by default.
 */
async function launch(
  chromium: BrowserType,
  executablePath: string | undefined,
  { handleSignals = true }: LaunchOptions,
): Promise<Browser> {
  const options: PlaywrightOptions = {
    ...(executablePath !== undefined && { executablePath }),
    handleSIGINT: handleSignals,
    handleSIGTERM: handleSignals,
    handleSIGHUP: handleSignals,
  }
  if (process.getuid?.() === 0) return chromium.launch({ ...options, chromiumSandbox: false })
  try {
    return await chromium.launch({ ...options, chromiumSandbox: true })
  } catch (error) {
    if (!/sandbox/i.test(String(error))) throw error
    return chromium.launch({ ...options, chromiumSandbox: false })
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

/** Playwright's messages go on with call logs and boxes. */
function firstLine(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
  return line.replace(/^browserType\.launch: /, '').replace(/\.$/, '')
}
