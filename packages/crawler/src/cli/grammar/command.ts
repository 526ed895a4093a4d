import type { Command } from 'commander'
import type { Terminal } from '../terminal/terminal.ts'

/** What the command line is for, and how a command reports its exit code. */
export interface Grammar {
  readonly terminal: Terminal
  readonly done: (code: number) => void
}

/** A command of a command; what it takes stands after its options. */
export function addCommand(parent: Command, name: string, usage: string): Command {
  const command = parent.command(name).usage(usage.trimEnd())
  return command.configureOutput({ outputError: (text, write) => write(errorLine(text, command)) })
}

/**
 * Commander's `error: unknown option '--dept'\n(Did you mean --depth?)` on one line under our own name, with what helps
 * where it has no guess.
 */
export function errorLine(text: string, command: Command): string {
  const [line = '', guess] = text
    .trim()
    .replace(/^error: /, '')
    .split(/\s*\n\(?Did you mean (.+?)\?\)?$/s)
  return `altwright: ${guess === undefined ? withHelp(line, command) : `${line}, did you mean ${guess}?`}\n`
}

function withHelp(line: string, command: Command): string {
  const name = fullName(command)
  if (/^unknown (?:option|command)/.test(line)) return `${line}; \`${name} --help\` lists them`
  if (!/^(?:missing required|too many) argument/.test(line)) return line
  return `${line.replace(/\.$/, '')}; usage: ${name} ${command.usage()}`
}

export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`
}

function fullName(command: Command): string {
  const { parent } = command
  return parent === null ? command.name() : `${fullName(parent)} ${command.name()}`
}

/** For options that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}
