import { createHash } from 'node:crypto'
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'altwright-chromium-'

/** Which machine it is: another one, or a container, may have the same temporary folder, and its processes are not seen here. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** Makes a folder for what a browser keeps while it runs, named after the process that takes it away. */
export function newProfile(): Promise<string> {
  return mkdtemp(join(tmpdir(), `${prefix}${machine}-${process.pid}-`))
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
  const [of, pid] = name.startsWith(prefix) ? name.slice(prefix.length).split('-') : []
  return of === machine && pid !== undefined && !isRunning(Number(pid))
}

/** A process of somebody else runs too, though it may not be signalled. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
