import { readFile, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AltwrightError, fileProblem } from '@altwright/core'
import {
  emptyLockfile,
  formatLockfile,
  type LockfileData,
  type MergeConflict,
  markConflict,
  mergeLockfiles,
  parseLockfile,
  splitConflict,
} from '@altwright/core/lockfile'
import { counted, plain } from '@altwright/core/terminal'
import { replaceFile } from '../../../pages/replace-file.ts'
import { exit } from '../../exit.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { type LockFlags, locateLockfile } from './lockfile.ts'
import { lineOf } from './pictures.ts'

export interface MergeFlags extends LockFlags {
  readonly ours?: boolean
  readonly theirs?: boolean
}

/** As git's merge driver, with the files it hands over; without them, settles a lockfile with conflict markers. */
export async function mergeCommand(
  files: readonly string[],
  flags: MergeFlags,
  terminal: Terminal,
): Promise<number> {
  if (flags.ours === true && flags.theirs === true)
    throw new AltwrightError('bad-input', 'Either --ours or --theirs, not both.')
  if (files.length === 0) return settle(flags, terminal)
  const [base, ours, theirs, name] = files
  if (base === undefined || ours === undefined || theirs === undefined) {
    throw new AltwrightError('bad-input', 'git hands over three files: altwright lock merge %O %A %B %P')
  }
  const path = resolve(terminal.cwd, ours)
  const read = async (file: string, what: string) =>
    parse(await readFile(resolve(terminal.cwd, file), 'utf8'), `${name ?? file} (${what})`)
  const sides = [await read(base, 'base'), await read(ours, 'ours'), await read(theirs, 'theirs')] as const
  return write(path, sides, flags, terminal)
}

async function settle(flags: MergeFlags, terminal: Terminal): Promise<number> {
  const { path, name } = await locateLockfile(flags, terminal)
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new AltwrightError('bad-lockfile', `${name}: cannot be read (${fileProblem(error)}).`, {
      cause: error,
    })
  })
  if (!/^(?:<{7}|>{7})(?: |\r?$)/m.test(text)) {
    parseLockfile(text, name)
    terminal.stdout.write(`${name}: there is no conflict.\n`)
    return exit.clean
  }
  const split = splitConflict(text)
  if (split === undefined) {
    throw new AltwrightError(
      'bad-lockfile',
      `${name}: its conflict markers do not match up. \`git checkout --merge -- ${name}\` writes them anew.`,
    )
  }
  const sides = [
    emptyLockfile,
    parse(split.ours, `${name} (ours)`),
    parse(split.theirs, `${name} (theirs)`),
  ] as const
  return write(path, sides, flags, terminal)
}

/** A file that git makes up where one side has none is empty. */
function parse(text: string, name: string): LockfileData {
  return text.trim() === '' ? emptyLockfile : parseLockfile(text, name)
}

async function write(
  path: string,
  [base, ours, theirs]: readonly [LockfileData, LockfileData, LockfileData],
  flags: MergeFlags,
  { stdout, stderr }: Terminal,
): Promise<number> {
  const mine = mergeLockfiles(base, ours, theirs)
  const other = mergeLockfiles(base, theirs, ours)
  const settled = flags.theirs === true ? other : mine
  const decided = flags.ours === true || flags.theirs === true || mine.conflicts.length === 0
  const text = formatLockfile(settled.data)
  const result = decided ? text : markConflict(text, formatLockfile(other.data))
  replaceFile(await realpath(path), result)
  if (decided) {
    stdout.write(`Merged ${counted(Object.keys(settled.data.images).length, 'picture')}.\n`)
    return exit.clean
  }
  for (const conflict of mine.conflicts) stderr.write(conflictLines(conflict, mine.data, other.data))
  stderr.write(
    `Two people decided differently about ${counted(mine.conflicts.length, 'picture')}; edit the file, or take one side of these alone: altwright lock merge --ours, or --theirs.\n`,
  )
  return exit.findings
}

function conflictLines({ hash, use }: MergeConflict, ours: LockfileData, theirs: LockfileData): string {
  const where = use === undefined ? '' : `  ${plain(use)}`
  return `ours    ${lineOf(ours, hash)}${where}\ntheirs  ${lineOf(theirs, hash)}${where}\n`
}
