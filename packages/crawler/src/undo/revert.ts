import { readFileSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { contentHash } from '@altwright/core/lockfile'
import { isInside } from '@altwright/core/page'
import { decodePage, wholeText } from '../pages/page-text.ts'
import { isReadOnly, replaceFile } from '../pages/replace-file.ts'
import type { UndoEntry } from './entry.ts'
import { takeOutExactly, takeOutOfChanged } from './take-out.ts'

/** What became of one file of a record. */
export type Reverted =
  /** `exact`: the file is as it was, byte for byte. */
  | { readonly status: 'reverted'; readonly exact: boolean; readonly removed: number; readonly left: number }
  /** The file is as it was before the run already. */
  | { readonly status: 'as-before' }
  | { readonly status: 'refused'; readonly reason: string }

/** Takes out of a file what a run inserted. What is not sure is left alone. */
export async function revertEntry(
  entry: UndoEntry,
  { root, dryRun }: { readonly root: string; readonly dryRun: boolean },
): Promise<Reverted> {
  const path = await realpath(join(root, entry.document)).catch(() => undefined)
  if (path === undefined) return { status: 'refused', reason: 'It is not there any more.' }
  if (!isInside(path, await realpath(root))) {
    return { status: 'refused', reason: 'It lies outside the root now.' }
  }
  try {
    const bytes = readFileSync(path)
    const hash = contentHash(bytes)
    if (hash === entry.before) return { status: 'as-before' }
    if (isReadOnly(path)) return { status: 'refused', reason: 'It is read-only.' }
    const page = decodePage(bytes)
    if (page.encoding !== 'utf-8')
      return { status: 'refused', reason: `It is written in ${page.encoding} now.` }
    const write = async (text: string): Promise<void> => {
      if (!dryRun) replaceFile(path, wholeText({ ...page, text }))
    }
    if (hash === entry.after) {
      const text = takeOutExactly(page.text, entry.insertions)
      if (text === undefined || contentHash(wholeText({ ...page, text })) !== entry.before) {
        return { status: 'refused', reason: 'The record does not fit it.' }
      }
      await write(text)
      return { status: 'reverted', exact: true, removed: entry.insertions.length, left: 0 }
    }
    const taken = takeOutOfChanged(page.text, entry.insertions)
    if (taken.status === 'refused') return taken
    await write(taken.text)
    return { status: 'reverted', exact: false, removed: taken.removed, left: taken.left }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { status: 'refused', reason: `It cannot be read or written (${code ?? message}).` }
  }
}
