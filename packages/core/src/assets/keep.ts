import type { LoadedImage } from './load.ts'

/** What is kept in memory at most, in bytes. */
const most = 64 * 1024 * 1024

/**
 * Keeps pictures by their path, those last read as long as there is room; who asks again is answered from memory. A file
 * that is not there is remembered too.
 */
export function keepPictures(): (
  path: string,
  read: () => Promise<LoadedImage | undefined>,
) => Promise<LoadedImage | undefined> {
  const kept = new Map<string, Promise<LoadedImage | undefined>>()
  const sizes = new Map<string, number>()
  let total = 0
  const settle = (path: string, loaded: LoadedImage | undefined): void => {
    const size = loaded?.status === 'loaded' ? loaded.bytes.length : 0
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
    const known = kept.get(path)
    if (known !== undefined) return known
    const reading = read().then((loaded) => {
      settle(path, loaded)
      return loaded
    })
    kept.set(path, reading)
    return reading
  }
}
