import { dirname, resolve } from 'node:path'
import {
  type AltwrightOptions,
  isCi,
  loadConfig,
  mergeOptions,
  type ReportFormat,
  type RuleSeverities,
  reportFormats,
  resolveOptions,
  type Settings,
  type Shard,
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
  readonly base?: string
  readonly lockfile?: string
  readonly locked?: boolean
  readonly reportHtml?: string
  readonly reportJson?: string
  readonly reporter?: Reporters
  readonly failOn?: 'error' | 'warning' | 'none'
  readonly maxWarnings?: number
  readonly fill?: 'all' | 'approved' | 'none'
  readonly onMissingModel?: 'report' | 'fail'
  readonly rule?: RuleSeverities
  readonly emptyMarkdownAlt?: 'decorative' | 'missing'
  readonly neutral?: boolean
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly hashPictures?: boolean
  readonly source?: string
}

export function addPageFlags(command: Command): Command {
  const captions = command
    .optionsGroup('Captions:')
    .option('--lockfile <file>', 'captions and reviews; commit it (default: altwright.lock.json in the root)')
    .option('--locked', 'use the lockfile alone, never open the model (default where CI is set)')
    .option('--no-locked', 'caption new images')
    .addOption(modelOption())
    .addOption(
      new Option(
        '--on-missing-model <what>',
        'a photo whose model is not here: a finding, or an error (default: report)',
      ).choices(['report', 'fail']),
    )
    .addOption(
      new Option(
        '--fill <what>',
        'what may be written: all; what a person approved or a rule knows; or nothing (default: all)',
      ).choices(['all', 'approved', 'none']),
    )
    .option('--neutral', 'speak of people without their gender and age')
    .optionsGroup('Findings:')
    .option('--rule <id=severity>', 'off, info, warning or error for a rule; may be repeated', ruleSeverity)
  return addReporterFlags(addBaselineFlags(addFailFlags(captions)))
    .addOption(new Option('--report-html <file>', 'the same as --reporter html=<file>').hideHelp())
    .addOption(new Option('--report-json <file>', 'the same as --reporter json=<file>').hideHelp())
    .option('--source <folder>', 'find where findings stand in these sources; the patch is for them')
    .option('--hash-pictures', 'know pictures by their bytes, so that reports tell which were replaced')
}

/** Of the commands that read Markdown. */
export function markdownOption(): Option {
  return new Option(
    '--empty-markdown-alt <meaning>',
    'what ![](image.svg) means: an answer, or none yet (default: decorative)',
  ).choices(['decorative', 'missing'])
}

/** What a command fails on. */
export function addFailFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on (default: error)').choices([
        'error',
        'warning',
        'none',
      ]),
    )
    .option('--max-warnings <n>', 'exit 1 when there are more warnings', wholeNumber(0))
}

export function addBaselineFlags(command: Command): Command {
  return command
    .option('--baseline <file>', 'findings that are known, and no longer count')
    .option('--update-baseline', 'know what is found from now on (default file: altwright.baseline.json)')
}

export function addReporterFlags(command: Command): Command {
  return command
    .optionsGroup('Reports:')
    .option(
      '--reporter <format[=file]>',
      `write a report, to stdout without a file; may be repeated: ${reportFormats.join(', ')}`,
      reporter,
    )
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

/** Adds one `id=severity` to those before it; whether they exist is checked with all other options. */
function ruleSeverity(value: string, before: RuleSeverities = {}): RuleSeverities {
  const [, id, severity] = /^([\w-]+)=(off|info|warning|error)$/.exec(value) ?? []
  if (id === undefined)
    throw new InvalidArgumentError('Expected a rule and its severity, as in logo=warning.')
  return { ...before, [id]: severity }
}

/** Reports that flags ask for: paths by format, as written, and the one that goes to stdout. */
interface Reporters {
  readonly files: Readonly<Partial<Record<ReportFormat, string>>>
  readonly printed?: ReportFormat
}

/** Adds one `format=file`, or a `format` for stdout, to those before it. */
function reporter(value: string, before: Reporters = { files: {} }): Reporters {
  const [, name = '', file] = /^([^=]*)(?:=(.+))?$/s.exec(value) ?? []
  const format = reportFormats.find((known) => known === name)
  if (format === undefined) throw new InvalidArgumentError(`Known formats: ${reportFormats.join(', ')}.`)
  if (file !== undefined) return { ...before, files: { ...before.files, [format]: file } }
  if (before.printed !== undefined && before.printed !== format)
    throw new InvalidArgumentError(
      `Only one report goes to stdout; name a file, as in ${format}=alt.${format}.`,
    )
  return { ...before, printed: format }
}

/** Whether a report of this format is asked for. */
export function wantsReport(format: ReportFormat, settings: Settings, flags: PageFlags): boolean {
  return settings.report[format] !== undefined || flags.reporter?.printed === format
}

/** `--max-warnings` is more exact than `--fail-on`. */
function failOf({ failOn, maxWarnings }: PageFlags): AltwrightOptions['fail'] {
  if (maxWarnings !== undefined) return { warnings: maxWarnings }
  if (failOn === undefined) return undefined
  return failOn === 'none' ? false : failOn === 'error' || { warnings: 0 }
}

/** Parses `2/3`. */
export function shard(value: string): Shard {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(value.trim()) ?? []
  if (index === undefined || Number(index) < 1 || Number(index) > Number(count)) {
    throw new InvalidArgumentError('Expected a share and how many there are, such as 2/3.')
  }
  return { index: Number(index), count: Number(count) }
}

/** Parses `1280x1024`. */
export function viewport(value: string): { width: number; height: number } {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/i.exec(value.trim()) ?? []
  if (width === undefined || height === undefined) {
    throw new InvalidArgumentError('Expected width and height in pixels, as 1280x1024.')
  }
  return { width: Number(width), height: Number(height) }
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
  const environment = { root: path === undefined ? cwd : dirname(path), ci: isCi(env), fail: true }
  const origin = path ?? 'options'
  // What a person wrote is checked as it stands, so that a message never blames a flag for the file.
  resolveOptions(options, origin, environment)
  const { model: named } = flags
  const model = named === undefined || named === 'auto' ? named : resolveModelName(named, cwd)
  const inline = {
    root: here(flags.root),
    base: flags.base,
    lockfile: here(flags.lockfile),
    model,
    locked: flags.locked,
    onMissingModel: flags.onMissingModel,
    fill: flags.fill,
    emptyMarkdownAlt: flags.emptyMarkdownAlt,
    neutral: flags.neutral,
    rules: flags.rule,
    fail: failOf(flags),
    baseline: here(flags.baseline),
    hashPictures: flags.hashPictures,
    report: reportPaths(flags, cwd),
    crawl: overrides.crawl,
    decoding: overrides.decoding,
  }
  return resolveOptions(mergeOptions(options, inline), origin, environment)
}

/** The files that flags name, by format. */
export function reportPaths(
  { reportHtml, reportJson, reporter }: Pick<PageFlags, 'reporter' | 'reportHtml' | 'reportJson'>,
  cwd: string,
): Settings['report'] {
  const files = { html: reportHtml, json: reportJson, ...reporter?.files }
  return Object.fromEntries(
    Object.entries(files).flatMap(([format, path]) =>
      path === undefined ? [] : [[format, resolve(cwd, path)]],
    ),
  )
}
