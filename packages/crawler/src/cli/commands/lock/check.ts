import { counted, plain } from '@altwright/core/terminal'
import { exit } from '../../exit.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { type LockFlags, openLockfile } from './lockfile.ts'
import { lineOf } from './pictures.ts'
import { isWaiting } from './summary.ts'
import { findUsed } from './used.ts'

export interface CheckFlags extends LockFlags {
  readonly approved?: boolean
  readonly report?: readonly string[]
}

/** For CI: the lockfile is whole, nothing waits for a person, nothing is stale or missing. */
export async function checkCommand(
  paths: readonly string[],
  flags: CheckFlags,
  terminal: Terminal,
): Promise<number> {
  const { name, data } = await openLockfile(flags, terminal)
  const reports = flags.report ?? []
  const used = await findUsed(paths, reports, terminal)
  const hashes = Object.keys(data.images).sort()
  // The original of a copy that is used is used.
  const originals = new Set([...used.hashes].map((hash) => data.images[hash]?.copyOf))
  const problems: string[] = []
  for (const hash of hashes) {
    const { copyOf } = data.images[hash] ?? {}
    if (copyOf !== undefined && !Object.hasOwn(data.images, copyOf))
      problems.push(`dangling    ${lineOf(data, hash)}: the picture that it is a copy of is gone`)
    if (flags.approved === true && isWaiting(data, hash)) problems.push(`unreviewed  ${lineOf(data, hash)}`)
    if (paths.length + reports.length > 0 && !used.hashes.has(hash) && !originals.has(hash))
      problems.push(`stale       ${lineOf(data, hash)}`)
  }
  for (const [hash, document] of used.missing) {
    if (!Object.hasOwn(data.images, hash))
      problems.push(`missing     ${hash.slice(7, 19)}  ${plain(document)}`)
  }
  for (const problem of problems) terminal.stdout.write(`${problem}\n`)
  const verdict = problems.length === 0 ? 'nothing to do' : counted(problems.length, 'problem')
  terminal.stdout.write(`${name}: ${counted(hashes.length, 'picture')}, ${verdict}.\n`)
  return problems.length === 0 ? exit.clean : exit.findings
}
