import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AltwrightError, fileProblem } from '@altwright/core'
import { changeLockfile, exportCsv, importCsv } from '@altwright/core/lockfile'
import { counted } from '@altwright/core/terminal'
import { exit } from '../../exit.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { type LockFlags, openLockfile } from './lockfile.ts'

/** Writes the lockfile as CSV, to a file or to stdout. */
export async function exportCommand(
  file: string | undefined,
  flags: LockFlags,
  terminal: Terminal,
): Promise<number> {
  const { data } = await openLockfile(flags, terminal)
  const csv = exportCsv(data)
  if (file === undefined) terminal.stdout.write(csv)
  else {
    try {
      await writeFile(resolve(terminal.cwd, file), csv)
    } catch (error) {
      throw new AltwrightError('bad-input', `${file}: cannot be written (${fileProblem(error)}).`, {
        cause: error,
      })
    }
    terminal.stdout.write(`${file}: ${counted(Object.keys(data.images).length, 'picture')}.\n`)
  }
  return exit.clean
}

export interface ImportFlags extends LockFlags {
  readonly dryRun?: boolean
}

/** Takes decisions from a CSV: all rows that were changed, or none. */
export async function importCommand(file: string, flags: ImportFlags, terminal: Terminal): Promise<number> {
  const { path, name, data } = await openLockfile(flags, terminal)
  const text = await readText(file, terminal.cwd)
  let changed = 0
  let problems: readonly { readonly line: number; readonly message: string }[] = []
  const look = importCsv(data, text, file)
  if ('problems' in look) problems = look.problems
  else changed = look.changed
  if (problems.length === 0 && flags.dryRun !== true && changed > 0) {
    await changeLockfile(path, (disk) => {
      const taken = importCsv(disk, text, file)
      if ('data' in taken) return taken.data
      throw new AltwrightError(
        'bad-input',
        `${name}: was changed meanwhile; import again. Nothing was changed.`,
      )
    })
  }
  for (const { line, message } of problems) terminal.stdout.write(`${file}:${line}: ${message}\n`)
  terminal.stdout.write(
    problems.length > 0
      ? `${counted(problems.length, 'row')} cannot be taken; nothing was changed.\n`
      : `${name}: ${counted(changed, 'decision')} ${flags.dryRun === true ? 'would be ' : ''}taken from ${file}.\n`,
  )
  return problems.length === 0 ? exit.clean : exit.findings
}

async function readText(file: string, cwd: string): Promise<string> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(resolve(cwd, file))
  } catch (error) {
    throw new AltwrightError('bad-input', `${file}: cannot be read (${fileProblem(error)}).`, {
      cause: error,
    })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new AltwrightError('bad-input', `${file}: is not in UTF-8; save it as “CSV UTF-8”.`, {
      cause: error,
    })
  }
}
