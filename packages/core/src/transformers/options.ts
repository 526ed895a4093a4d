import { resolve } from 'node:path'
import { AltwrightError } from '../error.ts'

/** What {@link openTransformers} takes. */
export interface TransformersOptions {
  /**
   * The path of a folder in transformers.js's layout: `config.json`, `preprocessor_config.json`, `tokenizer.json`,
   * `tokenizer_config.json` and `onnx/`.
   */
  readonly model: string
  /**
   * Threads of the model's arithmetic.
   *
   * @default the number of cores, at most 8
   */
  readonly threads?: number | undefined
  /**
   * The longest caption, in tokens, the one that ends it included. A model with fewer places stops sooner.
   *
   * @default 20
   */
  readonly maxNewTokens?: number | undefined
  /**
   * The longest image file, in bytes.
   *
   * @default 33554432
   */
  readonly maxBytes?: number | undefined
  /**
   * The most pixels, width times height, of an image.
   *
   * @default 100000000
   */
  readonly maxPixels?: number | undefined
}

/** Options without gaps. Plain data: it is sent to the worker. */
export interface ResolvedTransformersOptions {
  /** Absolute. */
  readonly folder: string
  /** `undefined`: by the number of cores. */
  readonly threads: number | undefined
  readonly maxNewTokens: number
  readonly maxBytes: number | undefined
  readonly maxPixels: number | undefined
}

export const defaultMaxNewTokens = 20

/** @throws AltwrightError `bad-config` with the option that is wrong. */
export function resolveTransformersOptions(options: TransformersOptions): ResolvedTransformersOptions {
  const { model, threads, maxNewTokens = defaultMaxNewTokens, maxBytes, maxPixels } = options
  whole('threads', threads, 1, 256)
  whole('maxNewTokens', maxNewTokens, 1, 65_536)
  whole('maxBytes', maxBytes, 1, Number.MAX_SAFE_INTEGER)
  whole('maxPixels', maxPixels, 1, Number.MAX_SAFE_INTEGER)
  return { folder: resolve(model), threads, maxNewTokens, maxBytes, maxPixels }
}

function whole(key: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return
  throw new AltwrightError(
    'bad-config',
    `The engine's option ${key} should be a whole number from ${least} to ${most}, not ${value}.`,
  )
}
