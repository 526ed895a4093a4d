import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type CompiledOptions, compiledFolders, folderBytes } from './compiled.ts'
import { bundledModels, isCommit, parseModelName } from './name.ts'
import { hubSettings } from './settings.ts'
import { type CachedModel, describeSnapshot, isComplete, modelType, readRefs } from './snapshot.ts'

/** A model that can be opened without network. */
export interface ListedModel extends Omit<CachedModel, 'revision'> {
  /** The commit; a bundled model has none. */
  readonly revision: string | undefined
  /** What the engine made of it, in bytes, for all revisions together; 0 where it was not compiled yet. */
  readonly compiledBytes: number
}

/**
 * The bundled models, then every model in the hub's cache that is there as a whole, by name and revision; models of
 * other kinds too, which `type` tells apart. The hub's own `scanCacheDir` gives up on a repository without `refs`,
 * and those are what a download by commit leaves.
 */
export async function listModels(options: CompiledOptions = {}): Promise<ListedModel[]> {
  const models = [...(await bundled()), ...(await cached(hubSettings(options.env ?? process.env).cache))]
  return Promise.all(
    models.map(async (model) => {
      const folders = await compiledFolders(model.name, options)
      const sizes = await Promise.all(folders.map((folder) => folderBytes(folder)))
      return { ...model, compiledBytes: sizes.reduce((sum, size) => sum + size, 0) }
    }),
  )
}

type Uncompiled = Omit<ListedModel, 'compiledBytes'>

async function bundled(): Promise<Uncompiled[]> {
  return Promise.all(
    bundledModels.map(async ({ name, folder }) => ({
      name,
      revision: undefined,
      refs: [],
      type: await modelType(folder),
      bytes: await folderBytes(folder),
      path: folder,
    })),
  )
}

async function cached(cache: string): Promise<Uncompiled[]> {
  const found: CachedModel[] = []
  for (const folder of (await readdir(cache).catch(() => [])).sort()) {
    const name = /^models--([^/]+?)--([^/]+)$/.exec(folder)
    if (name === null || parseModelName(`${name[1]}/${name[2]}`, '.').kind !== 'hub') continue
    const repository = join(cache, folder)
    const commits = (await readdir(join(repository, 'snapshots')).catch(() => [])).filter(isCommit).sort()
    const refs = await readRefs(repository)
    for (const commit of commits) {
      const path = join(repository, 'snapshots', commit)
      if (await isComplete(path)) found.push(await describeSnapshot(path, commit, refs))
    }
  }
  return found
}
