import { type CacheEntry, compiled } from '../blip/cache.ts'
import type { Graph, Weight } from '../blip/onnx/graph.ts'
import { writeGraph } from '../blip/onnx/write.ts'
import { openSafetensors, type Safetensors } from '../blip/safetensors.ts'
import { readFrom } from '../blip/weights.ts'
import { AltwrightError } from '../error.ts'
import { answerGraph, questionGraph } from './graphs/answer.ts'
import { imageGraph } from './graphs/image.ts'
import { matchGraph } from './graphs/match.ts'
import { type Head, type HeadConfig, whatFits } from './head.ts'

/** The graphs of a head, by the names of their files. */
export function graphsOf(head: Head, config: HeadConfig): Graph[] {
  return head === 'match'
    ? [imageGraph(config), matchGraph(config)]
    : [imageGraph(config), questionGraph(config), answerGraph(config)]
}

export interface CompileOptions {
  readonly head: Head
  readonly config: HeadConfig
  readonly weightsPath: string
  /** Names the content of the model's folder, in hex. */
  readonly hash: string
  /** The name that the cache's folder starts with. */
  readonly name: string
  /** The cache's root folder. */
  readonly cache: string
}

/** Raise it when graphs are written otherwise; a change of the graphs themselves is noticed. */
const writerVersion = 1

/**
 * Compiles a checkpoint into a head's ONNX graphs, or finds them compiled: `<cache>/models/<name>-fp32-<head>-<key>`,
 * with a key over the model's content and the graphs.
 *
 * @throws AltwrightError `bad-model` when the weights do not fit the config.
 */
export async function compileHead(options: CompileOptions): Promise<CacheEntry> {
  const { head, config, weightsPath, hash, name, cache } = options
  const graphs = graphsOf(head, config)
  const plan = graphs.map((graph) => ({ ...graph, constants: [...graph.constants] }))
  const content = JSON.stringify([hash, writerVersion, plan])
  return compiled({ cache, name, kind: `fp32-${head}`, content, weightsPath }, (folder) =>
    compileInto(folder, head, graphs, weightsPath),
  )
}

async function compileInto(
  folder: string,
  head: Head,
  graphs: readonly Graph[],
  weightsPath: string,
): Promise<string[]> {
  const weights = await openSafetensors(weightsPath)
  try {
    checkWeights(head, graphs, weights)
    const files: string[] = []
    for (const graph of graphs) files.push(...(await writeGraph(graph, folder, readFrom(weights))))
    return files
  } finally {
    await weights.close()
  }
}

function checkWeights(head: Head, graphs: readonly Graph[], file: Safetensors): void {
  const problems = new Set(graphs.flatMap((graph) => graph.weights.flatMap((weight) => misfit(weight, file))))
  const [first] = problems
  if (first === undefined) return
  const more = problems.size > 1 ? ` (and ${problems.size - 1} more tensors do not fit)` : ''
  throw new AltwrightError(
    'bad-model',
    `${file.path} does not fit its config.json: ${first}${more}. ${whatFits(head)}`,
  )
}

function misfit({ tensors, stored }: Weight, file: Safetensors): string[] {
  const name = tensors.find((candidate) => file.tensors.has(candidate))
  if (name === undefined) return [`tensor "${tensors[0]}" is missing`]
  const shape = file.tensors.get(name)?.shape ?? []
  return shape.join() === stored.join()
    ? []
    : [`tensor "${name}" should have shape [${stored.join(', ')}] and has [${shape.join(', ')}]`]
}
