import { relative, sep } from 'node:path'
import { fileLoader, type LoadImage } from '@altwright/core'
import type { Settings } from '@altwright/core/config'

/** What a page is called in findings and in the lockfile: its path from the root, with `/`. */
export function documentOf(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}

/**
 * Looks images up where Vite does: a relative address from the page's folder, one that starts with `/`
 * in `publicDirs`, with or without the base that a deployed page would have.
 */
export function pageLoader(settings: Settings, document: string, base: string): LoadImage {
  const load = fileLoader({ root: settings.root, publicDirs: settings.publicDirs, document })
  return async (url) => {
    const address = url.replace(/^%BASE_URL%\/?/, '/')
    const asWritten = await load(address)
    const stripped = withoutBase(address, base)
    return asWritten.status === 'loaded' || stripped === undefined ? asWritten : await load(stripped)
  }
}

/** The address from the site's root; `undefined` where it does not start with the base. */
function withoutBase(url: string, base: string): string | undefined {
  if (base === '/' || base === './' || base === '' || !url.startsWith(base)) return undefined
  return `/${url.slice(base.length).replace(/^\/+/, '')}`
}
