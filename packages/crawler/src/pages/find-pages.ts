import { realpathSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { AltwrightError, fileProblem, isInside } from '@altwright/core/page'
import { glob } from 'tinyglobby'
import { shellWord } from './shell-word.ts'
import { isTemporary, temporaryFiles, temporaryFilesIn } from './temporary-files.ts'

/** A file to read: HTML, Markdown or MDX. */
export interface PageFile {
  /** Absolute, without symbolic links. */
  readonly path: string
  /** The path relative to the root, with `/`. */
  readonly document: string
  /** The folder that was named and holds it: where `/` leads once the folder is served. */
  readonly site: string | undefined
}

export interface FoundPages {
  /** Sorted by document; each file once. */
  readonly pages: readonly PageFile[]
  /** Links that lead out of the root; they are not followed. */
  readonly outside: readonly string[]
  /** Files on their way to become pages, or left over from runs that were killed. */
  readonly temporary: readonly string[]
}

/**
 * The HTML, Markdown and MDX files that were named, and those in the folders that were named.
 *
 * @throws AltwrightError `bad-input` for a path that is not there, lies outside the root, or holds no page.
 */
export async function findPages(
  paths: readonly string[],
  { root, cwd }: { readonly root: string; readonly cwd: string },
): Promise<FoundPages> {
  const realRoot = await realpath(root).catch(() => {
    throw new AltwrightError('bad-input', `${root}: the root folder does not exist.`)
  })
  const pages = new Map<string, PageFile>()
  const outside = new Set<string>()
  const temporary = new Set<string>()
  /** Folders of pages that were not looked through. */
  const folders = new Set<string>()
  for (const path of paths) {
    for (const { file, site } of await filesOf(path, resolve(cwd, path), realRoot)) {
      if (isTemporary(file)) {
        temporary.add(file)
        continue
      }
      const real = realPathOf(file)
      if (real === undefined) continue
      if (!isInside(real, realRoot)) {
        outside.add(documentName(file, realRoot))
        continue
      }
      if (!pages.has(real)) pages.set(real, { path: real, document: documentName(real, realRoot), site })
      if (site === undefined || real !== file) folders.add(dirname(real))
    }
  }
  for (const folder of folders) for (const file of temporaryFilesIn(folder)) temporary.add(file)
  if (pages.size === 0 && outside.size === 0) {
    throw new AltwrightError('bad-input', `${paths.join(', ')}: there is no HTML, Markdown or MDX file.`)
  }
  return {
    pages: [...pages.values()].sort((a, b) => (a.document < b.document ? -1 : 1)),
    outside: [...outside].sort(),
    temporary: [...temporary],
  }
}

/** Synchronous, because a site has very many pages, and each would wait for another thread. */
function realPathOf(file: string): string | undefined {
  try {
    return realpathSync.native(file)
  } catch {
    return undefined
  }
}

async function filesOf(
  given: string,
  path: string,
  realRoot: string,
): Promise<{ readonly file: string; readonly site: string | undefined }[]> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const what =
      error.code === 'ENOENT'
        ? 'there is no such file or folder'
        : `it cannot be read (${fileProblem(error)})`
    throw new AltwrightError('bad-input', `${given}: ${what}.`, { cause: error })
  })
  if (info.isDirectory()) {
    const site = await realpath(path)
    if (!isInside(site, realRoot)) throw outsideRoot(given, site, realRoot)
    const files = await glob(['**/*.{html,htm,md,markdown,mdx}', `**/${temporaryFiles}`], {
      cwd: site,
      absolute: true,
      dot: true,
      caseSensitiveMatch: false,
      followSymbolicLinks: false,
      ignore: ['**/node_modules/**', '**/.git/**'],
    })
    return files.map((file) => ({ file: resolve(file), site }))
  }
  if (!/\.(?:html?|md|markdown|mdx)$/i.test(path)) {
    throw new AltwrightError(
      'bad-input',
      `${given}: it is neither a folder nor an HTML, Markdown or MDX file.`,
    )
  }
  const folder = await realpath(dirname(path))
  if (!isInside(folder, realRoot)) throw outsideRoot(given, folder, realRoot)
  return [{ file: resolve(folder, path.slice(dirname(path).length).replace(/^[/\\]/, '')), site: undefined }]
}

function outsideRoot(given: string, folder: string, root: string): AltwrightError {
  return new AltwrightError(
    'bad-input',
    `${given}: it lies outside the root ${root}. Name a root that holds it, such as --root ${shellWord(folder)}`,
  )
}

function documentName(file: string, root: string): string {
  return relative(root, file).split(sep).join('/')
}
