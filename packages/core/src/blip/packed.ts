import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { arch, cpus } from 'node:os'
import { basename, dirname } from 'node:path'
import { env } from 'onnxruntime-node'
import { type CacheEntry, cached } from './cache.ts'
import { processorFeatures } from './processor.ts'
import { packSessions } from './session.ts'

/**
 * The compiled graphs with their weights laid out for this processor: they are mapped rather than read and rearranged, so
 * workers share them and start sooner. They lie beside the compiled ones, and are good for one version of the runtime and one
 * kind of processor. `undefined` where they cannot be made: the compiled ones serve too.
 */
export async function packModel(compiled: CacheEntry): Promise<CacheEntry | undefined> {
  const machine = await machineKey()
  if (compiled.temporary || machine === undefined) return undefined
  try {
    const name = `${basename(compiled.folder)}-packed-${machine}`
    const entry = await cached(dirname(compiled.folder), name, (folder) =>
      packSessions(compiled.folder, folder),
    )
    if (!entry.temporary) return entry
    await rm(entry.folder, { recursive: true, force: true })
    return undefined
  } catch {
    return undefined
  }
}

/** Names the runtime and the processor, where its instructions are known. */
async function machineKey(): Promise<string | undefined> {
  const features = await processorFeatures()
  if (features === undefined) return undefined
  return createHash('sha256')
    .update([env.versions.node, arch(), cpus()[0]?.model, features].join('|'))
    .digest('hex')
    .slice(0, 12)
}
