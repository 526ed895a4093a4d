import { readdir, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AltwrightError } from '../error.ts'
import { type CompiledOptions, compiledFolders, fileBytes, folderBytes } from './compiled.ts'
import { withRepositoryLock } from './lock.ts'
import { formatHubName, type HubModel, isCommit, parseHubName, repositoryFolder } from './name.ts'
import { storageError } from './problem.ts'
import { hubSettings } from './settings.ts'
import { readRef, readRefs, snapshotPath } from './snapshot.ts'

export interface RemoveOptions extends CompiledOptions {
  readonly signal?: AbortSignal | undefined
  /** Called when another process works on the same model, which is waited for. */
  readonly onWait?: (() => void) | undefined
}

export interface RemovedModel {
  readonly name: string
  /** The commits that are gone; none where only a broken-off download was there. */
  readonly revisions: readonly string[]
  /** What the disk has back, compiled files included. */
  readonly bytes: number
}

/**
 * Removes a model from the hub's cache, with what was compiled from it: all of `owner/name`, or with `@revision` that
 * revision and the files that no other one uses. Nothing outside the two caches is touched.
 *
 * @throws AltwrightError `bad-input` for a path or a bundled model, `model-missing` where there is nothing to remove.
 */
export async function removeModel(name: string, options: RemoveOptions = {}): Promise<RemovedModel> {
  const model = parseHubName(name)
  const { cache, endpoint } = hubSettings(options.env ?? process.env)
  const repository = repositoryFolder(cache, model)
  const missing = () =>
    new AltwrightError(
      'model-missing',
      `${formatHubName(model)} is not in ${cache}; there is nothing to remove.`,
    )
  if (!(await exists(repository))) throw missing()
  try {
    return await withRepositoryLock(
      cache,
      model,
      { signal: options.signal, onWait: options.onWait ?? (() => {}) },
      async () => {
        const commits = await commitsIn(repository)
        if (!name.includes('@')) return removeAll(repository, model, commits, options)
        const commit = await readRef(repository, model.revision)
        if (commit === undefined || !commits.includes(commit)) throw missing()
        if (commits.length === 1) return removeAll(repository, model, commits, options)
        return {
          name: model.id,
          revisions: [commit],
          bytes: await removeRevision(repository, commit, commits),
        }
      },
    )
  } catch (error) {
    throw storageError(error, { model, endpoint, cache })
  }
}

async function removeAll(
  repository: string,
  model: HubModel,
  revisions: readonly string[],
  options: CompiledOptions,
): Promise<RemovedModel> {
  const folders = [repository, ...(await compiledFolders(model.id, options))]
  let bytes = 0
  for (const folder of folders) {
    bytes += await folderBytes(folder)
    await rm(folder, { recursive: true, force: true })
  }
  return { name: model.id, revisions, bytes }
}

async function removeRevision(
  repository: string,
  commit: string,
  commits: readonly string[],
): Promise<number> {
  const others = commits.filter((other) => other !== commit)
  const kept = new Set((await Promise.all(others.map((other) => blobsOf(repository, other)))).flat())
  const blobs = (await blobsOf(repository, commit)).filter((blob) => !kept.has(blob))
  const seen = new Set<string>()
  let bytes = 0
  for (const blob of blobs) bytes += await fileBytes(blob, seen)
  bytes += await folderBytes(snapshotPath(repository, commit), seen)
  for (const [ref, target] of await readRefs(repository)) {
    if (target === commit) await rm(join(repository, 'refs', ...ref.split('/')), { force: true })
  }
  await rm(snapshotPath(repository, commit), { recursive: true, force: true })
  for (const blob of blobs) await rm(blob, { force: true })
  return bytes
}

/** The blobs behind a snapshot's files; a link that leads out of the repository's own folder is none of ours. */
async function blobsOf(repository: string, commit: string): Promise<string[]> {
  const snapshot = snapshotPath(repository, commit)
  const blobs = await realpath(join(repository, 'blobs')).catch(() => undefined)
  const targets = await Promise.all(
    (await readdir(snapshot)).map((file) => realpath(join(snapshot, file)).catch(() => undefined)),
  )
  return targets.filter((target) => target !== undefined && dirname(target) === blobs) as string[]
}

async function commitsIn(repository: string): Promise<string[]> {
  return (await readdir(join(repository, 'snapshots')).catch(() => [])).filter(isCommit).sort()
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
