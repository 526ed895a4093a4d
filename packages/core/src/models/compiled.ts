import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.ts'
import type { Environment } from './settings.ts'

/** Where compiled models are kept, and what decides it; as in `openBlip`. */
export interface CompiledOptions {
  readonly env?: Environment | undefined
  /**
   * The compiled models' cache.
   *
   * @default as for `openBlip`
   */
  readonly cacheDir?: string | undefined
}

/** The folders that a model was compiled into, one for each precision and each content of its weights. */
export async function compiledFolders(
  name: string,
  { env = process.env, cacheDir }: CompiledOptions,
): Promise<string[]> {
  const root = join(cacheFolder(cacheDir, env), 'models')
  const prefix = `${name.replace(/[^\w.-]+/g, '-')}-`
  const names = await readdir(root).catch(() => [])
  // <name>-<precision>-<key>
  return names
    .filter(
      (folder) =>
        folder.startsWith(prefix) &&
        /^(?:fp|bf|int)\d+(?:-[a-z]+)?-[0-9a-f]{16}$/.test(folder.slice(prefix.length)),
    )
    .sort()
    .map((folder) => join(root, folder))
}

/** The bytes of a folder's files; links are not followed, and a file with two names counts once. */
export async function folderBytes(folder: string, seen: Set<string> = new Set()): Promise<number> {
  let bytes = 0
  if (!(await lstat(folder).catch(() => undefined))?.isDirectory()) return 0
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += await folderBytes(path, seen)
    else if (entry.isFile()) bytes += await fileBytes(path, seen)
  }
  return bytes
}

export async function fileBytes(path: string, seen: Set<string>): Promise<number> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined || !found.isFile()) return 0
  const key = `${found.dev}:${found.ino}`
  if (seen.has(key)) return 0
  seen.add(key)
  return found.size
}
