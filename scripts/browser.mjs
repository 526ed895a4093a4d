// Finds a Chromium for the tests and the demo, installs one where none is there, or says what to run.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright'

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

/** Launches headless Chromium: ALTWRIGHT_BROWSER, Playwright's own, or one on PATH; undefined where none starts. */
async function tryLaunch() {
  for (const executablePath of candidates()) {
    try {
      return {
        executablePath,
        browser: await chromium.launch({
          ...(executablePath && { executablePath }),
          args: launchArguments(),
        }),
      }
    } catch (error) {
      if (executablePath !== undefined && executablePath === process.env.ALTWRIGHT_BROWSER) throw error
    }
  }
  return undefined
}

function candidates() {
  if (process.env.ALTWRIGHT_BROWSER) return [process.env.ALTWRIGHT_BROWSER]
  const folders = (process.env.PATH ?? '').split(delimiter)
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)).filter(existsSync))
  return [undefined, ...onPath]
}

/** Chromium refuses its sandbox to root, as in most CI containers. */
function launchArguments() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

const installers = [
  ['npx', ['playwright', 'install', '--only-shell', 'chromium']],
  [
    'sh',
    ['-c', 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell'],
  ],
]

/** A running browser; installs one first where needed. Throws one sentence that names the command to run. */
export async function launchBrowser() {
  return (await ensure()).browser
}

async function ensure() {
  const ready = await tryLaunch()
  if (ready) return ready
  for (const [command, args] of installers) {
    process.stderr.write(`No browser found; trying: ${command} ${args.join(' ')}\n`)
    spawnSync(command, args, { stdio: ['ignore', 'ignore', 'ignore'], timeout: 300_000 })
    const installed = await tryLaunch()
    if (installed) return installed
  }
  throw new Error(
    'No Chromium could be started. Run `npx playwright install --with-deps --only-shell chromium`, ' +
      'or set ALTWRIGHT_BROWSER to the path of one.',
  )
}

// `node scripts/browser.mjs` makes sure of a browser and prints the path to launch.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { browser, executablePath } = await ensure()
    await browser.close()
    process.stdout.write(`${executablePath ?? ''}\n`)
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}
