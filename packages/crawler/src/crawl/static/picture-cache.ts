import type { LoadedImage } from '@altwright/core'
import type { FetchImage } from '../server/image-bytes.ts'

/** Bytes of pictures that are kept for the next page that shows them. */
const mostBytes = 64 * 1024 * 1024

/** Asks for a picture once, as long as it is kept; a site shows its logo on every page. */
export function cachedImages(fetchImage: FetchImage): (url: string) => Promise<LoadedImage> {
  const known = new Map<string, Promise<LoadedImage>>()
  const sizes = new Map<string, number>()
  let held = 0
  const forget = (url: string) => {
    known.delete(url)
    held -= sizes.get(url) ?? 0
    sizes.delete(url)
  }
  return async (url) => {
    const cached = known.get(url)
    if (cached !== undefined) {
      // The most recent go last.
      known.delete(url)
      known.set(url, cached)
      return cached
    }
    const loading = fetchImage(url)
    known.set(url, loading)
    const loaded = await loading
    const size = loaded.status === 'loaded' ? loaded.bytes.length + 200 : 200
    sizes.set(url, size)
    held += size
    for (const [oldest] of known) {
      if (held <= mostBytes) break
      if (sizes.has(oldest)) forget(oldest)
    }
    return loaded
  }
}
