import { hash as digestOf } from 'node:crypto'
import type { FindImage, IdentifyImage, ImageIdentity, LoadedImage } from '../assets/load.ts'
import type { CaptionDesk } from '../captions/desk.ts'
import { sortKeys } from '../captions/lockfile.ts'
import type { CaptionStore } from '../captions/store.ts'
import type { TextInsertion } from '../html/edit.ts'
import type { Finding, Picture, Summary } from '../report/report.ts'
import { next } from '../soon.ts'
import type { BuildCache } from './build-cache.ts'

/** A document that has not been read yet. */
export interface DocumentText {
  /** Path relative to the root, with `/`, or an address. */
  readonly document: string
  readonly source: string
  /** What else decides about how it is read, such as the language of the pages that it will be part of; default: nothing. */
  readonly readAs?: string | undefined
  /** Says what an address of it stands for now; absent, nothing is recalled or kept. */
  readonly identify?: IdentifyImage | undefined
}

/** What was decided about a document, as plain data. */
export interface Decisions {
  /** One for each image, in order. */
  readonly findings: readonly Finding[]
  /** What goes where, in the order of the text. */
  readonly edits: readonly TextInsertion[]
  /** By content hash: what is kept of pictures for a report. */
  readonly pictures: Readonly<Record<string, Picture>>
}

/** What was decided, read as far as somebody asks: most builds write what goes where, and only count the rest. */
interface Recalled {
  readonly edits: Decisions['edits']
  readonly counts: Counts
  said(): Said
}

type Said = Pick<Decisions, 'findings' | 'pictures'>

/** Of what a report has of a document. */
interface Counts {
  readonly images: number
  readonly summary: Summary
}

/** What goes where, and all that it hangs on. */
interface Kept {
  readonly edits: Decisions['edits']
  readonly counts: Counts
  /** Every address that was looked up, and what it stood for. */
  readonly looked: readonly (readonly [url: string, identity: string, fromModule: boolean])[]
  /** Hashes of the pictures that the lockfile was asked about. */
  readonly asked: readonly string[]
  /** Of all that the lockfile said about them. */
  readonly answers: string
  /** Of the lockfile's text with which this held last; empty where it was about to change. */
  readonly lockfile: string
  /** Whether a picture waits for a model for photos. */
  readonly waits: boolean
}

/** Decisions of earlier runs, for one run. */
export interface DecisionCache {
  /** What an earlier run decided, where nothing it hangs on has changed. */
  recall(text: DocumentText): Promise<Recalled | undefined>
  /** Looks on while a document is described. */
  watch(find: FindImage, desk: CaptionDesk): Watch
  /**
   * Keeps what was decided while a watch looked on, and answers what reads that again; `undefined` where something was asked that
   * may be answered otherwise next time.
   */
  keep(
    text: DocumentText,
    decisions: Decisions,
    counts: Counts,
    watch: Watch,
    fromModule: ReadonlySet<string>,
  ): (() => Said) | undefined
}

export interface Watch extends FindImage {
  readonly desk: CaptionDesk
  readonly looked: ReadonlyMap<string, string>
  readonly asked: ReadonlySet<string>
  /** The least settled of what was asked. */
  standing(): ReturnType<CaptionDesk['standing']>
}

export interface DecisionCacheOptions {
  readonly cache: BuildCache
  /** All that decisions hang on but documents, pictures and the lockfile. */
  readonly settings: string
  readonly store: CaptionStore
  /** The content hash of a picture. */
  readonly hash: (bytes: Uint8Array) => string
  /** Whether a model for photos is at hand. */
  readonly knowsPhotos: () => Promise<boolean>
  /** Whether pictures are fetched from other servers, where they may change unseen. */
  readonly fetches: boolean
}

export function decisionCache(options: DecisionCacheOptions): DecisionCache {
  const { cache, store, hash, knowsPhotos, fetches } = options
  const settings = digestOf('sha256', options.settings)
  /** A text that nothing was recalled for is kept under the same key. */
  const keys = new WeakMap<DocumentText, string>()
  const keyOf = (text: DocumentText): string => {
    const { document, source, readAs = '' } = text
    const key = keys.get(text) ?? digestOf('sha256', JSON.stringify([settings, document, readAs]) + source)
    keys.set(text, key)
    return key
  }
  return {
    async recall(text) {
      const { document, identify } = text
      if (identify === undefined) return undefined
      const key = keyOf(text)
      const found = cache.recall(document, key)
      if (found === undefined) return undefined
      const kept: Kept = read(found.first)
      const current = store.textHash === kept.lockfile
      if (!current && answersOf(kept.asked, store) !== kept.answers) return undefined
      if (kept.waits && (await knowsPhotos())) return undefined
      for (const [url, identity, fromModule] of kept.looked) {
        if (nameOf(await identify(url, fromModule)) !== identity) return undefined
      }
      if (!current) {
        const again: Kept = { ...kept, lockfile: store.textHash }
        cache.keep(document, key, { first: written(again), rest: found.rest })
      }
      return { edits: kept.edits, counts: kept.counts, said: () => read(found.rest) }
    },
    watch({ load, identify }, desk) {
      const looked = new Map<string, string>()
      const asked = new Set<string>()
      let standing: ReturnType<CaptionDesk['standing']> = 'settled'
      const name = (loaded: LoadedImage): string => {
        if (loaded.status === 'unreadable') return nameOf(loaded)
        const named = hash(loaded.bytes)
        cache.stamps.hashed(loaded.bytes, named)
        return named
      }
      return {
        looked,
        asked,
        standing: () => standing,
        identify:
          identify &&
          ((url) =>
            next(identify(url), (identity) => {
              // What is loaded nevertheless is known better then.
              if (identity.status === 'identified' && identity.file !== undefined)
                looked.set(url, identity.hash)
              return identity
            })),
        async load(url) {
          const loaded = await load(url)
          if (!/^data:/i.test(url)) looked.set(url, name(loaded))
          if (fetches && loaded.status === 'unreadable' && loaded.code === 'remote') standing = 'open'
          return loaded
        },
        desk: {
          ...desk,
          async answer(pictures) {
            const answers = await desk.answer(pictures)
            for (const { hash, recallOnly } of pictures) {
              asked.add(hash)
              if (recallOnly === true || standing === 'open') continue
              const stands = desk.standing(hash)
              if (stands !== 'settled') standing = stands
            }
            return answers
          },
        },
      }
    },
    keep(text, { edits, ...said }, counts, { looked, asked, standing }, fromModule) {
      if (text.identify === undefined || standing() === 'open') return undefined
      const kept: Kept = {
        edits,
        counts,
        looked: [...looked].map(([url, identity]) => [url, identity, fromModule.has(url)]),
        asked: [...asked],
        answers: answersOf([...asked], store),
        lockfile: store.textHash,
        waits: standing() === 'waits-for-photos',
      }
      const rest = written(said satisfies Said)
      cache.keep(text.document, keyOf(text), { first: written(kept), rest })
      return () => read(rest)
    },
  }
}

function read<T>(json: Uint8Array): T {
  return JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.length).toString())
}

function written(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

function nameOf(identity: ImageIdentity): string {
  return identity.status === 'identified' ? identity.hash : `${identity.code} ${identity.message}`
}

/** Of what a lockfile says of pictures, and for which uses of any picture people have decided. */
function answersOf(hashes: readonly string[], store: CaptionStore): string {
  // A lockfile that is read again has its keys in order.
  const entries = hashes.map((hash) => sortKeys(store.recall(hash) ?? null))
  return digestOf('sha256', JSON.stringify([store.decided(), entries]))
}
