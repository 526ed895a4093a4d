import { createHash } from 'node:crypto'
import type { Captioner, CaptionOutcome } from '@altwright/core'
import type { Redis } from 'ioredis'
import { pack, unpack } from '../packed.ts'
import { sleep } from '../server/pace.ts'
import type { CrawlKeys } from './keys.ts'
import { holdScript, releaseScript } from './scripts.ts'

/** Who captions a picture and says nothing for so long, in milliseconds, is taken for dead. */
const leaseTime = 15_000

interface Said {
  readonly outcome: CaptionOutcome
  /** The id of the engine that looked. */
  readonly engine: string
}

export interface SharedCaptionerOptions {
  readonly redis: Redis
  readonly keys: CrawlKeys
  readonly worker: string
  readonly signal: AbortSignal
}

/** Of several processes that meet a picture one looks at it, and tells the others; its engine opens with the first it looks at. */
export function sharedCaptioner(open: () => Promise<Captioner>, options: SharedCaptionerOptions): Captioner {
  const { redis, keys, worker } = options
  let opening: Promise<Captioner> | undefined
  let id = ''
  const hold = async (hashes: readonly string[]): Promise<string[]> => {
    const held = await Promise.all(
      hashes.map((hash) => redis.eval(holdScript, 1, keys.lease + hash, worker, leaseTime)),
    )
    return hashes.filter((_, index) => Number(held[index]) === 1)
  }
  const release = async (hashes: readonly string[]) => {
    await Promise.all(hashes.map((hash) => redis.eval(releaseScript, 1, keys.lease + hash, worker)))
  }
  const recall = async (hashes: readonly string[]): Promise<Map<string, Said>> => {
    const packed = await redis.hmgetBuffer(keys.captions, ...hashes)
    return new Map(
      hashes.flatMap((hash, index): [string, Said][] => {
        const bytes = packed[index]
        return bytes ? [[hash, unpack<Said>(bytes)]] : []
      }),
    )
  }
  /** Looks at pictures that nobody else looks at now. */
  const look = async (pictures: ReadonlyMap<string, Uint8Array>, signal: AbortSignal): Promise<void> => {
    const hashes = [...pictures.keys()]
    const holding = setInterval(() => void hold(hashes).catch(() => {}), leaseTime / 3)
    // What was asked of a server that went away may never be answered: to hold on alone is nothing to stay for.
    holding.unref()
    try {
      opening ??= open()
      const captioner = await opening
      const outcomes = await captioner.caption([...pictures.values()], { signal })
      const said = hashes.flatMap((hash, index) => {
        const spoken = outcomes[index] as CaptionOutcome
        const outcome = spoken.status === 'unreadable' ? spoken : { engine: captioner.id, ...spoken }
        return [hash, pack({ outcome, engine: captioner.id } satisfies Said)]
      })
      await redis.hset(keys.captions, ...said)
    } finally {
      clearInterval(holding)
    }
  }
  return {
    get id() {
      return id
    },
    async caption(images, { signal: mine, onOutcome } = {}) {
      const signal = mine === undefined ? options.signal : AbortSignal.any([mine, options.signal])
      const byHash = new Map(images.map((bytes) => [hashOf(bytes), bytes]))
      const indexes = images.map(hashOf)
      const answers = new Map<string, Said>()
      for (let pause = 50; ; pause = Math.min(500, 2 * pause)) {
        signal.throwIfAborted()
        const open = [...byHash.keys()].filter((hash) => !answers.has(hash))
        for (const [hash, said] of await recall(open)) {
          answers.set(hash, said)
          id = said.engine
          indexes.forEach((other, index) => {
            if (other === hash) onOutcome?.(index, said.outcome)
          })
        }
        const missing = open.filter((hash) => !answers.has(hash))
        if (missing.length === 0) break
        const held = await hold(missing)
        if (held.length === 0) {
          await sleep(pause, signal)
          continue
        }
        try {
          // Another may have told it between our question and our lease.
          const known = await recall(held)
          const fresh = held.filter((hash) => !known.has(hash))
          if (fresh.length > 0) await look(pick(byHash, fresh), signal)
        } finally {
          await release(held)
        }
      }
      return indexes.map((hash) => (answers.get(hash) as Said).outcome)
    },
    async dispose() {
      await (await opening?.catch(() => undefined))?.dispose()
    },
  }
}

function pick<T>(all: ReadonlyMap<string, T>, keys: readonly string[]): Map<string, T> {
  return new Map([...all].filter(([key]) => keys.includes(key)))
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
