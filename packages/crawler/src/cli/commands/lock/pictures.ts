import { basename, resolve } from 'node:path'
import { AltwrightError } from '@altwright/core'
import { contentHash, type LockfileData } from '@altwright/core/lockfile'
import { plain } from '@altwright/core/terminal'
import { readImage } from '../../../images/read-image.ts'

/** A picture that a person named, and a file name to call it by. */
export interface NamedPicture {
  readonly hash: string
  readonly source: string
}

const shown = 12

/**
 * Finds the picture that a person means: an image file, whatever it is called in the lockfile; else the beginning of
 * a content hash, or a file name that the lockfile knows.
 *
 * @param mayBeNew
 *   An image file that the lockfile does not know yet is taken too.
 * @throws AltwrightError `bad-input` where there is none, or where there are several, which it lists.
 */
export async function findPicture(
  data: LockfileData,
  name: string,
  cwd: string,
  mayBeNew: boolean,
): Promise<NamedPicture> {
  const bytes = await readImage(resolve(cwd, name))
  if (bytes instanceof Uint8Array) {
    const hash = contentHash(bytes)
    if (mayBeNew || Object.hasOwn(data.images, hash)) return { hash, source: basename(name) }
  }
  const prefix = /^(?:sha256-)?([\da-f]{4,64})$/i.exec(name)?.[1]?.toLowerCase()
  const hashes = Object.keys(data.images).sort()
  const byHash = prefix === undefined ? [] : hashes.filter((hash) => hash.startsWith(`sha256-${prefix}`))
  const byName = hashes.filter((hash) => data.images[hash]?.source === name)
  const found = byHash.length > 0 ? byHash : byName
  const [hash] = found
  if (hash === undefined) {
    throw new AltwrightError(
      'bad-input',
      `${plain(name)}: the lockfile knows no such picture; name an image file, a file name in the lockfile, or the beginning of a hash.`,
    )
  }
  if (found.length > 1) {
    const lines = found.slice(0, shown).map((one) => `  ${lineOf(data, one)}`)
    const more = found.length > shown ? [`  and ${found.length - shown} more`] : []
    throw new AltwrightError(
      'bad-input',
      [`${plain(name)} means ${found.length} pictures; name one by its hash:`, ...lines, ...more].join('\n'),
    )
  }
  return { hash, source: data.images[hash]?.source ?? '' }
}

/** A picture on one line: hash, state, file name, words. */
export function lineOf(data: LockfileData, hash: string): string {
  const entry = data.images[hash] ?? {}
  const state = entry.copyOf === undefined ? (entry.state ?? 'by use') : 'copy'
  const words = entry.state === 'edited' ? entry.alt : entry.caption
  const said = words === undefined ? [] : [`“${plain(words)}”`]
  return [hash.slice(7, 19), state.padEnd(10), plain(entry.source ?? ''), ...said].join('  ').trimEnd()
}
