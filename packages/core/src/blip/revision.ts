import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelFiles } from './files.ts'

/** Below this many bytes hashing is cheaper than remembering. */
const rememberFrom = 64 * 1024 * 1024

/**
 * SHA-256 of everything in a model's folder that changes its words: weights, config, tokenizer, preprocessing
 * and the thresholds of altwright.json, in hex. The hash of a large weights file is remembered in the cache by path, size and times of change.
 */
export async function modelHash(files: ModelFiles, cache: string): Promise<string> {
  const hash = createHash('sha256')
  for (const text of [
    files.config,
    files.tokenizer,
    files.tokenizerConfig,
    files.preprocessor,
    files.notes,
  ]) {
    hash.update(
      createHash('sha256')
        .update(text ?? '')
        .digest(),
    )
  }
  return hash.update(await weightsHash(files.weightsPath, cache)).digest('hex')
}

async function weightsHash(path: string, cache: string): Promise<string> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(path)
  if (size < rememberFrom) return hashFile(path)
  const memo = join(cache, 'hashes', `${createHash('sha256').update(path).digest('hex').slice(0, 16)}.json`)
  const key = [path, size, mtimeMs, ctimeMs, ino].join('|')
  const known = (await readFile(memo, 'utf8').then(JSON.parse, () => undefined)) as
    | { key?: unknown; hash?: unknown }
    | undefined
  if (known?.key === key && typeof known.hash === 'string') return known.hash
  const hash = await hashFile(path)
  // A cache that cannot be written only costs time.
  await mkdir(join(cache, 'hashes'), { recursive: true })
    .then(() => writeFile(memo, JSON.stringify({ key, hash })))
    .catch(() => undefined)
  return hash
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
