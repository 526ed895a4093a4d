import { rm, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { openCached } from '../blip/cache.ts'
import { modelFolder, readModelFiles } from '../blip/files.ts'
import { parsePreprocessor } from '../blip/preprocessor.ts'
import { modelHash } from '../blip/revision.ts'
import type { Unreadable } from '../captioner.ts'
import { AltwrightError } from '../error.ts'
import { readPixels } from '../pixels/index.ts'
import { type CompileOptions, compileHead, graphsOf } from './compile.ts'
import { type Head, type HeadConfig, parseHeadConfig, whatFits } from './head.ts'
import type { ResolvedHeadOptions } from './options.ts'
import { type LoadedGraph, loadGraph, pixelsTensor, type Tensors } from './session.ts'
import { createTokenizer, type HeadTokenizer } from './tokenizer.ts'

/** A checkpoint that was read, compiled and loaded. */
export interface LoadedModel {
  /** Model, revision and precision. */
  readonly id: string
  readonly config: HeadConfig
  readonly tokenizer: HeadTokenizer
  graph(name: string): LoadedGraph
  /** Encodes an image's bytes. */
  look(bytes: Uint8Array): Promise<{ readonly status: 'seen'; readonly image: Tensors } | Unreadable>
  /** @param pixels `[3, size, size]`, normalised */
  encode(pixels: Float32Array): Promise<Tensors>
  close(): Promise<void>
}

/** Weights below this many bytes are computed faster by one thread than by several. */
const smallModel = 64 * 1024 * 1024

/**
 * Reads, compiles and loads a model for a head.
 *
 * @throws AltwrightError `model-missing` or `bad-model` that says which file and what is wrong with it.
 */
export async function openModel(head: Head, options: ResolvedHeadOptions): Promise<LoadedModel> {
  await checkFolder(head, options.model)
  const files = await readModelFiles(options.model)
  const beside = (name: string): string => join(files.folder, name)
  const config = parseHeadConfig(files.config, files.configPath, head)
  const { mean, std } = parsePreprocessor(files.preprocessor, beside('preprocessor_config.json'))
  const tokenizer = createTokenizer(
    files.tokenizer,
    files.tokenizerConfig,
    config.text,
    beside('tokenizer.json'),
  )
  const hash = await modelHash(files, options.cacheDir)
  const { size } = await stat(files.weightsPath)
  const compile: CompileOptions = {
    head,
    config,
    weightsPath: files.weightsPath,
    hash,
    name: files.name,
    cache: options.cacheDir,
  }
  const threads = options.threads ?? (size < smallModel ? 1 : Math.min(8, availableParallelism()))
  const names = graphsOf(head, config).map(({ name }) => name)
  const { opened: graphs, temporary } = await openCached(
    () => compileHead(compile),
    ({ folder }) => loadGraphs(folder, names, threads),
  )
  const graph = (name: string): LoadedGraph => graphs.get(name) as LoadedGraph
  const side = config.vision.imageSize
  const encode = (pixels: Float32Array): Promise<Tensors> =>
    graph('image').run({ pixel_values: pixelsTensor(pixels, side) })
  return {
    id: `${files.name}@${hash.slice(0, 8)}/fp32/${head}`,
    config,
    tokenizer,
    graph,
    encode,
    async look(bytes) {
      const { maxBytes, maxPixels } = options
      const read = await readPixels(bytes, { width: side, height: side, mean, std, maxBytes, maxPixels })
      return read.status === 'unreadable' ? read : { status: 'seen', image: await encode(read.data) }
    },
    async close() {
      for (const loaded of graphs.values()) await loaded.release()
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true })
    },
  }
}

async function checkFolder(head: Head, model: string): Promise<void> {
  const folder = modelFolder(model)
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) throw new AltwrightError('model-missing', `No model at ${folder}. ${whatFits(head)}`)
}

async function loadGraphs(
  folder: string,
  names: readonly string[],
  threads: number,
): Promise<ReadonlyMap<string, LoadedGraph>> {
  const graphs = new Map<string, LoadedGraph>()
  try {
    for (const name of names) graphs.set(name, await loadGraph(folder, name, threads))
    return graphs
  } catch (error) {
    for (const loaded of graphs.values()) await loaded.release()
    throw error
  }
}
