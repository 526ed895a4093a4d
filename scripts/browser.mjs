// A Chromium for the tests and the demo: one that is there, as the crawler finds it, else one that is installed.
import { spawnSync } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { launchBrowser as launch } from 'altwright'

const playwright = fileURLToPath(new URL('cli.js', import.meta.resolve('playwright/package.json')))

const installers = [
  {
    what: 'Playwright’s Chromium',
    command: [process.execPath, playwright, 'install', '--only-shell', 'chromium'],
  },
  {
    what: 'Debian’s Chromium',
    command: [
      'sh',
      '-c',
      'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell',
    ],
  },
]

/** A running browser. Installs one where none starts; throws one sentence that names the command to run. */
export async function launchBrowser() {
  let failure
  for (const installer of [undefined, ...installers]) {
    if (installer !== undefined) install(installer)
    try {
      return await launch()
    } catch (error) {
      if (error.code !== 'browser-missing' || process.env.ALTWRIGHT_BROWSER) throw error
      failure = error
    }
  }
  throw failure
}

function install({ what, command: [file, ...args] }) {
  process.stderr.write(`No browser starts; installing ${what} …\n`)
  spawnSync(file, args, { stdio: 'ignore', timeout: 300_000 })
}

// `node scripts/browser.mjs` makes sure of a browser.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const browser = await launchBrowser()
    process.stdout.write(`Chromium ${browser.version()}\n`)
    await browser.close()
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}
