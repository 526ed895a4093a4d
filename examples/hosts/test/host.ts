import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { nodeFor } from '../../../scripts/host-node.mjs'

const hosts = join(import.meta.dirname, '..')
/** Beside the examples, so that their links to the packages hold; ignored by git. */
const builds = join(hosts, '../.hosts')

/** An example in a folder of its own, built twice. */
export interface Host {
  /** What was built from the example less the lines that name Altwright. */
  readonly plain: string
  /** What was built from the example as it is. */
  readonly filled: string
  /** How many pictures the second build captioned. */
  readonly captions: number
  /** What the second build printed. */
  readonly printed: string
}

/**
 * Installs an example from its lockfile and builds it without Altwright and with it.
 *
 * @param output
 *   Where the host writes its pages, relative to the example.
 * @param base
 *   Where the site is served: the folders that are answered are those to serve at `/`.
 * @throws Error with the last that was printed, where a step fails.
 */
export async function buildHost(name: string, output: string, base: string): Promise<Host> {
  const folder = join(builds, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(join(hosts, name), folder, { recursive: true, filter: (path) => !generated.has(basename(path)) })
  const { engines } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const node = await nodeFor(engines.node)
  const install = ['install', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts']
  await run(node, folder, 'npx', ['-y', 'pnpm@12.21.0', ...install])

  const authored = removeAltwright(folder)
  await run(node, folder, 'npm', ['run', 'build'])
  const plain = publish(join(folder, output), join(folder, 'plain'), base)

  for (const [path, text] of authored) writeFileSync(path, text)
  const printed = await run(node, folder, 'npm', ['run', 'build'])
  const filled = publish(join(folder, output), join(folder, 'filled'), base)
  const lockfiles = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isLockfile)
  if (lockfiles.length !== 1) throw new Error(`${folder}: has the lockfiles ${lockfiles.join(', ')}, not one`)
  const { images } = JSON.parse(readFileSync(join(folder, lockfiles[0] as string), 'utf8'))
  return { plain, filled, captions: Object.keys(images).length, printed }
}

function publish(output: string, site: string, base: string): string {
  const folder = join(site, base)
  mkdirSync(dirname(folder), { recursive: true })
  renameSync(output, folder)
  return site
}

function isLockfile(path: string): boolean {
  return basename(path) === 'altwright.lock.json' && !path.includes('node_modules')
}

/** What builds leave in an example. */
const generated: ReadonlySet<string> = new Set([
  'altwright.lock.json',
  ...readFileSync(join(hosts, '.gitignore'), 'utf8').split('\n'),
])

/**
 * Takes out of an example what was added for Altwright, so that nothing else tells the two builds apart: lines that name
 * it, lines that name what those import, and scripts that run it.
 *
 * @returns What stood in the files, by path.
 */
function removeAltwright(folder: string): Map<string, string> {
  const authored = new Map<string, string>()
  for (const path of textFiles(folder)) {
    const text = readFileSync(path, 'utf8')
    const plain = basename(path) === 'package.json' ? withoutScripts(text) : withoutLines(text)
    if (plain === text) continue
    authored.set(path, text)
    writeFileSync(path, plain)
  }
  if (authored.size === 0) throw new Error(`${folder}: no file names Altwright`)
  return authored
}

function textFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return generated.has(entry.name) ? [] : textFiles(path)
    return /\.[cm]?[jt]s$|^package\.json$/.test(entry.name) ? [path] : []
  })
}

function withoutLines(text: string): string {
  const imports = text.matchAll(/^import \{? ?(\w+) ?\}? from '(?:rehype-|vite-plugin-)?altwright/gm)
  const names = ['altwright', ...[...imports].map(([, name]) => name)].join('|')
  return text
    .split('\n')
    .filter((line) => !new RegExp(`\\b(?:${names})\\b`).test(line))
    .join('\n')
}

function withoutScripts(text: string): string {
  const manifest = JSON.parse(text)
  const scripts = Object.entries<string>(manifest.scripts)
  const plain = scripts.filter(([, command]) => !/\baltwright\b/.test(command))
  if (plain.length === scripts.length) return text
  return JSON.stringify({ ...manifest, scripts: Object.fromEntries(plain) })
}

/** No host calls home, and none is locked because a test runs in CI. */
const environment = {
  ASTRO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  NUXT_TELEMETRY_DISABLED: '1',
  NO_COLOR: '1',
  NO_UPDATE_NOTIFIER: '1',
  CI: '',
}

async function run(node: string, cwd: string, command: string, args: readonly string[]): Promise<string> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...environment, PATH: `${node}${delimiter}${process.env['PATH']}` }
  // Vitest's own settings would put a host in test mode.
  for (const name of ['NODE_ENV', 'VITEST', 'VITEST_MODE', 'TEST', 'DEV', 'PROD', 'MODE']) delete env[name]
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd, env, maxBuffer: 2 ** 26 })
    return stdout + stderr
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${cwd}: ${command} ${args.join(' ')} failed\n${`${stdout}${stderr}`.slice(-6000)}`)
  }
}
