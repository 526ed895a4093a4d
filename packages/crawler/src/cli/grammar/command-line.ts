import { Command } from 'commander'
import { version } from '../../version.ts'
import { colorsFor } from '../terminal/colors.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { errorLine, examples, type Grammar } from './command.ts'
import { addCrawl } from './crawl.ts'
import { addImageCommands } from './images.ts'
import { addLock } from './lock.ts'
import { addModel } from './model.ts'
import { addPageCommands } from './pages.ts'
import { addDiff, addReport } from './report.ts'

/** Commands, flags and help. A command's code is loaded when it is called, so that help is quick. */
export function commandLine(grammar: Grammar): Command {
  const program = new Command('altwright')
  describeProgram(program, grammar.terminal)
  addPageCommands(program, grammar)
  addCrawl(program, grammar)
  addImageCommands(program, grammar)
  addReport(program, grammar)
  addDiff(program, grammar)
  addLock(program, grammar)
  addModel(program, grammar)
  return program
}

function describeProgram(program: Command, terminal: Terminal): void {
  const colors = colorsFor(terminal.stdout, terminal.env, true)
  program
    .description(
      'Gives images the text alternatives they lack: judges each image, captions it with a local model, and asks a person where no machine should decide.',
    )
    .usage('<command> [options]')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this, or the help of a command')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureHelp({
      helpWidth: Math.min(terminal.stdout.columns ?? 100, 100),
      styleTitle: (text) => colors.bold(text),
    })
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: (text, write) => write(errorLine(text, program)),
      getOutHasColors: () => colors.isColorSupported,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      [
        examples([
          'altwright crawl http://localhost:4173/',
          'altwright audit dist --max-warnings 0',
          'altwright fix dist --dry-run',
          'altwright caption icons/*.svg',
        ]),
        exitCodes,
        '`altwright <command> --help` says more.',
      ].join('\n\n'),
    )
}

const exitCodes = `Exit codes:
  0    nothing needs a person
  1    errors, documents that could not be read or written, or more warnings than allowed
  2    it could not run
  130  interrupted; what was captioned until then is saved`
