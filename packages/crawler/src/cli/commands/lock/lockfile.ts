import { relative } from 'node:path'
import { AltwrightError } from '@altwright/core'
import { type LockfileData, readLockfile } from '@altwright/core/lockfile'
import { type BaseFlags, readSettings } from '../../flags.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export interface LockFlags extends Pick<BaseFlags, 'config' | 'root' | 'color'> {
  readonly lockfile?: string
}

export interface OpenLockfile {
  readonly path: string
  /** As a person in the working directory calls it. */
  readonly name: string
  readonly data: LockfileData
}

/** Where the lockfile is, by flags and configuration. */
export async function locateLockfile(
  flags: LockFlags,
  terminal: Terminal,
): Promise<{ readonly path: string; readonly name: string }> {
  const { lockfile } = await readSettings(flags, terminal)
  return { path: lockfile, name: relative(terminal.cwd, lockfile) || lockfile }
}

/** @throws AltwrightError `bad-lockfile` where there is none, or it cannot be read. */
export async function openLockfile(flags: LockFlags, terminal: Terminal): Promise<OpenLockfile> {
  const { path, name } = await locateLockfile(flags, terminal)
  const data = await readLockfile(path)
  if (data === undefined) {
    throw new AltwrightError(
      'bad-lockfile',
      `${name}: there is no lockfile; a build, \`altwright fix\` or \`altwright crawl\` writes it, and --lockfile says where it is.`,
    )
  }
  return { path, name, data }
}
