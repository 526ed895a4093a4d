import type { Command } from 'commander'
import type { AuditFlags } from '../commands/audit.ts'
import type { FixFlags } from '../commands/fix.ts'
import type { RevertFlags } from '../commands/revert.ts'
import { addCommand, examples, type Grammar } from './command.ts'
import { addBaseFlags, addPageFlags, markdownOption } from './options.ts'

/** `altwright fix …`, `altwright revert …` and `altwright audit …` */
export function addPageCommands(program: Command, grammar: Grammar): void {
  addFix(program, grammar)
  addRevert(program, grammar)
  addAudit(program, grammar)
}

function addFix(program: Command, { terminal, done }: Grammar): void {
  const command = addCommand(program, 'fix', '[options] <path...>')
    .summary('write missing alts into HTML and Markdown files')
    .description(
      'Writes the alts that images of HTML, Markdown and MDX files lack, and nothing else: every other byte stays as it is, and what an author wrote is never replaced. Run it after the build.',
    )
    .argument('<path...>', 'folders, whose HTML, Markdown and MDX files are read, or single files')
    .option('--base <path>', 'where the site will be served, such as /docs/ (default: /)')
    .option('--dry-run', 'show each tag that would change; write neither pages nor the lockfile')
    .addOption(markdownOption())
  addBaseFlags(addPageFlags(command))
    .addHelpText(
      'after',
      examples([
        'altwright fix dist --dry-run',
        'altwright fix dist',
        'altwright fix dist --locked --reporter html=alt.html',
      ]),
    )
    .action(async (paths: string[], flags: FixFlags) => {
      const { fixCommand } = await import('../commands/fix.ts')
      done(await fixCommand(paths, flags, terminal))
    })
}

function addRevert(program: Command, { terminal, done }: Grammar): void {
  const command = addCommand(program, 'revert', '[options]')
    .summary('undo what fix has written')
    .description(
      'Takes out what the last run of fix wrote. A file that nobody has touched since is as it was, byte for byte; in one that has changed, what was written is taken out and the rest stays; where that is not sure, the file is left alone.',
    )
    .option('--all', 'undo all runs that are recorded, the last one first')
    .option('--generated <path...>', 'without a record: take out the alts that are marked as generated')
    .option('--dry-run', 'say what would be taken out, and write nothing')
  addBaseFlags(command)
    .addHelpText(
      'after',
      examples(['altwright revert --dry-run', 'altwright revert', 'altwright revert --generated dist']),
    )
    .action(async (flags: RevertFlags) => {
      const { revertCommand } = await import('../commands/revert.ts')
      done(await revertCommand(flags, terminal))
    })
}

function addAudit(program: Command, { terminal, done }: Grammar): void {
  const command = addCommand(program, 'audit', '[options] <path...>')
    .summary('check HTML and Markdown files, and change nothing')
    .description(
      'Judges the images of HTML, Markdown and MDX files without a browser. Pages and lockfile are read and never written. Texts are recalled from the lockfile; the model is opened only with --caption.',
    )
    .argument('<path...>', 'folders, whose HTML, Markdown and MDX files are read, or single files')
    .option('--base <path>', 'where the site will be served, such as /docs/ (default: /)')
    .option('--caption', 'let the model draft texts for new images')
    .addOption(markdownOption())
  addBaseFlags(addPageFlags(command))
    .addHelpText(
      'after',
      examples([
        'altwright audit dist',
        'altwright audit dist --max-warnings 0 --reporter json=alt.json',
        'altwright audit dist --caption',
      ]),
    )
    .action(async (paths: string[], flags: AuditFlags) => {
      const { auditCommand } = await import('../commands/audit.ts')
      done(await auditCommand(paths, flags, terminal))
    })
}
