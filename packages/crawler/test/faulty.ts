import { command, type Ended } from './command.ts'

const hook = new URL('fault-at.mjs', import.meta.url).href

/** Runs the command line, and has one call of its go wrong, as `fault-at.mjs` reads it. */
export function faulty(args: readonly string[], cwd: string, fault: string): Promise<Ended> {
  return command(args, { cwd, env: { NODE_OPTIONS: `--import=${hook}`, FAULT_AT: fault } })
}
