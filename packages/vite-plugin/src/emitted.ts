import { resolve } from 'node:path'
import { type LoadImage, withoutBase } from '@altwright/core/page'
import type { Rolldown } from 'vite'
import { type Addresses, type Files, pageLoader } from './address.ts'

/**
 * Looks images of an emitted page up: what the build made of a file, by the file; what it made itself, by its bytes;
 * else in `publicDirs`.
 *
 * @param page
 *   The page's name in the output folder.
 */
export function emittedLoader(
  { settings }: Addresses,
  files: Files,
  bundle: Rolldown.OutputBundle,
  page: string,
): LoadImage {
  const fromPublic = pageLoader(files, page)
  return async (url) => {
    const name = outputName(withoutBase(url, settings.base) ?? url, page)
    if (name === '') return fromPublic(url)
    const asset = bundle[name]
    // The public folder is copied to the output's top.
    if (asset?.type !== 'asset') return fromPublic(`/${encodeURI(name)}`)
    const originals = asset.originalFileNames.map((name) => resolve(settings.root, name))
    if (originals.length > 0) return files.read(originals)
    const { source } = asset
    return { status: 'loaded', bytes: typeof source === 'string' ? Buffer.from(source) : source }
  }
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
