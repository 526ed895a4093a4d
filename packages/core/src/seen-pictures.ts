import type { Picture } from './report/report.ts'
import type { Soon } from './soon.ts'

/** What a run keeps of pictures for its report: what those that it shows look like small, and how photos are told from others. */
export interface SeenPictures {
  /** Looks at a picture, once for each purpose; `isWanted` says whether somebody will want to see it. */
  see(hash: string, bytes: Uint8Array, isWanted: boolean): Soon<void>
  get(hash: string): Picture | undefined
  /** Enters what was seen elsewhere. */
  restore(pictures: Readonly<Record<string, Picture>>): void
  /** By content hash, sorted. */
  all(): Record<string, Picture>
}

export interface SeeingOptions {
  /** Keep small pictures. */
  readonly shows: boolean
  /** Keep fingerprints of photos, also of those that nobody has to see. */
  readonly compares: boolean
  /** The fingerprint of a picture, where it is known already. */
  readonly fingerprintOf: (hash: string) => string | undefined
}

export function seenPictures({ shows, compares, fingerprintOf }: SeeingOptions): SeenPictures {
  const pictures = new Map<string, Picture>()
  /** By purpose. A document with the same picture waits for the same look: what it is told of may be written down at once. */
  const looks = { shown: new Map<string, Promise<void>>(), compared: new Map<string, Promise<void>>() }
  const look = async (hash: string, bytes: Uint8Array, isShown: boolean) => {
    const fingerprint = compares ? (fingerprintOf(hash) ?? (await lookOf(bytes))) : undefined
    const picture = await pictureOf(bytes, isShown, fingerprint)
    if (picture !== undefined && (isShown || !pictures.has(hash))) pictures.set(hash, picture)
  }
  return {
    see(hash, bytes, isWanted) {
      const isShown = shows && isWanted
      if (!isShown && !compares) return undefined
      const known = pictures.get(hash)
      if (isShown ? known?.thumbnail !== undefined : known !== undefined) return undefined
      const looked = isShown ? looks.shown : looks.compared
      const looking = looked.get(hash) ?? look(hash, bytes, isShown)
      looked.set(hash, looking)
      return looking
    },
    get: (hash) => pictures.get(hash),
    restore(seen) {
      for (const [hash, picture] of Object.entries(seen)) pictures.set(hash, picture)
    },
    all: () => Object.fromEntries([...pictures].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const unseen: Picture = { width: undefined, height: undefined, format: undefined, thumbnail: undefined }

/** `undefined` for what is neither shown nor compared. */
async function pictureOf(
  bytes: Uint8Array,
  isShown: boolean,
  fingerprint: string | undefined,
): Promise<Picture | undefined> {
  if (!isShown && fingerprint === undefined) return undefined
  const { inspectImage, thumbnail } = await import('./pixels/index.ts')
  const seen = await inspectImage(bytes)
  if (seen.status === 'unreadable') return unseen
  const { width, height, format } = seen
  const small = isShown ? await thumbnail(bytes, { size: 160 }) : undefined
  return {
    ...{ width, height, format },
    thumbnail: small?.status === 'read' ? dataUrl('image/webp', small.bytes) : undefined,
    ...(fingerprint !== undefined && { fingerprint }),
  }
}

/** What a photo looks like. A drawing in a text format has no look to compare, and is not decoded for it. */
export async function lookOf(bytes: Uint8Array): Promise<string | undefined> {
  if (bytes[0] === 0x3c) return undefined
  const { fingerprint } = await import('./pixels/index.ts')
  const look = await fingerprint(bytes)
  return typeof look === 'string' ? look : undefined
}

function dataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
}
