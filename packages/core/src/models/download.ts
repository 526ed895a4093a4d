import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { HubClient, OpenFile } from './client.ts'
import { isIntact } from './digest.ts'
import { fileAddress, type HubFile } from './hub.ts'
import { networkError, shown, Transient } from './problem.ts'

export interface DownloadHooks {
  /** The bytes of this file that are on the disk; may go back. */
  readonly onBytes: (bytes: number) => void
  readonly onVerify: () => void
}

/**
 * Makes a blob be on the disk, whole and checked. What an earlier run left is gone on with; a blob that is there and
 * damaged is fetched again.
 *
 * @throws AltwrightError `bad-model` when the hub's bytes are twice not what it lists.
 */
export async function ensureBlob(
  client: HubClient,
  commit: string,
  file: HubFile,
  blob: string,
  { signal, onBytes, onVerify }: DownloadHooks & { readonly signal: AbortSignal },
): Promise<void> {
  if (await isIntact(blob, file, signal)) return onBytes(file.size)
  const partial = `${blob}.incomplete`
  const address = fileAddress(client, commit, file)
  for (let attempt = 1; attempt <= 2; attempt++) {
    await fill(client, address, file, partial, onBytes)
    onVerify()
    if (await isIntact(partial, file, signal)) return rename(partial, blob)
    // Bytes of an earlier run may have spoilt it; from the first byte on there is no such excuse.
    await rm(partial, { force: true })
    onBytes(0)
  }
  const kind = file.digest.length === 64 ? 'SHA-256' : 'git SHA-1'
  throw networkError(
    'bad-model',
    client.subject,
    `${shown(address)} is not what the hub lists (${file.size} bytes, ${kind} ${file.digest}), twice. Something on the way changes it, or the hub is at fault.`,
  )
}

/** Appends to the partial file until it has its length, or the hub says that it has another. */
async function fill(
  client: HubClient,
  address: string,
  file: HubFile,
  partial: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const handle = await open(partial, 'a+')
  try {
    const progress: Progress = { length: (await handle.stat()).size, furthest: 0, etag: undefined }
    if (progress.length > file.size) await restart(handle, progress)
    progress.furthest = progress.length
    onBytes(progress.length)
    let before = progress.furthest
    await client.persist(
      () => goOn(client, address, file, handle, progress, onBytes),
      () => {
        const advanced = progress.furthest > before
        before = progress.furthest
        return advanced
      },
    )
    await handle.sync()
  } finally {
    await handle.close()
  }
}

interface Progress {
  length: number
  /** The most that ever was there: a server that makes us start over and over again makes no progress. */
  furthest: number
  /** Of the answer that the bytes came from. */
  etag: string | undefined
}

async function goOn(
  client: HubClient,
  address: string,
  file: HubFile,
  handle: FileHandle,
  progress: Progress,
  onBytes: (bytes: number) => void,
): Promise<void> {
  if (progress.length === file.size) return
  const answer = await client.openFile(address, progress.length)
  const etag = answer.headers.get('etag') ?? undefined
  const isSame = progress.etag === undefined || progress.etag === etag
  if (answer.status !== 200 && !(isSame && continues(answer, progress.length, file.size))) {
    // 416, a range that was not asked for, or other content than that of the bytes we have.
    await answer.cancel()
    await restart(handle, progress)
    onBytes(0)
    throw new Transient(`${shown(address)} has changed, or does not go on where it broke off`)
  }
  if (answer.status === 200 && progress.length > 0) await restart(handle, progress)
  progress.etag = etag
  for await (const chunk of answer.body) {
    await writeAll(handle, chunk)
    progress.length += chunk.byteLength
    progress.furthest = Math.max(progress.furthest, progress.length)
    onBytes(Math.min(progress.length, file.size))
    // More than is listed: the check will say so, and there is no end to wait for.
    if (progress.length > file.size) return
  }
  // A server that sent all it promised has another file, and the check will say so; any other broke off.
  if (progress.length < file.size && !isAll(answer, progress.length)) {
    throw new Transient(`${shown(address)} broke off after ${progress.length} of ${file.size} bytes`)
  }
}

function isAll({ status, headers }: OpenFile, length: number): boolean {
  return (
    status === 200 && !headers.has('content-encoding') && headers.get('content-length') === String(length)
  )
}

function continues({ status, headers }: OpenFile, from: number, size: number): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
  return (
    status === 206 &&
    range !== null &&
    Number(range[1]) === from &&
    (range[3] === '*' || Number(range[3]) === size)
  )
}

async function restart(handle: FileHandle, progress: Progress): Promise<void> {
  await handle.truncate(0)
  progress.length = 0
  progress.etag = undefined
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) at += (await handle.write(chunk, at)).bytesWritten
}
