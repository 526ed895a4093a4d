import { resolve } from 'node:path'
import { contentHash, type ImageIdentity, type LoadedImage, withoutBase } from '@altwright/core/page'
import type { Rolldown } from 'vite'
import { type Addresses, type Finder, inPage } from './address.ts'

/**
 * Looks images of an emitted page up: what the build made of a file, by the file; what it made itself, by its bytes;
 * else in `publicDirs`.
 *
 * @param page
 *   The page's name in the output folder.
 */
export function inEmitted<Found extends LoadedImage | ImageIdentity>(
  finder: Finder<Found | Promise<Found>>,
  found: (bytes: Uint8Array) => Found,
  { settings }: Addresses,
  bundle: Rolldown.OutputBundle,
  page: string,
): (url: string) => Promise<Found> {
  const fromPublic = inPage(finder, page)
  return async (url) => {
    const name = outputName(withoutBase(url, settings.base) ?? url, page)
    if (name === '') return fromPublic(url)
    const asset = bundle[name]
    // The public folder is copied to the output's top.
    if (asset?.type !== 'asset') return fromPublic(`/${encodeURI(name)}`)
    const originals = asset.originalFileNames.map((name) => resolve(settings.root, name))
    if (originals.length > 0) return finder.first(originals)
    const { source } = asset
    return found(typeof source === 'string' ? Buffer.from(source) : source)
  }
}

/** The bytes of a picture that the build has made. */
export function asLoaded(bytes: Uint8Array): LoadedImage {
  return { status: 'loaded', bytes }
}

/** The same by its hash. */
export function asIdentified(bytes: Uint8Array): ImageIdentity {
  return { status: 'identified', hash: contentHash(bytes) }
}

/** The name of an address's file in the output folder; empty for another server's. */
function outputName(url: string, page: string): string {
  const origin = 'http://site.invalid'
  if (!URL.canParse(url, `${origin}/${page}`)) return ''
  const address = new URL(url, `${origin}/${page}`)
  if (address.origin !== origin) return ''
  try {
    return decodeURIComponent(address.pathname.slice(1))
  } catch {
    return ''
  }
}
