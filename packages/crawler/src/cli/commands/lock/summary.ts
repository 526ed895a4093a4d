import { isReviewed, type LockfileData } from '@altwright/core/lockfile'
import { counted, plain } from '@altwright/core/terminal'
import { exit } from '../../exit.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { type LockFlags, openLockfile } from './lockfile.ts'
import { lineOf } from './pictures.ts'

/** Counts, and what a person may do next. */
export async function summaryCommand(flags: LockFlags, terminal: Terminal): Promise<number> {
  const { name, data } = await openLockfile(flags, terminal)
  const entries = Object.values(data.images)
  const count = (state: string) => entries.filter((entry) => entry.state === state).length
  const uses = entries.reduce((sum, entry) => sum + Object.keys(entry.uses ?? {}).length, 0)
  const rows: (readonly [string, number, string])[] = [
    ['generated', count('generated'), 'a machine’s words, not reviewed'],
    ['abstained', count('abstained'), 'the engine did not know'],
    ['approved', count('approved'), 'a person found the words right'],
    ['edited', count('edited'), 'a person wrote them'],
    ['decorative', count('decorative'), 'a person said they tell nothing'],
    ['rejected', count('rejected'), 'a person found the words wrong'],
    [
      'copies',
      entries.filter((entry) => entry.copyOf !== undefined).length,
      'share another picture’s review',
    ],
    ['by use', uses, 'decisions for particular uses'],
  ]
  const width = Math.max(...rows.map(([, number]) => String(number).length))
  const lines = rows
    .filter(([, number]) => number > 0)
    .map(([state, number, meaning]) => `  ${String(number).padStart(width)}  ${state.padEnd(10)}  ${meaning}`)
  const waiting = count('generated') + count('abstained')
  const next =
    waiting === 0 ? 'All are reviewed.' : `${counted(waiting, 'picture')} to review: altwright lock list`
  terminal.stdout.write([`${name}: ${counted(entries.length, 'picture')}`, ...lines, '', next, ''].join('\n'))
  return exit.clean
}

export interface ListFlags extends LockFlags {
  readonly all?: boolean
}

/** A line a picture, by hash; without `--all` those that no person decided about. */
export async function listCommand(flags: ListFlags, terminal: Terminal): Promise<number> {
  const { data } = await openLockfile(flags, terminal)
  for (const hash of Object.keys(data.images).sort()) {
    if (flags.all === true || isWaiting(data, hash)) terminal.stdout.write(`${lineOf(data, hash)}\n`)
    if (flags.all !== true) continue
    for (const [use, decision] of Object.entries(data.images[hash]?.uses ?? {}).sort()) {
      const words = decision.alt === undefined ? '' : `  “${plain(decision.alt)}”`
      terminal.stdout.write(`              ${decision.state.padEnd(10)}  ${plain(use)}${words}\n`)
    }
  }
  return exit.clean
}

/** Whether a machine's words, or its silence, wait for a person. */
export function isWaiting(data: LockfileData, hash: string): boolean {
  const entry = data.images[hash]
  return entry?.state !== undefined && !isReviewed(entry)
}
