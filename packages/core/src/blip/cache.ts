import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AltwrightError } from '../error.ts'

/** A folder of finished files that the cache vouches for. */
export interface CacheEntry {
  readonly folder: string
  /** True when the cache could not be written: the folder is in the system's temp folder and its owner removes it. */
  readonly temporary: boolean
}

/** Written last into an entry; an entry without it, or that differs from it, is rebuilt. */
const sealFile = 'seal.json'
const staleAfterMs = 24 * 60 * 60 * 1000

/**
 * Finds `<root>/<name>`, or makes it. It is built in a folder beside and renamed into place, so a reader never
 * sees half an entry and two processes may build at once. A damaged entry is replaced.
 *
 * @param build writes the files into a new folder and returns their names.
 */
export async function cached(
  root: string,
  name: string,
  build: (folder: string) => Promise<readonly string[]>,
): Promise<CacheEntry> {
  const folder = join(root, name)
  if (await isSound(folder)) return { folder, temporary: false }
  const partial = join(root, `${name}.tmp-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await mkdir(partial, { recursive: true })
  } catch (error) {
    if (!isUnwritable(error)) throw error
    return buildElsewhere(build)
  }
  try {
    await sealed(partial, build)
    await publish(partial, folder)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    if (isUnwritable(error)) return buildElsewhere(build)
    throw error
  }
  await sweep(root)
  return { folder, temporary: false }
}

/** What a compiled model is made from. */
export interface Compilation {
  readonly cache: string
  /** The model's, for people who look into the cache. */
  readonly name: string
  readonly kind: string
  /** Whatever changes what is written. */
  readonly content: string
  readonly weightsPath: string
}

/**
 * Finds `<cache>/models/<name>-<kind>-<key>`, with a key over the content, or makes it as {@link cached} does.
 *
 * @throws AltwrightError as `build` does, else `engine-failed`.
 */
export async function compiled(
  { cache, name, kind, content, weightsPath }: Compilation,
  build: (folder: string) => Promise<readonly string[]>,
): Promise<CacheEntry> {
  const key = createHash('sha256').update(content).digest('hex').slice(0, 16)
  try {
    return await cached(join(cache, 'models'), `${name.replace(/[^\w.-]+/g, '-')}-${kind}-${key}`, build)
  } catch (cause) {
    if (cause instanceof AltwrightError) throw cause
    throw new AltwrightError(
      'engine-failed',
      `Could not compile ${weightsPath} into ${cache}: ${(cause as Error).message}. Choose another folder with the option cacheDir or ALTWRIGHT_CACHE.`,
      { cause },
    )
  }
}

/** Throws an entry away, so that the next {@link cached} builds it again. */
export async function discard(entry: CacheEntry): Promise<void> {
  await rm(entry.folder, { recursive: true, force: true })
}

/**
 * Makes an entry and opens what is in it. An entry that does not open is made once more.
 *
 * @throws AltwrightError `engine-failed` when what was made twice does not open.
 */
export async function openCached<T>(
  make: () => Promise<CacheEntry>,
  open: (entry: CacheEntry) => Promise<T>,
): Promise<{ readonly opened: T; readonly temporary: string | undefined }> {
  for (let attempt = 1; ; attempt++) {
    const entry = await make()
    try {
      return { opened: await open(entry), temporary: entry.temporary ? entry.folder : undefined }
    } catch (cause) {
      await discard(entry)
      if (attempt === 2)
        throw new AltwrightError(
          'engine-failed',
          `The runtime could not load the compiled model in ${entry.folder}: ${(cause as Error).message}.`,
          { cause },
        )
    }
  }
}

async function buildElsewhere(build: (folder: string) => Promise<readonly string[]>): Promise<CacheEntry> {
  const folder = await mkdtemp(join(tmpdir(), 'altwright-'))
  try {
    await sealed(folder, build)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return { folder, temporary: true }
}

async function sealed(folder: string, build: (folder: string) => Promise<readonly string[]>): Promise<void> {
  const files: Record<string, string> = {}
  for (const file of await build(folder)) files[file] = await fingerprint(join(folder, file))
  await writeFile(join(folder, sealFile), JSON.stringify(files, undefined, 2))
}

async function publish(partial: string, folder: string): Promise<void> {
  const move = (): Promise<void> => rename(partial, folder)
  try {
    await move()
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    // Another process was first: its entry is as good as ours, if it is sound.
    if (await isSound(folder)) return void (await rm(partial, { recursive: true, force: true }))
    const old = `${partial}-old`
    await rename(folder, old)
    await move()
    await rm(old, { recursive: true, force: true })
  }
}

async function isSound(folder: string): Promise<boolean> {
  try {
    const files = JSON.parse(await readFile(join(folder, sealFile), 'utf8')) as Record<string, string>
    const prints = await Promise.all(Object.keys(files).map((file) => fingerprint(join(folder, file))))
    return prints.length > 0 && Object.values(files).every((print, i) => print === prints[i])
  } catch {
    return false
  }
}

const blockBytes = 64 * 1024
const blocks = 256

/**
 * A file's size and a hash of up to 256 blocks spread over it: all of a file under 16 MiB, a sample of a larger one.
 * Finds cut, swapped and zeroed files in milliseconds; it is no defence against a forger.
 */
async function fingerprint(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const hash = createHash('sha256')
    const count = Math.min(blocks, Math.ceil(size / blockBytes))
    const block = new Uint8Array(blockBytes)
    for (let i = 0; i < count; i++) {
      const position = count < blocks ? i * blockBytes : Math.floor((i * (size - blockBytes)) / (blocks - 1))
      const { bytesRead } = await file.read(block, 0, blockBytes, position)
      hash.update(block.subarray(0, bytesRead))
    }
    return `${size}:${hash.digest('hex')}`
  } finally {
    await file.close()
  }
}

/** What processes that were killed while building left behind. */
async function sweep(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    if (!name.includes('.tmp-')) continue
    const path = join(root, name)
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    )
    if (age > staleAfterMs) await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isUnwritable(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  )
}
