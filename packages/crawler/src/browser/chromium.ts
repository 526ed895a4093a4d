import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { BrowserType } from 'playwright'
import { Connection } from './connection.ts'
import { newProfile, removeOrphans } from './profile.ts'
import type { Session } from './session.ts'
import { type LaunchOptions, startFirst } from './start.ts'

/** A browser of its own process, spoken to without anything in between. */
export interface Chromium {
  /** Of the browser itself. */
  readonly root: Session
  /** Of a target that the root session was told of. */
  session(id: string): Session
  readonly isEnded: boolean
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>
  /** Ends it; resolves when its process and its profile are gone. */
  close(): Promise<void>
}

/**
 * What keeps a browser from asking, updating and saving power, as Playwright starts it; and documents of a site replace each
 * other in one frame of the renderer, which takes a quarter of the time off a page.
 */
const flags = [
  ...['--headless', '--hide-scrollbars', '--mute-audio', '--no-startup-window', '--no-first-run'],
  ...['--no-default-browser-check', '--no-service-autorun', '--password-store=basic', '--use-mock-keychain'],
  ...['--disable-background-networking', '--disable-background-timer-throttling', '--disable-breakpad'],
  ...['--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'],
  ...['--disable-back-forward-cache', '--disable-component-update', '--disable-default-apps'],
  ...['--disable-component-extensions-with-background-pages', '--disable-extensions'],
  ...['--disable-dev-shm-usage', '--disable-field-trial-config', '--disable-hang-monitor'],
  ...['--disable-ipc-flooding-protection', '--disable-popup-blocking', '--disable-prompt-on-repost'],
  ...['--disable-search-engine-choice-screen', '--disable-sync', '--metrics-recording-only'],
  ...['--enable-unsafe-swiftshader', '--force-color-profile=srgb'],
  `--blink-settings=${['primaryHoverType=2', 'availableHoverTypes=2', 'primaryPointerType=4', 'availablePointerTypes=4']}`,
  `--disable-features=${[
    ...['RenderDocument', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'MediaRouter'],
    ...['OptimizationHints', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'Translate'],
  ]}`,
]

/** How long a browser may take to start and to end, in milliseconds. */
const patience = { start: 30_000, end: 5_000 }

/**
 * Starts a headless Chromium: the one that was named, else Playwright's own, else one on PATH.
 *
 * @throws AltwrightError `browser-missing`, which names the command to run.
 */
export async function startChromium(options: LaunchOptions): Promise<Chromium> {
  const { handleSignals = true } = options
  return startFirst(options, ownOfPlaywright, (path, isSandboxed) =>
    startAt(path, { isSandboxed, handleSignals }),
  )
}

/** Ends a browser that was started, or is about to be. */
export async function endBrowser(starting: Promise<Chromium> | undefined): Promise<void> {
  await starting?.then(({ close }) => close()).catch(() => {})
}

interface Starting {
  readonly isSandboxed: boolean
  readonly handleSignals: boolean
}

async function startAt(path: string, { isSandboxed, handleSignals }: Starting): Promise<Chromium> {
  const profile = await newProfile()
  const child = spawn(
    path,
    [
      ...flags,
      ...(isSandboxed ? [] : ['--no-sandbox']),
      `--user-data-dir=${profile}`,
      '--remote-debugging-pipe',
    ],
    // A group of its own, so that all of its processes end together, and Ctrl+C is for us to answer.
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  )
  const { exit, close: end, complaint } = watch(child)
  const remove = () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
  const unguard = guard(child, handleSignals, remove)
  const gone = exit.then(async () => {
    // Its helpers may still write into its profile.
    kill(child)
    await endsWithin(end, patience.end)
    unguard()
    remove()
  })
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable]
  let tellEnd = () => {}
  const ended = new Promise<void>((resolve) => {
    tellEnd = resolve
  })
  const connection = new Connection(input, output, () => tellEnd())
  const swept = removeOrphans()
  const root = connection.session()
  const close = async () => {
    // Its profile goes with it, so it has nothing to put in order, which takes it as long as to start.
    kill(child)
    await Promise.all([gone, swept])
  }
  const timer = setTimeout(() => kill(child), patience.start)
  try {
    await Promise.race([root.send('Browser.getVersion'), exit.then(() => Promise.reject(complaint()))])
  } catch {
    await close()
    throw complaint()
  } finally {
    clearTimeout(timer)
  }
  return {
    root,
    session: (id) => connection.session(id),
    get isEnded() {
      return connection.isEnded
    },
    ended,
    close,
  }
}

/** Its end, and what it said before it. */
function watch(child: ChildProcess): {
  readonly exit: Promise<void>
  /** When nobody holds its standard error any more: its helpers have ended, too. */
  readonly close: Promise<void>
  readonly complaint: () => Error
} {
  let said = ''
  let failure: Error | undefined
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    said = (said + part).slice(-10_000)
  })
  const exit = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      failure = error
      resolve()
    })
    child.once('exit', () => resolve())
  })
  const close = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  return {
    exit,
    close,
    complaint() {
      const words = said.split('\n').find((line) => /ERROR|FATAL|sandbox|error while loading/i.test(line))
      return failure ?? new Error(words?.trim() ?? 'it ended at once')
    },
  }
}

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** The browser ends with this process, and its profile with it. */
function guard(child: ChildProcess, handleSignals: boolean, remove: () => void): () => void {
  const end = () => {
    kill(child)
    remove()
  }
  const stops = Object.entries(signals).map(([signal, number]) => {
    const stop = () => process.exit(128 + number)
    return { signal, stop }
  })
  process.once('exit', end)
  if (handleSignals) for (const { signal, stop } of stops) process.once(signal, stop)
  return () => {
    process.off('exit', end)
    for (const { signal, stop } of stops) process.off(signal, stop)
  }
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has gone.
  }
}

async function endsWithin(exit: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  return Promise.race([exit.then(() => true), late]).finally(() => clearTimeout(timer))
}

/**
 * Playwright's headless shell, else its whole Chromium, where they are installed. It names only the place of the latter; the former has a folder
 * beside it, `chromium_headless_shell-<revision>`.
 */
export async function ownOfPlaywright(): Promise<string[]> {
  const { chromium } = await import('playwright')
  const whole = placeOf(chromium)
  const [, cache = '', revision = ''] = /^(.*[\\/])chromium-(\d+)[\\/]/.exec(whole) ?? []
  const isShell = (file: string) => /^(?:chrome-)?headless[-_]shell(?:\.exe)?$/.test(basename(file))
  const shells = filesIn(`${cache}chromium_headless_shell-${revision}`).filter(isShell)
  return [...shells, whole].filter((file) => existsSync(file))
}

/** Empty where Playwright has none for this machine. */
function placeOf(browser: BrowserType): string {
  try {
    return browser.executablePath()
  } catch {
    return ''
  }
}

/** Of the folders in a folder. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => readdirSync(join(folder, entry.name)).map((name) => join(folder, entry.name, name)))
  } catch {
    return []
  }
}
