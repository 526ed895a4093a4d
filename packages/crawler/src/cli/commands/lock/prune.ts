import { AltwrightError } from '@altwright/core'
import { changeLockfile, isTouched, type LockfileData } from '@altwright/core/lockfile'
import { counted } from '@altwright/core/terminal'
import { exit } from '../../exit.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { type LockFlags, openLockfile } from './lockfile.ts'
import { lineOf } from './pictures.ts'
import { findUsed } from './used.ts'

export interface PruneFlags extends LockFlags {
  readonly report?: readonly string[]
  readonly reviewed?: boolean
  readonly dryRun?: boolean
}

/** Drops pictures that are used no longer; what a person decided stays unless asked. */
export async function pruneCommand(
  paths: readonly string[],
  flags: PruneFlags,
  terminal: Terminal,
): Promise<number> {
  const reports = flags.report ?? []
  if (paths.length + reports.length === 0) {
    throw new AltwrightError(
      'bad-input',
      'Say what is used: a folder with the site’s images, or --report with a JSON report.',
    )
  }
  const { path, name, data } = await openLockfile(flags, terminal)
  const used = await findUsed(paths, reports, terminal)
  const { dropped, kept } = sort(data, used.hashes, flags.reviewed === true)
  const verb = flags.dryRun === true ? 'would drop' : 'dropped'
  if (flags.dryRun !== true && dropped.size > 0) {
    // What another process or person changed meanwhile is looked at again.
    await changeLockfile(path, (disk) => {
      const { dropped: now } = sort(disk, used.hashes, flags.reviewed === true)
      const left = Object.entries(disk.images).filter(([hash]) => !(now.has(hash) && dropped.has(hash)))
      return { ...disk, images: Object.fromEntries(left) }
    })
  }
  for (const hash of dropped) terminal.stdout.write(`${verb}  ${lineOf(data, hash)}\n`)
  const reviewed =
    kept === 0
      ? ''
      : `; ${counted(kept, 'unused picture')} that a person decided about stay (--reviewed drops them)`
  terminal.stdout.write(
    `${name}: ${verb} ${dropped.size} of ${counted(Object.keys(data.images).length, 'picture')}${reviewed}.\n`,
  )
  return exit.clean
}

function sort(
  data: LockfileData,
  used: ReadonlySet<string>,
  alsoReviewed: boolean,
): { readonly dropped: ReadonlySet<string>; readonly kept: number } {
  // The original of a copy that is used is used.
  const originals = new Set([...used].map((hash) => data.images[hash]?.copyOf))
  const unused = Object.keys(data.images)
    .sort()
    .filter((hash) => !used.has(hash) && !originals.has(hash))
  const dropped = unused.filter((hash) => alsoReviewed || !isTouched(data.images[hash] ?? {}))
  return { dropped: new Set(dropped), kept: unused.length - dropped.length }
}
