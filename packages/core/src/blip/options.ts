import { AltwrightError } from '../error.ts'
import { cacheFolder } from '../models/cache-folder.ts'
import { type Precision, precisions } from './precision.ts'
import { type Decoding, greedy } from './search/decoding.ts'

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
   * How weights are kept and computed with: `'fp32'` as published; `'int8'` several times as fast and a quarter as
   * large; `'int8-row'` the same with a scale per token, a little slower, for models that `'int8'` harms; `'fp16'` half
   * as large on disk.
   *
   * @default 'fp32' for a small model such as `'graphics'`, else `'int8'`
   */
  readonly precision?: Precision | undefined
  /**
   * Threads of the model's arithmetic for a lone image.
   *
   * @default 1 for a small model such as `'graphics'`, else the number of cores, at most 8
   */
  readonly threads?: number | undefined
  /**
   * Workers that share a queue of images, one thread each. They are started when the queue is long enough; the
   * words stay the same. 1 keeps everything in one worker.
   *
   * @default the number of cores, at most 8
   */
  readonly workers?: number | undefined
  /**
   * Images whose words are generated together by a worker. More are faster and take more memory, about 25 MB each at base
   * size; the words stay the same.
   *
   * @default 6
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
   * Captions that are followed side by side at each step. 1 takes the likeliest word each time; 3 finds better captions
   * and takes a little longer.
   *
   * @default 1
   */
  readonly beams?: number | undefined
  /**
   * With beams: above 0 favours longer captions, below 0 shorter ones. Captions are compared by their log-probability
   * divided by `length ** lengthPenalty`.
   *
   * @default 1
   */
  readonly lengthPenalty?: number | undefined
  /**
   * With beams: when an image is done. `true`: with as many captions as beams; `false`: when the best open caption is, at its
   * present length, worse than those; `'never'`: when none could become better.
   *
   * @default false
   */
  readonly earlyStopping?: boolean | 'never' | undefined
  /**
   * No sequence of this many tokens is said twice, the prompt included; 0 allows all.
   *
   * @default 0
   */
  readonly noRepeatNgram?: number | undefined
  /**
   * Above 1 makes tokens that were said less likely, below 1 more likely.
   *
   * @default 1
   */
  readonly repetitionPenalty?: number | undefined
  /**
   * Words that are never said. A word is banned where its tokens follow each other, so longer words that begin with
   * them are banned too.
   *
   * @default []
   */
  readonly bannedWords?: readonly string[] | undefined
  /**
   * How many captions an image gets, the best first; at most as many as beams. With more than 1 they are listed in
   * the outcome's `candidates`.
   *
   * @default 1
   */
  readonly candidates?: number | undefined
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
export interface ResolvedBlipOptions extends Decoding {
  readonly model: string
  readonly cacheDir: string
  /** `undefined`: by the size of the model. */
  readonly precision: Precision | undefined
  /** `undefined`: by the size of the model. */
  readonly threads: number | undefined
  /** `undefined`: by the number of cores. */
  readonly workers: number | undefined
  readonly batchSize: number
  readonly prompt: string
  /** Without what is empty. */
  readonly bannedWords: readonly string[]
  readonly maxBytes: number | undefined
  readonly maxPixels: number | undefined
}

/** @throws AltwrightError `bad-config` with the option that is wrong. */
export function resolveBlipOptions(options: BlipOptions = {}): ResolvedBlipOptions {
  const {
    model = 'graphics',
    precision,
    threads,
    workers,
    batchSize = 6,
    prompt = '',
    maxNewTokens = greedy.maxNewTokens,
    minNewTokens = greedy.minNewTokens,
    beams = greedy.beams,
    lengthPenalty = greedy.lengthPenalty,
    earlyStopping = greedy.earlyStopping,
    noRepeatNgram = greedy.noRepeatNgram,
    repetitionPenalty = greedy.repetitionPenalty,
    candidates = greedy.candidates,
    bannedWords = [],
    maxBytes,
    maxPixels,
  } = options
  if (precision !== undefined && !precisions.includes(precision)) {
    throw new AltwrightError(
      'bad-config',
      `BLIP's option precision should be one of ${precisions.join(', ')}, not ${precision}.`,
    )
  }
  whole('threads', threads, 1, 256)
  whole('workers', workers, 1, 64)
  whole('batchSize', batchSize, 1, 256)
  whole('maxNewTokens', maxNewTokens, 1, 65_536)
  whole('minNewTokens', minNewTokens, 0, maxNewTokens)
  whole('beams', beams, 1, 32)
  whole('candidates', candidates, 1, beams)
  whole('noRepeatNgram', noRepeatNgram, 0, 65_536)
  between('lengthPenalty', lengthPenalty, -10, 10)
  between('repetitionPenalty', repetitionPenalty, 0.01, 100)
  whole('maxBytes', maxBytes, 1, Number.MAX_SAFE_INTEGER)
  whole('maxPixels', maxPixels, 1, Number.MAX_SAFE_INTEGER)
  return {
    model,
    cacheDir: cacheFolder(options.cacheDir),
    precision,
    threads,
    workers,
    batchSize,
    prompt: prompt.trim(),
    maxNewTokens,
    minNewTokens,
    beams,
    lengthPenalty,
    earlyStopping,
    noRepeatNgram,
    repetitionPenalty,
    candidates,
    bannedWords: bannedWords.map((word) => word.trim()).filter((word) => word !== ''),
    maxBytes,
    maxPixels,
  }
}

function between(key: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return
  throw new AltwrightError(
    'bad-config',
    `BLIP's option ${key} should be a number from ${least} to ${most}, not ${value}.`,
  )
}

function whole(key: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return
  throw new AltwrightError(
    'bad-config',
    `BLIP's option ${key} should be a whole number from ${least} to ${most}, not ${value}.`,
  )
}
