import type { Browser } from 'playwright'
import { ownOfPlaywright } from './chromium.ts'
import { type LaunchOptions, startFirst } from './start.ts'

/**
 * Starts a headless Chromium by Playwright: the one that was named, else Playwright's own, else one on PATH. Each is
 * tried by starting it, because a file that exists may still lack its libraries.
 *
 * @throws AltwrightError `browser-missing`, which names the command to run.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { chromium } = await import('playwright')
  const { handleSignals = true } = options
  return startFirst(
    options,
    // Where it has none, Playwright leaves its folders behind.
    async () => ((await ownOfPlaywright()).length > 0 ? [undefined] : []),
    (executablePath, chromiumSandbox) =>
      chromium.launch({
        ...(executablePath !== undefined && { executablePath }),
        handleSIGINT: handleSignals,
        handleSIGTERM: handleSignals,
        handleSIGHUP: handleSignals,
        chromiumSandbox,
      }),
  )
}
