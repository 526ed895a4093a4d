import { resolve } from 'node:path'
import { contentHash, type ImageIdentity, type LoadedImage, withoutBase } from '@altwright/core/page'
import type { Rolldown } from 'vite'
import { type Addresses, type Finder, inPage } from './address.ts'

/** A file of the output folder: the files that it was made of, by absolute path, or its bytes where there are none. */
export type Asset = { readonly originals: readonly string[] } | { readonly bytes: Uint8Array }

/** A file of the output folder by its name; `undefined` where the build makes none of that name. */
export type AssetOf = (name: string) => Asset | undefined | Promise<Asset | undefined>

/** The files that a build is about to write. */
export function assetsOf(bundle: Rolldown.OutputBundle, root: string): (name: string) => Asset | undefined {
  return (name) => {
    const asset = bundle[name]
    if (asset?.type !== 'asset') return undefined
    const originals = asset.originalFileNames.map((name) => resolve(root, name))
    return originals.length > 0 ? { originals } : { bytes: bytesOf(asset) }
  }
}

/**
 * Writes into the pages that other plugins emitted. Those that were built from a page of the project are through already, and
 * what hydration would undo belongs into the component that renders it.
 *
 * @param isThrough
 *   Whether a page was read as its author wrote it, by its name.
 */
export async function writeEmitted(
  bundle: Rolldown.OutputBundle,
  isThrough: (name: string) => boolean,
  write: (name: string, source: string) => Promise<string>,
): Promise<void> {
  for (const name of Object.keys(bundle)) {
    if (!name.endsWith('.html') || isThrough(name)) continue
    // A bundle holds very many files, and looking at one makes it.
    const asset = bundle[name]
    if (asset?.type !== 'asset') continue
    const source = typeof asset.source === 'string' ? asset.source : Buffer.from(asset.source).toString()
    const written = await write(name, source)
    if (written !== source) asset.source = written
  }
}

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
  assetOf: AssetOf,
  page: string,
): (url: string) => Promise<Found> {
  const fromPublic = inPage(finder, page)
  return async (url) => {
    const name = outputName(withoutBase(url, settings.base) ?? url, page)
    if (name === '') return fromPublic(url)
    const asset = await assetOf(name)
    // The public folder is copied to the output's top.
    if (asset === undefined) return fromPublic(`/${encodeURI(name)}`)
    return 'originals' in asset ? finder.first(asset.originals) : found(asset.bytes)
  }
}

function bytesOf({ source }: Rolldown.OutputAsset): Uint8Array {
  return typeof source === 'string' ? Buffer.from(source) : source
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
