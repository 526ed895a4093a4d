import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { textFile, visionFile } from './compile.ts'
import type { BlipConfig } from './config.ts'
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
} as const satisfies InferenceSession.SessionOptions

/** Idle threads wait quietly between runs, and leave the cores to the build. */
const quiet = { force_spinning_stop: '1' }

/** How compiled graphs are made ready to run; packed ones are ready. */
const optimising = {
  graphOptimizationLevel: 'all',
  extra: {
    // Where 8-bit products would overflow 16-bit sums, slower instructions are taken.
    session: { ...quiet, x64quantprecision: '1' },
    // The fused operator is eight times slower on a CPU than the two that it replaces.
    optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
  },
} as const satisfies InferenceSession.SessionOptions

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
    ...(packed ? { graphOptimizationLevel: 'disabled', extra: { session: quiet } } : optimising),
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
  for (const file of [visionFile, textFile]) {
    const data = `${file}.data`
    const session = await InferenceSession.create(join(from, file), {
      ...baseOptions,
      ...optimising,
      intraOpNumThreads: 1,
      optimizedModelFilePath: join(to, file),
      extra: {
        ...optimising.extra,
        session: {
          ...optimising.extra.session,
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

/** Keeps some rows of every tensor, in the order given; a row may be taken twice. Nothing is copied for a run of rows. */
export function takeRows(
  state: Readonly<Record<string, Tensor>>,
  rows: readonly number[],
): Record<string, Tensor> {
  const [first = 0] = rows
  const isRun = rows.every((row, i) => row === first + i)
  return mapTensors(state, (tensor) => {
    const [count, ...rest] = tensor.dims as [number, ...number[]]
    if (isRun && rows.length === count) return tensor
    const data = tensor.data as Values
    const length = data.length / count
    if (isRun)
      return like(tensor, data.subarray(first * length, (first + rows.length) * length), [
        rows.length,
        ...rest,
      ])
    const taken = empty(data, rows.length * length)
    rows.forEach((row, i) => {
      taken.set(data.subarray(row * length, (row + 1) * length), i * length)
    })
    return like(tensor, taken, [rows.length, ...rest])
  })
}

/** Puts the rows of several states under each other. Nothing is copied when they already are. */
export function stackRows(states: readonly Readonly<Record<string, Tensor>>[]): Record<string, Tensor> {
  const [first] = states
  if (first === undefined) return {}
  if (states.length === 1) return { ...first }
  return mapTensors(first, (tensor, name) => {
    const parts = states.map((state) => state[name] as Tensor)
    const count = parts.reduce((sum, part) => sum + (part.dims[0] as number), 0)
    const dims = [count, ...tensor.dims.slice(1)]
    const whole = adjoining(parts.map((part) => part.data as Values))
    if (whole !== undefined) return like(tensor, whole, dims)
    const data = empty(
      tensor.data as Values,
      parts.reduce((length, part) => length + part.size, 0),
    )
    let at = 0
    for (const part of parts) {
      data.set(part.data as Values, at)
      at += part.size
    }
    return like(tensor, data, dims)
  })
}

/** One view over several that follow each other in the same memory. */
function adjoining(parts: readonly Values[]): Values | undefined {
  const [first] = parts
  if (first === undefined) return undefined
  let end = first.byteOffset
  for (const part of parts) {
    if (part.buffer !== first.buffer || part.byteOffset !== end) return undefined
    end += part.byteLength
  }
  const length = (end - first.byteOffset) / first.BYTES_PER_ELEMENT
  return first instanceof Int8Array
    ? new Int8Array(first.buffer, first.byteOffset, length)
    : new Float32Array(first.buffer, first.byteOffset, length)
}

/** What states are made of. */
type Values = Float32Array | Int8Array

function empty(like: Values, length: number): Values {
  return like instanceof Int8Array ? new Int8Array(length) : new Float32Array(length)
}

function like(tensor: Tensor, data: Values, dims: readonly number[]): Tensor {
  return new Tensor(tensor.type, data, dims)
}

function mapTensors(
  state: Readonly<Record<string, Tensor>>,
  change: (tensor: Tensor, name: string) => Tensor,
): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, change(tensor, name)]))
}
