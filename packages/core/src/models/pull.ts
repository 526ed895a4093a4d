import { mkdir, readFile, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AltwrightError } from '../error.ts'
import { type HubClient, hubClient } from './client.ts'
import { ensureBlob } from './download.ts'
import { neededFiles, shardFiles, weightsIndexFile } from './files.ts'
import { type HubFile, listHubFiles, resolveRevision } from './hub.ts'
import { withRepositoryLock } from './lock.ts'
import { formatHubName, parseHubName, repositoryFolder } from './name.ts'
import { type Patience, resolvePatience } from './patience.ts'
import { fetchError, formatBytes, offlineWay, type Subject, storageError } from './problem.ts'
import { type Environment, hubSettings, readToken } from './settings.ts'
import {
  blobPath,
  type CachedModel,
  describeSnapshot,
  findSnapshot,
  linkBlob,
  readRefs,
  snapshotPath,
  writeRef,
} from './snapshot.ts'

export interface PullOptions {
  /** Where `HF_HOME`, `HF_TOKEN` and the like are looked up; default: the process's. */
  readonly env?: Environment | undefined
  /** Ends the download; what has come is kept. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: PullProgress) => void) | undefined
  /** How long to bear with a hub that does not answer as it should. */
  readonly patience?: Patience | undefined
}

/** What a download is doing. */
export type PullProgress =
  /** Another process fetches the same model, and this one waits for it. */
  | { readonly type: 'waiting' }
  /** The revision and its files are known. */
  | { readonly type: 'resolved'; readonly revision: string; readonly files: number; readonly total: number }
  /** Bytes that are on the disk, of all files together; less than before where a file is begun again. */
  | { readonly type: 'bytes'; readonly file: string; readonly bytes: number; readonly total: number }
  /** A file is there and its checksum is computed. */
  | { readonly type: 'verifying'; readonly file: string }
  /** The hub failed, and is asked again after so many milliseconds. */
  | { readonly type: 'retrying'; readonly problem: string; readonly delay: number }

/**
 * Brings a model of the Hugging Face hub into the hub's own cache: only the files that an engine reads, each with its
 * checksum compared. Files that are there are checked and not fetched again; a download that broke off goes on where
 * it was. Of two processes that ask for the same model one fetches it.
 *
 * ```js
 * const { revision, path } = await pullModel('Salesforce/blip-image-captioning-base')
 * ```
 *
 * @throws AltwrightError `bad-input` for a name that is none, `model-missing` where the hub has no such model or the
 *   disk cannot take it, `unreachable` where the hub does not answer, `bad-model` where its files are not those of a
 *   model or not what it lists. And the signal's reason.
 */
export async function pullModel(name: string, options: PullOptions = {}): Promise<CachedModel> {
  const model = parseHubName(name)
  const { env = process.env, onProgress = () => {}, patience, signal } = options
  const settings = hubSettings(env)
  const { endpoint, cache } = settings
  const subject: Subject = { model, endpoint, cache }
  if (settings.offline) {
    const found = await findSnapshot(cache, model)
    if (found !== undefined) return found
    throw new AltwrightError(
      'model-missing',
      `${formatHubName(model)} is not in ${cache}, and HF_HUB_OFFLINE forbids to ask ${endpoint}. ${offlineWay(subject)}`,
    )
  }
  const token = await readToken(env, settings)
  try {
    return await withRepositoryLock(
      cache,
      model,
      { signal, onWait: () => onProgress({ type: 'waiting' }) },
      (held) => {
        const client = hubClient({
          subject,
          token,
          patience: resolvePatience(patience, settings.idle),
          signal: held,
          onRetry: (problem, delay) => onProgress({ type: 'retrying', problem, delay }),
        })
        return pullInto(client, held, onProgress)
      },
    )
  } catch (error) {
    throw storageError(error, subject)
  }
}

async function pullInto(
  client: HubClient,
  signal: AbortSignal,
  onProgress: (progress: PullProgress) => void,
): Promise<CachedModel> {
  const { subject } = client
  const repository = repositoryFolder(subject.cache, subject.model)
  const commit = await resolveRevision(client)
  const listed = await listHubFiles(client, commit)
  const { small, weights } = neededFiles(listed, subject)
  await mkdir(dirname(blobPath(repository, weights.digest)), { recursive: true })

  const get = async (files: readonly HubFile[]): Promise<void> => {
    const total = files.reduce((sum, { size }) => sum + size, 0)
    onProgress({ type: 'resolved', revision: commit, files: files.length, total })
    await checkSpace(repository, files, subject)
    let before = 0
    for (const file of files) {
      await ensureBlob(client, commit, file, blobPath(repository, file.digest), {
        signal,
        onBytes: (bytes) => onProgress({ type: 'bytes', file: file.path, bytes: before + bytes, total }),
        onVerify: () => onProgress({ type: 'verifying', file: file.path }),
      })
      before += file.size
    }
  }
  let files = [...small, weights]
  if (weights.path === weightsIndexFile) {
    await get([weights])
    const index = await readFile(blobPath(repository, weights.digest), 'utf8')
    files = [...files, ...shardFiles(index, listed, subject)]
  }
  await get(files)

  const snapshot = snapshotPath(repository, commit)
  await mkdir(snapshot, { recursive: true })
  for (const { path, digest } of files) await linkBlob(snapshot, path, blobPath(repository, digest))
  await writeRef(repository, subject.model.revision, commit)
  return describeSnapshot(snapshot, commit, await readRefs(repository))
}

/** Says beforehand what the disk would say after half an hour. */
async function checkSpace(repository: string, files: readonly HubFile[], subject: Subject): Promise<void> {
  let needed = 0
  for (const { size, digest } of files) {
    const blob = blobPath(repository, digest)
    needed += size - Math.min(size, Math.max(await lengthOf(blob), await lengthOf(`${blob}.incomplete`)))
  }
  const disk = await statfs(repository).catch(() => undefined)
  // Some network disks report no size at all.
  if (disk === undefined || disk.blocks === 0) return
  const free = disk.bavail * disk.bsize
  if (needed <= free) return
  throw fetchError(
    'model-missing',
    subject,
    `it needs ${formatBytes(needed)} and the disk of ${subject.cache} has ${formatBytes(free)} left. Make room, or set HF_HOME or HF_HUB_CACHE to another disk.`,
  )
}

async function lengthOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
