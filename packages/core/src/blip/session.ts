import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { textFile, visionFile } from './compile.ts'
import type { BlipConfig } from './config.ts'
import { mayOverflow, processorFeatures } from './processor.ts'
import { takeRows } from './rows.ts'
import type { Scores } from './search/search.ts'

/** What the text decoder takes from images: per layer a key and a value, images first. */
export type CrossState = Readonly<Record<string, Tensor>>
/** Memory for {@link CrossState}s of several images, image by image. */
export interface CrossSlots {
  readonly images: number
  readonly tensors: Readonly<Record<string, Tensor>>
}
/** What the decoder remembers of the tokens so far: per layer a key and a value, rows first. */
type PastState = Readonly<Record<string, Tensor>>

/** The two compiled graphs. Their `run` blocks the thread, whatever its promise says: use them in a worker. */
export interface BlipSessions {
  /**
   * @param pixels `[images, 3, size, size]`
   * @returns the keys and values of the image, and its embeddings `[images, patches + 1, width]` when asked for.
   */
  encode(pixels: Float32Array, images: number): Promise<CrossState>
  /** Encodes one image into its place among others, so that they can be decoded together without being copied. */
  encodeInto(slots: CrossSlots, index: number, pixels: Float32Array): Promise<CrossState>
  /** Memory for the keys and values of so many images, to be used again and again. */
  makeSlots(images: number): CrossSlots
  embed(pixels: Float32Array, images: number): Promise<Float32Array>
  /**
   * Feeds the next tokens of each row.
   *
   * @param ids row by row, as many for each
   * @returns the scores of the token that follows in a row, and the memory to go on with.
   */
  decode(
    ids: readonly (readonly number[])[],
    past: PastState,
    cross: CrossState,
  ): Promise<{ scores(row: number): Scores; past: PastState }>
  /** The memory before the first token. */
  emptyPast(rows: number): PastState
  close(): Promise<void>
}

const baseOptions = {
  executionProviders: ['cpu'],
  interOpNumThreads: 1,
  logSeverityLevel: 3,
  // Planning memory ahead takes a fifth more of it and saves no time.
  enableMemPattern: false,
  // An arena keeps the most it ever needed; without one a queue takes a tenth less memory, in the same time.
  enableCpuMemArena: false,
} as const satisfies InferenceSession.SessionOptions

/** Idle threads wait quietly between runs, and leave the cores to the build. */
const quiet = { force_spinning_stop: '1' }

/** How compiled graphs are made ready to run; packed ones are ready. */
async function optimising() {
  const careful = mayOverflow(await processorFeatures())
  return {
    graphOptimizationLevel: 'all',
    extra: {
      session: careful ? { ...quiet, x64quantprecision: '1' } : quiet,
      // The fused operator is eight times slower on a CPU than the two that it replaces.
      optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
    },
  } as const satisfies InferenceSession.SessionOptions
}

/**
 * Loads the graphs of a compiled or packed folder. Blocks the thread.
 *
 * @param packed whether {@link packSessions} wrote the folder
 */
export async function openSessions(
  folder: string,
  config: BlipConfig,
  threads: number,
  packed = false,
): Promise<BlipSessions> {
  const options: InferenceSession.SessionOptions = {
    ...baseOptions,
    ...(packed ? { graphOptimizationLevel: 'disabled', extra: { session: quiet } } : await optimising()),
    intraOpNumThreads: threads,
  }
  const vision = await InferenceSession.create(join(folder, visionFile), options)
  const text = await InferenceSession.create(join(folder, textFile), options)
  const { layers, heads, width, vocabulary } = config.text
  const side = config.vision.imageSize
  const names = Array.from({ length: layers }, (_, i) => [`${i}.key`, `${i}.value`]).flat()
  const crossNames = vision.outputNames.filter((name) => name.startsWith('cross.'))

  const run = async (
    pixels: Float32Array,
    images: number,
    fetches: readonly string[],
  ): Promise<Record<string, Tensor>> => {
    return (await vision.run(
      { pixel_values: new Tensor('float32', pixels, [images, 3, side, side]) },
      fetches,
    )) as Record<string, Tensor>
  }
  return {
    encode: (pixels, images) => run(pixels, images, crossNames),
    async encodeInto(slots, index, pixels) {
      const state = takeRows(slots.tensors, [index])
      await vision.run({ pixel_values: new Tensor('float32', pixels, [1, 3, side, side]) }, state)
      return state
    },
    makeSlots(images) {
      const tensors: Record<string, Tensor> = {}
      for (const port of vision.outputMetadata) {
        if (!port.isTensor || !port.name.startsWith('cross.')) continue
        const dims = [images, ...port.shape.slice(1).map(Number)]
        const length = dims.reduce((product, dim) => product * dim, 1)
        const data = port.type === 'int8' ? new Int8Array(length) : new Float32Array(length)
        tensors[port.name] = new Tensor(port.type, data, dims)
      }
      return { images, tensors }
    },
    embed: async (pixels, images) =>
      (await run(pixels, images, ['image_embeds']))['image_embeds']?.data as Float32Array,
    async decode(ids, past, cross) {
      const tokens = BigInt64Array.from(ids.flat(), BigInt)
      const input = new Tensor('int64', tokens, [ids.length, tokens.length / ids.length])
      const { logits, normaliser, ...present } = (await text.run({
        input_ids: input,
        ...past,
        ...cross,
      })) as Record<string, Tensor>
      const all = logits?.data as Float32Array
      const normalisers = normaliser?.data as Float32Array
      return {
        scores: (row) => ({
          logits: all.subarray(row * vocabulary, (row + 1) * vocabulary),
          normaliser: normalisers[row] as number,
        }),
        past: Object.fromEntries(
          Object.entries(present).map(([name, tensor]) => [name.replace('present', 'past'), tensor]),
        ),
      }
    },
    emptyPast: (rows) =>
      Object.fromEntries(
        names.map((name) => [
          `past.${name}`,
          new Tensor('float32', new Float32Array(0), [rows, heads, 0, width / heads]),
        ]),
      ),
    async close() {
      await vision.release()
      await text.release()
    },
  }
}

/** Optimises the graphs of a compiled folder and writes them with their weights as this processor wants them. */
export async function packSessions(from: string, to: string): Promise<string[]> {
  const written: string[] = []
  const { graphOptimizationLevel, extra } = await optimising()
  for (const file of [visionFile, textFile]) {
    const data = `${file}.data`
    const session = await InferenceSession.create(join(from, file), {
      ...baseOptions,
      graphOptimizationLevel,
      intraOpNumThreads: 1,
      optimizedModelFilePath: join(to, file),
      extra: {
        ...extra,
        session: {
          ...extra.session,
          save_external_prepacked_constant_initializers: '1',
          optimized_model_external_initializers_file_name: data,
          optimized_model_external_initializers_min_size_in_bytes: '1024',
        },
      },
    })
    await session.release()
    written.push(file, data)
  }
  return written
}
