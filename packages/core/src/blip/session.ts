import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { textFile, visionFile } from './compile.ts'
import type { BlipConfig } from './config.ts'

/** What the text decoder takes from images: per layer a key and a value, images first. */
export type CrossState = Readonly<Record<string, Tensor>>
/** What the decoder remembers of the tokens so far: per layer a key and a value, rows first. */
type PastState = Readonly<Record<string, Tensor>>

/** The two compiled graphs. Their `run` blocks the thread, whatever its promise says: use them in a worker. */
export interface BlipSessions {
  /**
   * @param pixels `[images, 3, size, size]`
   * @returns the keys and values of the image, and its embeddings `[images, patches + 1, width]` when asked for.
   */
  encode(pixels: Float32Array, images: number): Promise<CrossState>
  embed(pixels: Float32Array, images: number): Promise<Float32Array>
  /**
   * Feeds the next tokens of each row.
   *
   * @param ids row by row, as many for each
   * @returns the scores `[rows, vocabulary]` of the token that follows, and the memory to go on with.
   */
  decode(
    ids: readonly (readonly number[])[],
    past: PastState,
    cross: CrossState,
  ): Promise<{ logits: Float32Array; past: PastState }>
  /** The memory before the first token. */
  emptyPast(rows: number): PastState
  close(): Promise<void>
}

/** Loads the graphs of a compiled folder. Blocks the thread. */
export async function openSessions(
  folder: string,
  config: BlipConfig,
  threads: number,
): Promise<BlipSessions> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: {
      // Idle threads wait quietly between runs, and leave the cores to the build.
      session: { force_spinning_stop: '1' },
      // The fused operator is eight times slower on a CPU than the two that it replaces.
      optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
    },
  }
  const vision = await InferenceSession.create(join(folder, visionFile), options)
  const text = await InferenceSession.create(join(folder, textFile), options)
  const { layers, heads, width } = config.text
  const side = config.vision.imageSize
  const names = Array.from({ length: layers }, (_, i) => [`${i}.key`, `${i}.value`]).flat()

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
    encode: (pixels, images) =>
      run(
        pixels,
        images,
        names.map((name) => `cross.${name}`),
      ),
    embed: async (pixels, images) =>
      (await run(pixels, images, ['image_embeds']))['image_embeds']?.data as Float32Array,
    async decode(ids, past, cross) {
      const tokens = BigInt64Array.from(ids.flat(), BigInt)
      const input = new Tensor('int64', tokens, [ids.length, tokens.length / ids.length])
      const { logits, ...present } = (await text.run({ input_ids: input, ...past, ...cross })) as Record<
        string,
        Tensor
      >
      return {
        logits: logits?.data as Float32Array,
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

/** Keeps some rows of every tensor, in the order given; a row may be taken twice. */
export function takeRows(
  state: Readonly<Record<string, Tensor>>,
  rows: readonly number[],
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => {
      const data = tensor.data as Float32Array
      const [count, ...rest] = tensor.dims as [number, ...number[]]
      const length = data.length / count
      const taken = new Float32Array(rows.length * length)
      rows.forEach((row, i) => {
        taken.set(data.subarray(row * length, (row + 1) * length), i * length)
      })
      return [name, new Tensor('float32', taken, [rows.length, ...rest])]
    }),
  )
}

/** Puts the rows of several states under each other. */
export function stackRows(states: readonly Readonly<Record<string, Tensor>>[]): Record<string, Tensor> {
  const [first] = states
  if (first === undefined) return {}
  if (states.length === 1) return { ...first }
  return Object.fromEntries(
    Object.entries(first).map(([name, tensor]) => {
      const parts = states.map((state) => state[name] as Tensor)
      const data = new Float32Array(parts.reduce((length, part) => length + part.size, 0))
      let at = 0
      for (const part of parts) {
        data.set(part.data as Float32Array, at)
        at += part.size
      }
      const rows = parts.reduce((count, part) => count + (part.dims[0] as number), 0)
      return [name, new Tensor('float32', data, [rows, ...tensor.dims.slice(1)])]
    }),
  )
}
