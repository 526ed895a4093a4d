import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { lock } from 'proper-lockfile'
import writeFileAtomic from 'write-file-atomic'
import { AltwrightError } from '../error.ts'
import {
  emptyLockfile,
  formatLockfile,
  isReviewed,
  type LockEntry,
  type LockfileData,
  mergeLockfiles,
  parseLockfile,
} from './lockfile.ts'

/** A lockfile in use: read once, written at the end, merged with what others wrote meanwhile. */
export interface CaptionStore {
  recall(hash: string): LockEntry | undefined
  /** Keeps a machine's answer. What a person wrote is not replaced. */
  remember(hash: string, entry: LockEntry): void
  save(): Promise<void>
}

/** `sha256-` and the hexadecimal digest of an image's bytes. */
export function contentHash(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('hex')}`
}

/**
 * Opens the lockfile; a missing one is empty.
 *
 * @throws AltwrightError `bad-lockfile` where it is there and cannot be read.
 */
export async function openCaptionStore(path: string): Promise<CaptionStore> {
  const images: Record<string, LockEntry> = { ...(await read(path)).images }
  const changed = new Set<string>()
  let saving: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  return {
    recall: (hash) => (Object.hasOwn(images, hash) ? images[hash] : undefined),
    remember(hash, entry) {
      const known = images[hash]
      if (known !== undefined && isReviewed(known)) return
      images[hash] = entry
      changed.add(hash)
    },
    // One save at a time; those asked for while one is under way share the next.
    save() {
      next ??= saving
        .catch(() => {})
        .then(() => {
          next = undefined
          saving = write()
          return saving
        })
      return next
    },
  }

  async function write(): Promise<void> {
    if (changed.size === 0) return
    const written = new Set(changed)
    const snapshot: LockfileData = { version: 1, images: { ...images } }
    await replace(path, (disk) => mergeLockfiles(disk, snapshot, written))
    for (const hash of written) changed.delete(hash)
  }
}

async function read(path: string): Promise<LockfileData> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptyLockfile
    throw new AltwrightError('bad-lockfile', `${path}: cannot be read (${(error as Error).message}).`, {
      cause: error,
    })
  }
  return parseLockfile(text, path)
}

/** Read, change and replace under a lock, because sites render in several processes at once. */
async function replace(path: string, change: (disk: LockfileData) => LockfileData): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    const release = await lock(path, {
      realpath: false,
      retries: { retries: 60, minTimeout: 20, maxTimeout: 500, factor: 1.5 },
    })
    try {
      const disk = await read(path)
      const text = formatLockfile(change(disk))
      if (text !== formatLockfile(disk) || Object.keys(disk.images).length === 0)
        await writeFileAtomic(path, text)
    } finally {
      await release()
    }
  } catch (error) {
    if (error instanceof AltwrightError) throw error
    throw new AltwrightError('bad-lockfile', `${path}: cannot be written (${(error as Error).message}).`, {
      cause: error,
    })
  }
}
