import { AltwrightError } from '@altwright/core/config'
import { CommanderError } from 'commander'
import { exit } from './exit.ts'
import { commandLine } from './grammar/command-line.ts'
import { type Colors, colorsFor } from './terminal/colors.ts'
import type { Terminal } from './terminal/terminal.ts'

/**
 * The command line as a function: arguments in, an exit code out. It prints to the terminal it is given
 * and never ends the process.
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const colors = colorsFor(terminal.stderr, terminal.env, !argv.includes('--no-color'))
  let code: number = exit.clean
  const program = commandLine({
    terminal,
    done: (result) => {
      code = result
    },
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (terminal.signal?.aborted && error === terminal.signal.reason) return exit.interrupted
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.clean : exit.failed
    terminal.stderr.write(formatError(error, colors))
    return exit.failed
  }
}

/** A known error is one line; an unknown one is a bug, and its stack says where. */
function formatError(error: unknown, colors: Colors): string {
  if (error instanceof AltwrightError) return `${colors.red('altwright:')} ${error.message}\n`
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${colors.red('altwright:')} an unexpected error; please report it.\n${stack}\n`
}
