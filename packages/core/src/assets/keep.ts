import type { Soon } from '../soon.ts'
import type { LoadedImage } from './load.ts'

/** What is kept in memory at most, in bytes. */
const most = 64 * 1024 * 1024

/**
 * Keeps pictures by their path, those last read as long as there is room; who asks again is answered from memory, at once. A
 * file that is not there is remembered too.
 */
export function keepPictures(): (
  path: string,
  read: () => Promise<LoadedImage | undefined>,
) => Soon<LoadedImage | undefined> {
  const kept = new Map<string, Soon<LoadedImage | undefined>>()
  const sizes = new Map<string, number>()
  let total = 0
  const settle = (path: string, loaded: LoadedImage | undefined): void => {
    const size = loaded?.status === 'loaded' ? loaded.bytes.length : 0
    kept.set(path, loaded)
    sizes.set(path, size)
    total += size
    for (const [oldest, bytes] of sizes) {
      if (total <= most) break
      sizes.delete(oldest)
      kept.delete(oldest)
      total -= bytes
    }
  }
  return (path, read) => {
    if (kept.has(path)) return kept.get(path)
    const reading = read().then((loaded) => {
      settle(path, loaded)
      return loaded
    })
    kept.set(path, reading)
    return reading
  }
}
