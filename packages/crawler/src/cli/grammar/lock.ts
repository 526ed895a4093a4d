import type { Command } from 'commander'
import type { CheckFlags } from '../commands/lock/check.ts'
import type { LockFlags } from '../commands/lock/lockfile.ts'
import type { MergeFlags } from '../commands/lock/merge.ts'
import type { PruneFlags } from '../commands/lock/prune.ts'
import type { ApproveFlags, ForgetFlags, ReviewFlags } from '../commands/lock/review.ts'
import type { ListFlags } from '../commands/lock/summary.ts'
import type { ImportFlags } from '../commands/lock/table.ts'

import { addCommand, examples, type Grammar } from './command.ts'

const picture = 'an image file, a file name in the lockfile, or the beginning of a hash'
const useFlag = [
  '--use <key>',
  'decide for one use only, by its key in a report: “about.html › link to /cart”, or “* › link to /cart” for all documents',
] as const

/** `altwright lock …` */
export function addLock(program: Command, { terminal, done }: Grammar): void {
  const lock = addCommand(program, 'lock', '[command] [options]')
    .helpCommand(false)
    .summary('review, check, share and merge the lockfile')
    .description(
      'Looks after the lockfile: what was said about each picture, and what people decided. Without a command it prints what is in it.',
    )
    .addHelpText(
      'after',
      examples([
        'altwright lock',
        'altwright lock list',
        'altwright lock approve lens.svg',
        'altwright lock edit coast.jpg "Low tide at the north beach"',
        'altwright lock check --approved',
      ]),
    )
    .allowExcessArguments()
    .action(async (flags: LockFlags) => {
      // Commander takes a misspelt command for an operand, because there is something to do without one.
      if (lock.args[0] !== undefined) lock.error(`error: unknown command '${lock.args[0]}'`)
      const { summaryCommand } = await import('../commands/lock/summary.ts')
      done(await summaryCommand(flags, terminal))
    })
  withFile(lock)
  const child = (name: string, operand: string, summary: string, more: string, lines: readonly string[]) =>
    addCommand(lock, name, `[options] ${operand}`)
      .summary(summary)
      .description(more)
      .addHelpText('after', examples(lines))
  // Options of the command before are this one's too, wherever they stand.
  const all = <Flags>(flags: Flags): Flags => ({ ...lock.opts(), ...flags })

  withFile(
    child(
      'list',
      '',
      'print the pictures that wait for a person',
      'Prints a line a picture: hash, state, file name and words.',
      ['altwright lock list', 'altwright lock list --all'],
    ),
  )
    .option('--all', 'all pictures, and the decisions for their uses')
    .action(async (flags: ListFlags) => {
      const { listCommand } = await import('../commands/lock/summary.ts')
      done(await listCommand(all(flags), terminal))
    })

  withFile(
    child(
      'check',
      '[path...]',
      'check the lockfile in CI',
      'Fails where the lockfile has what nobody reviewed or nobody uses, or lacks what is used. It exits with 1 then, and with 2 where the lockfile cannot be read.',
      [
        'altwright lock check --approved',
        'altwright lock check dist',
        'altwright lock check --report alt.json',
      ],
    ),
  )
    .argument('[path...]', 'folders with the images that are used, or image files')
    .option('--approved', 'fail on words that no person has reviewed')
    .option('--report <file...>', 'JSON reports that say what is used')
    .action(async (paths: string[], flags: CheckFlags) => {
      const { checkCommand } = await import('../commands/lock/check.ts')
      done(await checkCommand(paths, all(flags), terminal))
    })

  withFile(
    child(
      'approve',
      '<picture...>',
      'say that the engine’s words are right',
      'Approves the words that the lockfile has for pictures. They are kept whatever model comes.',
      ['altwright lock approve lens.svg 3f2c9a1b', 'altwright lock approve --all'],
    ),
  )
    .argument('[picture...]', picture)
    .option('--all', 'everything that waits for approval; read it before')
    .action(async (names: string[], flags: ApproveFlags) => {
      const { approveCommand } = await import('../commands/lock/review.ts')
      done(await approveCommand(names, all(flags), terminal))
    })

  withFile(
    child(
      'edit',
      '<picture> <alt>',
      'write the alt of a picture',
      'Writes a person’s words for a picture. No machine replaces them.',
      [
        'altwright lock edit coast.jpg "Low tide at the north beach"',
        'altwright lock edit cart.svg "Shopping cart" --use "* › link to /cart"',
      ],
    ),
  )
    .argument('<picture>', picture)
    .argument('<alt>', 'the words, in one argument, so quote them')
    .option(...useFlag)
    .action(async (name: string, alt: string, flags: ReviewFlags) => {
      const { reviewCommand } = await import('../commands/lock/review.ts')
      done(await reviewCommand([name], { state: 'edited', alt }, all(flags), terminal))
    })

  for (const [name, state, summary, more] of [
    [
      'decorative',
      'decorative',
      'say that a picture tells nothing',
      'Marks pictures as decorative: they get an empty alt.',
    ],
    [
      'reject',
      'rejected',
      'say that the engine’s words are wrong',
      'Rejects the words of pictures. Nothing is written for them, and runs ask for an alt.',
    ],
  ] as const) {
    withFile(
      child(name, '<picture...>', summary, more, [
        `altwright lock ${name} wave.svg`,
        `altwright lock ${name} wave.svg --use "about.html › figure"`,
      ]),
    )
      .argument('<picture...>', picture)
      .option(...useFlag)
      .action(async (names: string[], flags: ReviewFlags) => {
        const { reviewCommand } = await import('../commands/lock/review.ts')
        done(await reviewCommand(names, { state }, all(flags), terminal))
      })
  }

  withFile(
    child(
      'forget',
      '<picture...>',
      'drop a machine’s words, so that the next run asks again',
      'For a new model: drops words that no person has touched. What a person decided stays.',
      ['altwright lock forget lens.svg', 'altwright lock forget --unreviewed'],
    ),
  )
    .argument('[picture...]', picture)
    .option('--unreviewed', 'all that no person has reviewed')
    .action(async (names: string[], flags: ForgetFlags) => {
      const { forgetCommand } = await import('../commands/lock/review.ts')
      done(await forgetCommand(names, all(flags), terminal))
    })

  withFile(
    child(
      'prune',
      '[path...]',
      'drop pictures that are used no longer',
      'Drops pictures that are neither in the folders nor in the reports. What a person decided stays unless --reviewed says otherwise.',
      ['altwright lock prune dist --dry-run', 'altwright lock prune --report alt.json'],
    ),
  )
    .argument('[path...]', 'folders with the images that are used, or image files')
    .option('--report <file...>', 'JSON reports that say what is used')
    .option('--reviewed', 'drop what a person decided too')
    .option('--dry-run', 'print what would be dropped; change nothing')
    .action(async (paths: string[], flags: PruneFlags) => {
      const { pruneCommand } = await import('../commands/lock/prune.ts')
      done(await pruneCommand(paths, all(flags), terminal))
    })

  withFile(
    child(
      'export',
      '[file]',
      'write a CSV for reviewers and translators',
      'Writes a row for each picture and each decision for a use. Change `state` and `alt`, and import it.',
      ['altwright lock export alt.csv', 'altwright lock export > alt.csv'],
    ),
  )
    .argument('[file]', 'where to write (default: stdout)')
    .action(async (file: string | undefined, flags: LockFlags) => {
      const { exportCommand } = await import('../commands/lock/table.ts')
      done(await exportCommand(file, all(flags), terminal))
    })

  withFile(
    child(
      'import',
      '<file>',
      'take decisions from a CSV',
      'Takes the rows that were changed since the export: all of them, or, where one cannot be taken, none.',
      ['altwright lock import alt.csv --dry-run', 'altwright lock import alt.csv'],
    ),
  )
    .argument('<file>', 'a CSV that `altwright lock export` wrote')
    .option('--dry-run', 'check every row; change nothing')
    .action(async (file: string, flags: ImportFlags) => {
      const { importCommand } = await import('../commands/lock/table.ts')
      done(await importCommand(file, all(flags), terminal))
    })

  withFile(
    child(
      'merge',
      '[base ours theirs name]',
      'settle a merge conflict, or be git’s merge driver',
      'Settles a lockfile with conflict markers. With files it is a merge driver for git, and writes the result to the second.',
      [
        'altwright lock merge',
        'altwright lock merge --theirs',
        "git config merge.altwright.driver 'npx altwright lock merge %O %A %B %P'",
      ],
    ),
  )
    .argument('[files...]', 'as git hands them over: %O %A %B %P')
    .option('--ours', 'where two people disagree, take our side')
    .option('--theirs', 'where two people disagree, take their side')
    .action(async (files: string[], flags: MergeFlags) => {
      const { mergeCommand } = await import('../commands/lock/merge.ts')
      done(await mergeCommand(files, all(flags), terminal))
    })
}

function withFile(command: Command): Command {
  return command
    .option('--lockfile <file>', 'the lockfile (default: the configuration, else altwright.lock.json)')
    .option('--config <file>', 'the configuration (default: altwright.config.* upwards from here)')
    .option('--root <folder>', 'the site’s root (default: the configuration, else here)')
    .option('--no-color', 'plain text; so does the environment variable NO_COLOR')
    .helpOption('-h, --help', 'print this')
}
