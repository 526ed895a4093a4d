import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLeftOver, ownMark } from '../left-over.ts'

const prefix = 'altwright-chromium-'

/** Makes a folder for what a browser keeps while it runs, named after the process that takes it away. */
export function newProfile(): Promise<string> {
  return mkdtemp(join(tmpdir(), `${prefix}${ownMark}-`))
}

/** Takes away the profiles of processes that were killed before they could. What cannot be removed stays. */
export async function removeOrphans(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  const folders = names.filter(isOrphan).map((name) => join(tmpdir(), name))
  await Promise.all(folders.map((folder) => removeOwn(folder).catch(() => {})))
}

/** Others may put under such a name what they like, where all people of a machine have one temporary folder. */
async function removeOwn(folder: string): Promise<void> {
  const { uid } = await lstat(folder)
  if (uid === (process.getuid?.() ?? uid)) await rm(folder, { recursive: true })
}

function isOrphan(name: string): boolean {
  return name.startsWith(prefix) && isLeftOver(name.slice(prefix.length))
}
