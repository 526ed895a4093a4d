import { AltwrightError } from '../error.ts'
import { cacheFolder } from './cache.ts'

/** What {@link openBlip} takes. */
export interface BlipOptions {
  /**
   * A bundled model's name, `'graphics'`, or the path of a folder with `config.json`, `model.safetensors` and
   * `tokenizer.json` in Hugging Face's layout.
   *
   * @default 'graphics'
   */
  readonly model?: string | undefined
  /**
   * Where compiled models are kept; they can be deleted at any time.
   *
   * @default `ALTWRIGHT_CACHE`, else `$XDG_CACHE_HOME/altwright`, else `~/.cache/altwright`
   */
  readonly cacheDir?: string | undefined
  /**
   * Threads of the model's arithmetic.
   *
   * @default 1 for a small model such as `'graphics'`, else the number of cores, at most 8
   */
  readonly threads?: number | undefined
  /**
   * Images whose words are generated together. More are faster and take more memory; the words stay the same.
   *
   * @default 4
   */
  readonly batchSize?: number | undefined
  /**
   * Words that every caption is made to go on from; they are not part of the caption.
   *
   * @default ''
   */
  readonly prompt?: string | undefined
  /**
   * The longest caption, in tokens, the one that ends it included. A model with fewer places stops sooner.
   *
   * @default 20
   */
  readonly maxNewTokens?: number | undefined
  /**
   * The shortest caption, in tokens.
   *
   * @default 0
   */
  readonly minNewTokens?: number | undefined
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
export interface ResolvedBlipOptions {
  readonly model: string
  readonly cacheDir: string
  /** `undefined`: by the size of the model. */
  readonly threads: number | undefined
  readonly batchSize: number
  readonly prompt: string
  readonly maxNewTokens: number
  readonly minNewTokens: number
  readonly maxBytes: number | undefined
  readonly maxPixels: number | undefined
}

export const defaultMaxNewTokens = 20
export const defaultMinNewTokens = 0

/** @throws AltwrightError `bad-config` with the option that is wrong. */
export function resolveBlipOptions(options: BlipOptions = {}): ResolvedBlipOptions {
  const {
    model = 'graphics',
    threads,
    batchSize = 4,
    prompt = '',
    maxNewTokens = defaultMaxNewTokens,
    minNewTokens = defaultMinNewTokens,
    maxBytes,
    maxPixels,
  } = options
  whole('threads', threads, 1, 256)
  whole('batchSize', batchSize, 1, 256)
  whole('maxNewTokens', maxNewTokens, 1, 65_536)
  whole('minNewTokens', minNewTokens, 0, maxNewTokens)
  whole('maxBytes', maxBytes, 1, Number.MAX_SAFE_INTEGER)
  whole('maxPixels', maxPixels, 1, Number.MAX_SAFE_INTEGER)
  return {
    model,
    cacheDir: cacheFolder(options.cacheDir),
    threads,
    batchSize,
    prompt: prompt.trim(),
    maxNewTokens,
    minNewTokens,
    maxBytes,
    maxPixels,
  }
}

function whole(key: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return
  throw new AltwrightError(
    'bad-config',
    `BLIP's option ${key} should be a whole number from ${least} to ${most}, not ${value}.`,
  )
}
