import { realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AltwrightError } from '@altwright/core'
import { glob } from 'tinyglobby'

/** What image files are called; the last three cannot be read yet, and are told rather than left out. */
const extensions = [
  ...['png', 'apng', 'jpg', 'jpeg', 'jpe', 'jfif', 'gif', 'webp', 'avif', 'svg', 'ico', 'bmp', 'tif', 'tiff'],
  ...['heic', 'heif', 'jxl'],
]

/**
 * The files that were named, as they were named, and in place of a folder the image files below it, sorted by path.
 * Symbolic links in a folder are not followed, wherever they lead.
 *
 * @throws AltwrightError `bad-input` for a folder without images.
 */
export async function findImages(paths: readonly string[], cwd: string): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    const info = await stat(resolve(cwd, path)).catch(() => undefined)
    if (info?.isDirectory() !== true) {
      found.push(path)
      continue
    }
    const images = await imagesIn(await realpath(resolve(cwd, path)))
    if (images.length === 0) throw new AltwrightError('bad-input', `${path}: there is no image file.`)
    for (const image of images) found.push(join(path, image))
  }
  return found
}

/** Relative to the folder, with `/`. */
async function imagesIn(folder: string): Promise<string[]> {
  const names = await glob(`**/*.{${extensions.join(',')}}`, {
    cwd: folder,
    dot: true,
    caseSensitiveMatch: false,
    followSymbolicLinks: false,
    ignore: ['**/node_modules/**', '**/.git/**'],
  })
  // By code units, which is the same everywhere.
  return names.sort()
}
