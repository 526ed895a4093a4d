import { type Command, Option } from 'commander'
import type { DiffFlags } from '../commands/diff.ts'
import type { ReportFlags } from '../commands/report.ts'
import { addCommand, examples, type Grammar } from './command.ts'
import { addBaseFlags, addBaselineFlags, addFailFlags, addReporterFlags } from './options.ts'

const diffFormats: readonly DiffFlags['format'][] = ['text', 'json', 'markdown', 'html']

/** `altwright report …` */
export function addReport(program: Command, { terminal, done }: Grammar): void {
  const description =
    'Reads JSON reports that were saved, and shows them as the command did that wrote them, or writes them in other formats. Several are taken as one, as those of the shards of a crawl are.'
  const lines = [
    'altwright report alt.json --reporter sarif=alt.sarif',
    'altwright report alt.json --reporter markdown',
    'altwright report merge shard-1.json shard-2.json --reporter html=alt.html',
  ]
  const action = async (paths: string[], flags: ReportFlags) => {
    const { reportCommand } = await import('../commands/report.ts')
    done(await reportCommand(paths, flags, terminal))
  }
  const flagged = (command: Command) =>
    addBaseFlags(
      addReporterFlags(addBaselineFlags(addFailFlags(command.optionsGroup('Findings:')))),
    ).addHelpText('after', examples(lines))
  const report = addCommand(program, 'report', '[options] <report...>')
    .summary('show, convert and merge saved reports')
    .description(description)
    .argument('<report...>', 'files that --reporter json=<file> has written')
    .helpCommand(false)
  flagged(report).action(action)
  const merge = addCommand(report, 'merge', '[options] <report...>')
    .summary('take several reports as one')
    .description(description)
    .argument('<report...>', 'files that --reporter json=<file> has written')
  // Options of the command before are this one's too, wherever they stand.
  flagged(merge).action((paths: string[], flags: ReportFlags) =>
    action(paths, { ...report.opts(), ...flags }),
  )
}

/** `altwright diff …` */
export function addDiff(program: Command, { terminal, done }: Grammar): void {
  const command = addCommand(program, 'diff', '[options] <before> <after>')
    .summary('say what is different between two reports')
    .description(
      'Compares two JSON reports by image and use: what is new, fixed, removed and unchanged, and where a picture changed under its old alt. Moved lines, reordered images, new hashes in file names and renamed pages are no difference. It exits with 1 where something new fails.',
    )
    .argument('<before>', 'the earlier report')
    .argument('<after>', 'the later report')
    .addOption(
      new Option('--format <format>', 'for the terminal, as data, for a pull request, or as a page')
        .choices(diffFormats)
        .default('text'),
    )
  addBaseFlags(addFailFlags(command.optionsGroup('Findings:')))
    .addHelpText(
      'after',
      examples([
        'altwright diff main.json branch.json',
        'altwright diff main.json branch.json --format html > diff.html',
      ]),
    )
    .action(async (before: string, after: string, flags: DiffFlags) => {
      const { diffCommand } = await import('../commands/diff.ts')
      done(await diffCommand(before, after, flags, terminal))
    })
}
