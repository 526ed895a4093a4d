import { createHash } from 'node:crypto'
import type { Shard } from '@altwright/core/config'
import { masked } from '@altwright/core/remote'
import { placeOf } from './twins.ts'

/**
 * Whether a page is of this share. A hash of its address alone decides, secrets left out, so that it depends neither on the
 * way that leads there nor on what else is known. Addresses that may be one document's are of one share.
 */
export function isOfShard(url: string, shard: Shard | undefined): boolean {
  if (shard === undefined) return true
  const hash = createHash('sha256')
    .update(masked(placeOf(url)))
    .digest()
  return hash.readUInt32BE(0) % shard.count === shard.index - 1
}
