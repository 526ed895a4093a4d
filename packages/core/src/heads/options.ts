import { AltwrightError } from '../error.ts'
import { cacheFolder } from '../models/cache-folder.ts'

/** What {@link openMatcher} takes. */
export interface MatcherOptions {
  /** The path of a folder with `config.json`, `model.safetensors` and `tokenizer.json` in Hugging Face's layout. */
  readonly model: string
  /**
   * Where compiled models are kept; they can be deleted at any time.
   *
   * @default `ALTWRIGHT_CACHE`, else `$XDG_CACHE_HOME/altwright`, else `~/.cache/altwright`
   */
  readonly cacheDir?: string | undefined
  /**
   * Threads of the model's arithmetic.
   *
   * @default 1 for a small model, else the number of cores, at most 8
   */
  readonly threads?: number | undefined
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

/** What {@link openAnswerer} takes. */
export interface AnswererOptions extends MatcherOptions {
  /**
   * The longest answer, in tokens, the one that ends it included. A model with fewer places stops sooner.
   *
   * @default 20
   */
  readonly maxNewTokens?: number | undefined
}

/** Options without gaps. Plain data: it is sent to the worker. */
export interface ResolvedHeadOptions {
  readonly model: string
  readonly cacheDir: string
  /** `undefined`: by the size of the model. */
  readonly threads: number | undefined
  readonly maxBytes: number | undefined
  readonly maxPixels: number | undefined
  readonly maxNewTokens: number
}

/** @throws AltwrightError `bad-config` with the option that is wrong. */
export function resolveHeadOptions(options: AnswererOptions): ResolvedHeadOptions {
  const { model, threads, maxBytes, maxPixels, maxNewTokens = 20 } = options
  if (typeof model !== 'string' || model === '')
    throw new AltwrightError('bad-config', 'The option model should be the path of a model’s folder.')
  whole('threads', threads, 256)
  whole('maxBytes', maxBytes, Number.MAX_SAFE_INTEGER)
  whole('maxPixels', maxPixels, Number.MAX_SAFE_INTEGER)
  whole('maxNewTokens', maxNewTokens, 65_536)
  const cacheDir = cacheFolder(options.cacheDir)
  return { model, cacheDir, threads, maxBytes, maxPixels, maxNewTokens }
}

function whole(key: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) return
  throw new AltwrightError(
    'bad-config',
    `The option ${key} should be a whole number from 1 to ${most}, not ${value}.`,
  )
}
