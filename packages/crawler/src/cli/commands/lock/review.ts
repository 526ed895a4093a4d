import { AltwrightError } from '@altwright/core'
import {
  changeLockfile,
  emptyLockfile,
  forgetWords,
  isReviewed,
  type LockfileData,
  type Review,
  readLockfile,
  reviewPicture,
} from '@altwright/core/lockfile'
import { counted } from '@altwright/core/terminal'
import { exit } from '../../exit.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { type LockFlags, locateLockfile, openLockfile } from './lockfile.ts'
import { findPicture, lineOf } from './pictures.ts'
import { isWaiting } from './summary.ts'

export interface ReviewFlags extends LockFlags {
  readonly use?: string
}

/** Writes a person's decision about pictures; all of them, or where one is not found, none. */
export async function reviewCommand(
  names: readonly string[],
  review: Review,
  flags: ReviewFlags,
  terminal: Terminal,
): Promise<number> {
  const { path } = await locateLockfile(flags, terminal)
  const known = (await readLockfile(path)) ?? emptyLockfile
  // An approval needs words; any other decision may come before the first build.
  const mayBeNew = review.state !== 'approved'
  const pictures = await Promise.all(names.map((name) => findPicture(known, name, terminal.cwd, mayBeNew)))
  let result = known
  await changeLockfile(path, (disk) => {
    result = pictures.reduce((data, { hash, source }) => {
      const next = reviewPicture(data, hash, review, flags.use)
      const entry = next.images[hash] ?? {}
      return { ...next, images: { ...next.images, [hash]: { ...(source && { source }), ...entry } } }
    }, disk)
    return result
  })
  for (const { hash } of pictures) {
    const use = flags.use === undefined ? '' : `: ${review.state} where it is ${flags.use}`
    terminal.stdout.write(`${lineOf(result, hash)}${use}\n`)
  }
  return exit.clean
}

export interface ApproveFlags extends LockFlags {
  readonly all?: boolean
}

export async function approveCommand(
  names: readonly string[],
  flags: ApproveFlags,
  terminal: Terminal,
): Promise<number> {
  if ((flags.all === true) === names.length > 0)
    throw new AltwrightError('bad-input', 'Name pictures to approve, or say --all.')
  if (flags.all !== true) return reviewCommand(names, { state: 'approved' }, flags, terminal)
  const { data } = await openLockfile(flags, terminal)
  const generated = Object.keys(data.images).filter((hash) => data.images[hash]?.state === 'generated')
  if (generated.length > 0) return reviewCommand(generated.sort(), { state: 'approved' }, flags, terminal)
  terminal.stdout.write('Nothing waits for approval.\n')
  return exit.clean
}

export interface ForgetFlags extends LockFlags {
  readonly unreviewed?: boolean
}

/** Drops a machine's words, so that the next run asks the model at hand. */
export async function forgetCommand(
  names: readonly string[],
  flags: ForgetFlags,
  terminal: Terminal,
): Promise<number> {
  if ((flags.unreviewed === true) === names.length > 0)
    throw new AltwrightError('bad-input', 'Name pictures to forget, or say --unreviewed.')
  const { path, name, data } = await openLockfile(flags, terminal)
  const hashes =
    flags.unreviewed === true
      ? Object.keys(data.images).filter((hash) => isWaiting(data, hash))
      : (await Promise.all(names.map((one) => findPicture(data, one, terminal.cwd, false)))).map(
          ({ hash }) => hash,
        )
  const reviewed = hashes.find((hash) => isReviewed(data.images[hash] ?? {}))
  if (reviewed !== undefined) {
    throw new AltwrightError(
      'bad-input',
      `${lineOf(data, reviewed)}: a person decided about it; nothing was changed. Delete it from the lockfile by hand to start anew.`,
    )
  }
  await changeLockfile(path, (disk: LockfileData) => hashes.reduce(forgetWords, disk))
  terminal.stdout.write(
    `${name}: forgot the words of ${counted(hashes.length, 'picture')}; the next run captions anew.\n`,
  )
  return exit.clean
}
