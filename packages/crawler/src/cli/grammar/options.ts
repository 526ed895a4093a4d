import { type RuleSeverities, reportFormats, type Shard } from '@altwright/core/config'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Reporters } from '../flags.ts'

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
    .option('--neutral', 'speak of people without their gender')
    .optionsGroup('Findings:')
    .option('--rule <id=severity>', 'off, info, warning or error for a rule; may be repeated', ruleSeverity)
  return addReporterFlags(addBaselineFlags(addFailFlags(captions)))
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
