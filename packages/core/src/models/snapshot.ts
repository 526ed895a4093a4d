import { randomBytes } from 'node:crypto'
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { configFile, shardNames, tokenizerFiles, weightsFile, weightsIndexFile } from './files.ts'
import { type HubModel, isCommit, modelName, repositoryFolder } from './name.ts'

/** A model in the hub's cache. */
export interface CachedModel {
  /** `owner/name`. */
  readonly name: string
  /** The commit, 40 hexadecimal digits. */
  readonly revision: string
  /** The branches and tags that stood for this commit when they were last fetched. */
  readonly refs: readonly string[]
  /** The `model_type` of its `config.json`. */
  readonly type: string | undefined
  /** Of all files, those that it shares with another revision too. */
  readonly bytes: number
  /** The folder with its files. */
  readonly path: string
}

// The hub's layout: models--owner--name/blobs/<digest>, …/snapshots/<commit>/<file> → blob, …/refs/<branch> = commit.
// https://huggingface.co/docs/huggingface_hub/guides/manage-cache

export function blobPath(repository: string, digest: string): string {
  return join(repository, 'blobs', digest)
}

export function snapshotPath(repository: string, commit: string): string {
  return join(repository, 'snapshots', commit)
}

/** The commit that a revision stood for when it was last fetched. */
export async function readRef(repository: string, revision: string): Promise<string | undefined> {
  if (isCommit(revision)) return revision
  const text = await readFile(join(repository, 'refs', ...revision.split('/')), 'utf8').catch(() => '')
  return isCommit(text.trim()) ? text.trim() : undefined
}

export async function writeRef(repository: string, revision: string, commit: string): Promise<void> {
  // The hub's own tools look into this folder, whether there is a branch or not.
  await mkdir(join(repository, 'refs'), { recursive: true })
  if (revision === commit) return
  const path = join(repository, 'refs', ...revision.split('/'))
  await mkdir(dirname(path), { recursive: true })
  await replace(path, (fresh) => writeFile(fresh, commit))
}

/** Gives a blob its name in a snapshot. */
export async function linkBlob(snapshot: string, file: string, blob: string): Promise<void> {
  const path = join(snapshot, file)
  const [there, wanted] = await Promise.all([realpath(path).catch(() => undefined), realpath(blob)])
  if (there === wanted) return
  await replace(path, async (fresh) => {
    // A relative link goes on to lead there when the cache is moved. Windows has links for some people only.
    await symlink(relative(dirname(path), blob), fresh).catch(() =>
      link(blob, fresh).catch(() => copyFile(blob, fresh)),
    )
  })
}

/** All that the engine reads is there: the weights are linked last, so they stand for the rest. */
export async function isComplete(snapshot: string): Promise<boolean> {
  const has = (file: string) => isFile(join(snapshot, file))
  if (!(await has(configFile))) return false
  if (!(await Promise.all(tokenizerFiles.map(has))).includes(true)) return false
  if (await has(weightsFile)) return true
  const index = await readFile(join(snapshot, weightsIndexFile), 'utf8').catch(() => undefined)
  const shards = index === undefined ? [] : shardNames(index)
  return shards.length > 0 && (await Promise.all(shards.map(has))).every(Boolean)
}

/** A revision that is in the cache as a whole, looked up without network. */
export async function findSnapshot(cache: string, model: HubModel): Promise<CachedModel | undefined> {
  const repository = repositoryFolder(cache, model)
  const commit = await readRef(repository, model.revision)
  if (commit === undefined) return undefined
  const path = snapshotPath(repository, commit)
  return (await isComplete(path)) ? describeSnapshot(path, commit, await readRefs(repository)) : undefined
}

export async function describeSnapshot(
  path: string,
  commit: string,
  refs: ReadonlyMap<string, string>,
): Promise<CachedModel> {
  const files = await readdir(path)
  const sizes = await Promise.all(files.map((file) => sizeOf(join(path, file))))
  return {
    name: modelName(path),
    revision: commit,
    refs: [...refs].filter(([, target]) => target === commit).map(([name]) => name),
    type: await modelType(path),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    path,
  }
}

/** Every branch and tag of a repository in the cache, with its commit, sorted by name. */
export async function readRefs(repository: string): Promise<Map<string, string>> {
  const names = await namesIn(join(repository, 'refs'), '')
  const pairs = await Promise.all(names.map(async (name) => [name, await readRef(repository, name)] as const))
  return new Map(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined))
}

async function namesIn(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory()
        ? namesIn(join(folder, entry.name), `${prefix}${entry.name}/`)
        : `${prefix}${entry.name}`,
    ),
  )
  return names.flat().sort()
}

/** The `model_type` in a folder's `config.json`. */
export async function modelType(folder: string): Promise<string | undefined> {
  try {
    const config = JSON.parse(await readFile(join(folder, configFile), 'utf8')) as {
      model_type?: unknown
    } | null
    return typeof config?.model_type === 'string' ? config.model_type : undefined
  } catch {
    return undefined
  }
}

/** Writes beside and renames, so that a reader sees the old one or the new one. */
async function replace(path: string, make: (fresh: string) => Promise<void>): Promise<void> {
  const fresh = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await make(fresh)
    await rename(fresh, path)
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  )
}
