import { dirname, resolve } from 'node:path'
import {
  type AltwrightOptions,
  isCi,
  loadConfig,
  mergeOptions,
  resolveOptions,
  type Settings,
} from '@altwright/core/config'
import { resolveModelName } from '@altwright/core/models'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Terminal } from './terminal/terminal.ts'

/** Flags that every command has. */
export interface BaseFlags {
  readonly config?: string
  readonly root?: string
  readonly model?: string
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly color: boolean
}

/** Flags of the commands that read pages. */
export interface PageFlags extends BaseFlags {
  readonly lockfile?: string
  readonly locked?: boolean
  readonly reportHtml?: string
  readonly reportJson?: string
  readonly maxWarnings?: number
}

export function addPageFlags(command: Command): Command {
  return command
    .optionsGroup('Captions:')
    .option('--lockfile <file>', 'captions and reviews; commit it (default: altwright.lock.json in the root)')
    .option('--locked', 'use the lockfile alone, never open the model (default where CI is set)')
    .option('--no-locked', 'caption new images')
    .addOption(modelOption())
    .optionsGroup('Reports:')
    .option('--report-html <file>', 'write a page to read and to share')
    .option('--report-json <file>', 'write everything as data')
    .option('--max-warnings <n>', 'exit 1 when there are more warnings', wholeNumber(0))
}

export function addBaseFlags(command: Command): Command {
  return command
    .optionsGroup('General:')
    .option('--config <file>', 'the configuration (default: altwright.config.* upwards from here)')
    .option('--root <folder>', 'nothing outside it is read (default: the configuration, else here)')
    .option('--quiet', 'no progress; print errors only')
    .option('--verbose', 'print every image, and what is going on')
    .option('--no-color', 'plain text; so does the environment variable NO_COLOR')
    .helpOption('-h, --help', 'print this')
}

export function modelOption(): Option {
  return new Option(
    '--model <name>',
    'auto: the bundled graphics, and BLIP base for photos once pulled; or one for all: graphics, owner/name, a folder (default: auto)',
  )
}

/** Parses a flag's number; commander turns the exception into its own message. */
export function wholeNumber(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value)
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least) {
      throw new InvalidArgumentError(`Expected a whole number from ${least}.`)
    }
    return number
  }
}

/**
 * The configuration file with the flags over it. Paths in the file are relative to its folder, paths in flags
 * to the working directory.
 */
export async function readSettings(
  flags: PageFlags,
  terminal: Terminal,
  overrides: Pick<AltwrightOptions, 'crawl' | 'decoding'> = {},
): Promise<Settings> {
  const { cwd, env } = terminal
  const here = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path))
  const { options, path } = await loadConfig(cwd, here(flags.config))
  const environment = { root: path === undefined ? cwd : dirname(path), ci: isCi(env) }
  const origin = path ?? 'options'
  // What a person wrote is checked as it stands, so that a message never blames a flag for the file.
  resolveOptions(options, origin, environment)
  const { model: named } = flags
  const model = named === undefined || named === 'auto' ? named : resolveModelName(named, cwd)
  const inline = {
    root: here(flags.root),
    lockfile: here(flags.lockfile),
    model,
    locked: flags.locked,
    report: { html: here(flags.reportHtml), json: here(flags.reportJson) },
    crawl: overrides.crawl,
    decoding: overrides.decoding,
  }
  return resolveOptions(mergeOptions(options, inline), origin, environment)
}
