import { execFile } from 'node:child_process'
import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AltwrightError } from '@altwright/core'
import { glob } from 'tinyglobby'
import { type SourceTag, tagsIn } from './tags.ts'

/** A file of the sources that may hold images. */
export interface SourceFile {
  /** Relative to the folder, with `/`. */
  readonly path: string
  /** With the byte order mark that it may have. */
  readonly text: string
  readonly tags: readonly SourceTag[]
}

export interface Sources {
  /** Absolute, without symbolic links. */
  readonly folder: string
  readonly files: readonly SourceFile[]
}

const languages =
  /\.(?:html?|xhtml|md|markdown|mdx|[jt]sx|js|vue|svelte|astro|njk|nunjucks|liquid|hbs|handlebars|mustache|ejs|erb|php|twig|jinja2?|j2|tmpl|gohtml|cshtml)$/i
/** Folders that builds write, where nothing says what is ignored. */
const outputs = ['node_modules', 'dist', 'build', 'out', '_site']
const most = { files: 20_000, bytes: 2 * 1024 * 1024 }

/**
 * Reads the files below a folder that may hold markup: where git looks after it, those that git does not ignore. Other
 * encodings than UTF-8, and files that are huge, are left out.
 *
 * @param except
 *   Absolute paths that are no sources, such as the pages that were judged.
 * @throws AltwrightError `bad-input` where there is no such folder.
 */
export async function readSources(path: string, except: ReadonlySet<string>): Promise<Sources> {
  const folder = await realpath(path).catch((cause) => {
    throw new AltwrightError('bad-input', `${path}: there is no such folder of sources.`, { cause })
  })
  if (!(await stat(folder)).isDirectory()) {
    throw new AltwrightError('bad-input', `${path}: it is no folder of sources.`)
  }
  const names = (await namesIn(folder)).filter(
    (name) => languages.test(name) && !except.has(join(folder, name)),
  )
  const files: SourceFile[] = []
  for (const name of names.toSorted().slice(0, most.files)) {
    const text = await readText(join(folder, name))
    if (text === undefined) continue
    const tags = tagsIn(text, name)
    if (tags.length > 0) files.push({ path: name, text, tags })
  }
  return { folder, files }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const arguments_ = ['-C', folder, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
    const { stdout } = await promisify(execFile)('git', arguments_, { maxBuffer: 256 * 1024 * 1024 })
    return [
      ...new Set(stdout.split('\0').filter((name) => name !== '' && !/(?:^|\/)node_modules\//.test(name))),
    ]
  } catch {
    return glob('**/*', {
      cwd: folder,
      followSymbolicLinks: false,
      ignore: outputs.map((name) => `**/${name}/**`),
    })
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path)
    // A link that leads out of the folder is not followed, and neither is anything that is no file.
    if (real !== path) return undefined
    const info = await stat(path)
    if (!info.isFile() || info.size > most.bytes) return undefined
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path))
  } catch {
    return undefined
  }
}
