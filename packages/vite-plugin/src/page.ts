import { relative, sep } from 'node:path'
import { fileLoader, type LoadImage } from '@altwright/core'
import type { Settings } from '@altwright/core/config'

/** What a page is called in findings and in the lockfile: its path from the root, with `/`. */
export function documentOf(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}

/** Looks images up where Vite does; `%BASE_URL%` is the site's root. */
export function pageLoader({ root, publicDirs, base }: Settings, document: string): LoadImage {
  const load = fileLoader({ root, publicDirs, base, document })
  return (url) => load(url.replace(/^%BASE_URL%\/?/, '/'))
}
