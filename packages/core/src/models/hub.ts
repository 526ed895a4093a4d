import { notTheHub } from './answer.ts'
import type { HubClient } from './client.ts'
import { isCommit } from './name.ts'

/** A file of a repository, as the hub lists it. */
export interface HubFile {
  readonly path: string
  readonly size: number
  /**
   * Names the content: SHA-256 for large files, git's SHA-1 for small ones, in hex. The hub's tools call their
   * blobs by it.
   */
  readonly digest: string
}

// The hub's library knows the addresses and the shapes of the hub's answers, and this is what it is used for. Its own
// downloadFileToCacheDir and snapshotDownload take no AbortSignal, start from the first byte each time, compare
// neither length nor checksum, do not lock, and fetch every file of a repository; see client.ts and download.ts.

/** The commit that a branch, a tag or a short commit means now. */
export async function resolveRevision(client: HubClient): Promise<string> {
  const { id, revision } = client.subject.model
  const { modelInfo } = await import('@huggingface/hub')
  const { sha } = await understood(client, `/api/models/${id}`, () =>
    modelInfo({
      name: id,
      revision,
      additionalFields: ['sha'],
      hubUrl: client.subject.endpoint,
      fetch: client.fetchJson,
    }),
  )
  if (typeof sha === 'string' && isCommit(sha)) return sha
  throw notTheHub('no commit', new URL(`${client.subject.endpoint}/api/models/${id}`), client.subject)
}

/** More than any model has; where a hub never ends its list, this does. */
const mostFiles = 5000

/** The files in the root of a repository at a commit. */
export async function listHubFiles(client: HubClient, commit: string): Promise<HubFile[]> {
  const { id } = client.subject.model
  const { listFiles } = await import('@huggingface/hub')
  return understood(client, `/api/models/${id}/tree/${commit}`, async () => {
    const files: HubFile[] = []
    let seen = 0
    for await (const { type, path, size, oid, lfs } of listFiles({
      repo: { type: 'model', name: id },
      revision: commit,
      hubUrl: client.subject.endpoint,
      fetch: client.fetchJson,
    })) {
      if (++seen > mostFiles) break
      const digest = lfs?.oid ?? oid ?? ''
      // The digest becomes a file's name and the path part of an address.
      if (type !== 'file' || !isDigest(digest) || !isPlainName(path)) continue
      files.push({ path, size: lfs?.size ?? size, digest })
    }
    return files
  })
}

/** Where a file's bytes are. Large files redirect to a CDN that takes ranges, those in xet storage too. */
export function fileAddress({ subject }: HubClient, commit: string, file: HubFile): string {
  return `${subject.endpoint}/${subject.model.id}/resolve/${commit}/${encodeURIComponent(file.path)}`
}

/** The library takes its answers as it finds them: what it cannot read is not a hub's. */
async function understood<T>(client: HubClient, path: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError))
      throw error
    const address = new URL(`${client.subject.endpoint}${path}`)
    throw notTheHub('JSON of another shape', address, client.subject, error)
  }
}

function isDigest(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

function isPlainName(path: string): boolean {
  return /^\w[\w.-]*$/.test(path)
}
