import { dirname, resolve } from 'node:path'
import {
  type AltwrightOptions,
  isCi,
  loadConfig,
  mergeOptions,
  type ReportFormat,
  type RuleSeverities,
  resolveOptions,
  type Settings,
} from '@altwright/core/config'
import { resolveModelName } from '@altwright/core/models'
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

/** Reports that flags ask for: paths by format, as written, and the one that goes to stdout. */
export interface Reporters {
  readonly files: Readonly<Partial<Record<ReportFormat, string>>>
  readonly printed?: ReportFormat
}

/** Whether a report of this format is asked for. */
export function wantsReport(format: ReportFormat, settings: Settings, flags: PageFlags): boolean {
  return settings.report[format] !== undefined || flags.reporter?.printed === format
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
  // What a person wrote is checked as it stands, so that a message never blames a flag for the file.
  resolveOptions(options, path ?? 'options', environment)
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
  return resolveOptions(mergeOptions(options, inline), 'command line', environment)
}

/** The files that flags name, by format. */
export function reportPaths({ reporter }: Pick<PageFlags, 'reporter'>, cwd: string): Settings['report'] {
  const files = Object.entries(reporter?.files ?? {})
  return Object.fromEntries(files.map(([format, path]) => [format, resolve(cwd, path)]))
}

/** `--max-warnings` is more exact than `--fail-on`. */
function failOf({ failOn, maxWarnings }: PageFlags): AltwrightOptions['fail'] {
  if (maxWarnings !== undefined) return { warnings: maxWarnings }
  if (failOn === undefined) return undefined
  return failOn === 'none' ? false : failOn === 'error' || { warnings: 0 }
}
