import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { contentHash } from '../content-hash.ts'
import type { Validators } from './fetch.ts'

/** A picture that was fetched before. */
export interface CachedPicture {
  readonly bytes: Uint8Array
  readonly validators: Validators
  /** When its server last said that it is this one, in milliseconds since 1970. */
  readonly checked: number
}

/** Pictures of other servers, kept on disk by their content and found by their address. */
export interface PictureCache {
  /** `undefined` where there is none, or a damaged one. */
  read(address: string): Promise<CachedPicture | undefined>
  /** A cache that cannot be written only costs time. */
  write(address: string, picture: CachedPicture): Promise<void>
}

interface Note extends Validators {
  readonly hash: string
  readonly checked: number
}

export function pictureCache(folder: string): PictureCache {
  // An address may carry a secret: its digest names the note, and the note does not repeat it.
  const noteFile = (address: string) =>
    join(folder, 'addresses', `${createHash('sha256').update(address).digest('hex')}.json`)
  const pictureFile = (hash: string) => join(folder, 'pictures', hash)
  return {
    async read(address) {
      try {
        const { hash, checked, ...validators }: Note = JSON.parse(await readFile(noteFile(address), 'utf8'))
        const bytes = await readFile(pictureFile(hash))
        return contentHash(bytes) === hash ? { bytes, validators, checked } : undefined
      } catch {
        return undefined
      }
    },
    async write(address, { bytes, validators, checked }) {
      const hash = contentHash(bytes)
      const note: Note = { hash, checked, ...validators }
      await replace(pictureFile(hash), bytes)
        .then(() => replace(noteFile(address), JSON.stringify(note)))
        .catch(() => {})
    },
  }
}

async function replace(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFileAtomic(path, typeof content === 'string' ? content : Buffer.from(content))
}
