import { readFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { isInside, maxImageBytes } from '@altwright/core'
import { contentHash } from '@altwright/core/lockfile'
import type { SourceFile, Sources } from './read-sources.ts'
import type { SourceTag } from './tags.ts'

/** What a tag of the sources shows: the address as written, or as the import that it names, and the hash of that file. */
export interface Shown {
  readonly address: string
  readonly picture: string | undefined
}

/** Folders whose files are served from the root. */
const publicFolders = ['public', 'static', 'assets', 'src', '.']

/** Looks up what the tags of the sources show; each file is read once. */
export function picturesOf({
  folder,
}: Sources): (tag: SourceTag, file: SourceFile) => Promise<Shown | undefined> {
  const hashes = new Map<string, Promise<string | undefined>>()
  const hashOf = (path: string) => {
    const known = hashes.get(path) ?? hashFile(path, folder)
    hashes.set(path, known)
    return known
  }
  return async (tag, file) => {
    const address = addressOf(tag, file)
    if (address === undefined) return undefined
    for (const path of pathsFor(address, file.path)) {
      const picture = await hashOf(join(folder, path))
      if (picture !== undefined) return { address, picture }
    }
    return { address, picture: undefined }
  }
}

function addressOf({ literal, computed }: SourceTag, { text }: SourceFile): string | undefined {
  const written = literal.get('src') ?? literal.get('data-src')
  if (written !== undefined) return written
  const name = /^([\w$]+)(?:\.src)?$/.exec(computed.get('src') ?? '')?.[1]
  if (name === undefined) return undefined
  const imported = new RegExp(`\\bimport\\s+(?:\\*\\s+as\\s+)?${escaped(name)}\\s+from\\s*['"]([^'"]+)['"]`)
  return imported.exec(text)?.[1]
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$')
}

/** Where an address may lead, relative to the folder of sources. */
function pathsFor(address: string, file: string): string[] {
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(address)) return []
  const path = decoded(address.replace(/[?#].*$/s, ''))
  if (path === undefined || path === '') return []
  // `@/` and `~/` are the usual names of a project's own folder.
  const own = path.replace(/^[@~]\//, '/')
  if (!own.startsWith('/')) return [posix.join(dirname(file), own)]
  // A project may be a folder of the repository: every folder above the file may be the root of a site.
  const above = folders(file)
  return above.flatMap((folder) => publicFolders.map((name) => posix.join(folder, name, own)))
}

function folders(file: string): string[] {
  const parts = dirname(file).split('/')
  return parts[0] === '.'
    ? ['.']
    : parts.map((_, index) => parts.slice(0, parts.length - index).join('/')).concat('.')
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

async function hashFile(path: string, folder: string): Promise<string | undefined> {
  if (!isInside(path, folder)) return undefined
  const bytes = await readFile(path).catch(() => undefined)
  return bytes === undefined || bytes.length > maxImageBytes ? undefined : contentHash(bytes)
}
