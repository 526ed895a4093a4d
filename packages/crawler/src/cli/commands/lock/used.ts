import { resolve } from 'node:path'
import { AltwrightError } from '@altwright/core'
import { contentHash } from '@altwright/core/lockfile'
import { findImages } from '../../../images/find-images.ts'
import { readImage } from '../../../images/read-image.ts'
import { readReport } from '../../saved-report.ts'
import type { Terminal } from '../../terminal/terminal.ts'

/** Pictures that a site uses, and those of them that lack a text. */
export interface Used {
  readonly hashes: ReadonlySet<string>
  /** By hash: where one stands that nobody has looked at. */
  readonly missing: ReadonlyMap<string, string>
}

/** From image files below folders, and from JSON reports. */
export async function findUsed(
  paths: readonly string[],
  reports: readonly string[],
  { cwd, signal }: Terminal,
): Promise<Used> {
  const hashes = new Set<string>()
  const missing = new Map<string, string>()
  for (const path of paths.length === 0 ? [] : await findImages(paths, cwd)) {
    signal?.throwIfAborted()
    const bytes = await readImage(resolve(cwd, path))
    if (bytes instanceof Uint8Array) hashes.add(contentHash(bytes))
    else throw new AltwrightError('bad-input', `${path}: ${bytes.message}`)
  }
  for (const report of reports) {
    for (const { picture, rule, document } of (await readReport(report, cwd)).findings) {
      if (picture === undefined) continue
      hashes.add(picture)
      if (rule === 'not-captioned' || rule === 'image-alt') missing.set(picture, document)
    }
  }
  return { hashes, missing }
}
