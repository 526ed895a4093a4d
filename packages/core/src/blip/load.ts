import { type CacheEntry, discard, openCached } from './cache.ts'
import { type CompileOptions, compileModel } from './compile.ts'
import { packModel } from './packed.ts'
import { type BlipSessions, openSessions } from './session.ts'

interface Loaded {
  readonly sessions: BlipSessions
  /** A folder to remove at the end. */
  readonly temporary: string | undefined
}

/**
 * Compiles and loads; what is compiled but will not load is compiled once more.
 *
 * @param packs whether weights should be laid out for this processor, once, and mapped
 * @throws AltwrightError `engine-failed` when the runtime refuses twice.
 */
export async function loadModel(compile: CompileOptions, threads: number, packs: boolean): Promise<Loaded> {
  const { opened, temporary } = await openCached(
    () => compileModel(compile),
    async (entry) =>
      (packs ? await openPacked(entry, compile, threads) : undefined) ??
      (await openSessions(entry.folder, compile.config, threads)),
  )
  return { sessions: opened, temporary }
}

/** The packed graphs, if there are any and they load. */
async function openPacked(
  compiled: CacheEntry,
  { config }: CompileOptions,
  threads: number,
): Promise<BlipSessions | undefined> {
  const packed = await packModel(compiled)
  if (packed === undefined) return undefined
  try {
    return await openSessions(packed.folder, config, threads, true)
  } catch {
    await discard(packed)
    return undefined
  }
}
