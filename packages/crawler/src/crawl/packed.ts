import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Plain data in few bytes: addresses and findings repeat themselves. */
export function pack(value: unknown): Buffer {
  return deflateRawSync(JSON.stringify(value))
}

export function unpack<T>(bytes: Buffer): T {
  return JSON.parse(inflateRawSync(bytes).toString('utf8')) as T
}
