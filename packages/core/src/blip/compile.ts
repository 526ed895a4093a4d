import { type CacheEntry, compiled } from './cache.ts'
import type { BlipConfig } from './config.ts'
import { textGraph } from './graphs/text.ts'
import { visionGraph } from './graphs/vision.ts'
import { writeGraph } from './onnx/write.ts'
import type { Precision } from './precision.ts'
import { openSafetensors } from './safetensors.ts'
import { checkWeights, readFrom } from './weights.ts'

/** Raise it when the graphs change: older compilations are then left alone and a new one is made. */
const compilerVersion = 4

export interface CompileOptions {
  readonly config: BlipConfig
  readonly weightsPath: string
  /** Names the weights and the config, in hex. */
  readonly hash: string
  /** The name that the cache's folder starts with. */
  readonly name: string
  /** The cache's root folder. */
  readonly cache: string
  readonly precision: Precision
}

/** The files of {@link compileModel}'s folder. */
export const visionFile = 'vision.onnx'
export const textFile = 'text.onnx'

/**
 * Compiles a checkpoint into two ONNX graphs, or finds them compiled: `<cache>/models/<name>-<key>`,
 * with a key over the content, the compiler and the precision.
 *
 * @throws AltwrightError `bad-model` when the weights do not fit the config.
 */
export async function compileModel({
  config,
  weightsPath,
  hash,
  name,
  cache,
  precision,
}: CompileOptions): Promise<CacheEntry> {
  const content = [hash, compilerVersion, precision].join(' ')
  return compiled({ cache, name, kind: precision, content, weightsPath }, (folder) =>
    compileInto(folder, config, weightsPath, precision),
  )
}

async function compileInto(
  folder: string,
  config: BlipConfig,
  weightsPath: string,
  precision: Precision,
): Promise<string[]> {
  const weights = await openSafetensors(weightsPath)
  try {
    const graphs = [visionGraph(config, precision), textGraph(config, precision)]
    checkWeights(graphs, weights)
    const files: string[] = []
    for (const graph of graphs) files.push(...(await writeGraph(graph, folder, readFrom(weights))))
    return files
  } finally {
    await weights.close()
  }
}
