import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'

export type Tensors = Readonly<Record<string, Tensor>>

/** A loaded graph: names to tensors, to names and tensors. It blocks the thread: use it in a worker. */
export interface LoadedGraph {
  run(inputs: Tensors): Promise<Tensors>
  release(): Promise<void>
}

/** Loads a compiled graph, `<folder>/<name>.onnx`. */
export async function loadGraph(folder: string, name: string, threads: number): Promise<LoadedGraph> {
  const session = await InferenceSession.create(join(folder, `${name}.onnx`), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: {
      session: { force_spinning_stop: '1' },
      // The fused operator is eight times slower on a CPU than the two that it replaces.
      optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
    },
  })
  return {
    run: async (inputs) => (await session.run(inputs)) as Tensors,
    release: () => session.release(),
  }
}

/** One row of token ids, `[1, length]`. */
export function idsTensor(ids: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length])
}

export function pixelsTensor(pixels: Float32Array, side: number): Tensor {
  return new Tensor('float32', pixels, [1, 3, side, side])
}

/** The values of a float32 tensor. */
export function floats(tensors: Tensors, name: string): Float32Array {
  return tensors[name]?.data as Float32Array
}

/** What an image's encoding gives the text encoder: its keys and values. */
export function named(tensors: Tensors, prefix: string, as = prefix): Tensors {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [as + name.slice(prefix.length), tensor]),
  )
}
