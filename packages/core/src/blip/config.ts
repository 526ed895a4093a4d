import { AltwrightError } from '../error.ts'

/** The sizes of a BLIP captioning model, from its `config.json`. */
export interface BlipConfig {
  readonly vision: VisionConfig
  readonly text: TextConfig
}

interface VisionConfig {
  /** Channels of a patch embedding. */
  readonly width: number
  /** Channels inside the MLP. */
  readonly inner: number
  readonly layers: number
  readonly heads: number
  /** Side of the square input, in pixels. */
  readonly imageSize: number
  /** Side of a patch, in pixels. */
  readonly patchSize: number
  readonly epsilon: number
}

export interface TextConfig {
  readonly width: number
  readonly inner: number
  readonly layers: number
  readonly heads: number
  readonly vocabulary: number
  /** The longest sequence, start and prompt included, in tokens. */
  readonly positions: number
  readonly epsilon: number
  /** The token that every caption starts from; it may lie outside the tokenizer's vocabulary. */
  readonly start: number
  /** The token that ends a caption: `sep_token_id`. The config's `eos_token_id` means something else. */
  readonly end: number
  readonly pad: number
}

/** The `model_type`s that Altwright compiles. */
const knownModelTypes = ['blip'] as const

/** What a missing key means: the defaults of Hugging Face's BlipVisionConfig and BlipTextConfig. */
const visionDefaults = {
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  image_size: 384,
  patch_size: 16,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-5,
}
const textDefaults = {
  vocab_size: 30_524,
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 8,
  max_position_embeddings: 512,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  bos_token_id: 30_522,
  pad_token_id: 0,
  sep_token_id: 102,
}

/** Sizes above these are mistakes, and would ask for absurd amounts of memory. */
const limits: Readonly<Record<string, number>> = {
  hidden_size: 8192,
  intermediate_size: 65_536,
  num_hidden_layers: 96,
  num_attention_heads: 128,
  image_size: 2048,
  patch_size: 128,
  vocab_size: 1_000_000,
  max_position_embeddings: 65_536,
}

/**
 * Reads a Hugging Face `config.json` of `model_type: "blip"`. Keys that do not change the computation are ignored;
 * missing ones mean what they mean to Hugging Face. `encoder_hidden_size` is ignored too: it is the vision width.
 *
 * @throws AltwrightError `bad-model`, with everything that is wrong in one sentence.
 */
export function parseBlipConfig(text: string, path: string): BlipConfig {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new AltwrightError('bad-model', `${path} is not JSON. Download the model's config.json again.`, {
      cause,
    })
  }
  if (!isRecord(json))
    throw new AltwrightError(
      'bad-model',
      `${path} is not a JSON object. Download the model's config.json again.`,
    )
  if (!(knownModelTypes as readonly unknown[]).includes(json['model_type'])) {
    const found =
      json['model_type'] === undefined ? 'no model_type' : `model_type ${JSON.stringify(json['model_type'])}`
    throw new AltwrightError(
      'bad-model',
      `${path} names ${found}. Altwright compiles: ${knownModelTypes.join(', ')}.`,
    )
  }
  const problems: string[] = []
  const vision = section(json, 'vision_config', visionDefaults, problems)
  const text_ = section(json, 'text_config', textDefaults, problems)
  const config: BlipConfig = {
    vision: {
      width: vision.size('hidden_size'),
      inner: vision.size('intermediate_size'),
      layers: vision.size('num_hidden_layers'),
      heads: vision.size('num_attention_heads'),
      imageSize: vision.size('image_size'),
      patchSize: vision.size('patch_size'),
      epsilon: vision.epsilon(),
    },
    text: {
      width: text_.size('hidden_size'),
      inner: text_.size('intermediate_size'),
      layers: text_.size('num_hidden_layers'),
      heads: text_.size('num_attention_heads'),
      vocabulary: text_.size('vocab_size'),
      positions: text_.size('max_position_embeddings'),
      epsilon: text_.epsilon(),
      start: text_.token('bos_token_id'),
      end: text_.token('sep_token_id'),
      pad: text_.token('pad_token_id'),
    },
  }
  if (problems.length === 0) problems.push(...relations(config))
  if (problems.length > 0)
    throw new AltwrightError('bad-model', `${path} cannot be used: ${problems.join('; ')}.`)
  return config
}

/** What must hold between the sizes. */
function relations({ vision, text }: BlipConfig): string[] {
  const problems: string[] = []
  if (vision.width % vision.heads !== 0)
    problems.push(`vision_config.hidden_size ${vision.width} is not a multiple of its ${vision.heads} heads`)
  if (text.width % text.heads !== 0)
    problems.push(`text_config.hidden_size ${text.width} is not a multiple of its ${text.heads} heads`)
  if (vision.imageSize % vision.patchSize !== 0)
    problems.push(
      `vision_config.image_size ${vision.imageSize} is not a multiple of patch_size ${vision.patchSize}`,
    )
  for (const [key, id] of [
    ['bos_token_id', text.start],
    ['sep_token_id', text.end],
    ['pad_token_id', text.pad],
  ] as const) {
    if (id >= text.vocabulary)
      problems.push(`text_config.${key} ${id} is outside the vocabulary of ${text.vocabulary}`)
  }
  return problems
}

interface Section {
  size(key: string): number
  token(key: string): number
  epsilon(): number
}

function section(
  json: Record<string, unknown>,
  name: string,
  defaults: Readonly<Record<string, unknown>>,
  problems: string[],
): Section {
  const given = json[name]
  if (given !== undefined && !isRecord(given)) problems.push(`${name} is not an object`)
  const values: Record<string, unknown> = { ...defaults, ...(isRecord(given) ? given : {}) }
  const number = (key: string, ok: (value: number) => boolean, what: string): number => {
    const value = square(values[key])
    if (typeof value === 'number' && ok(value)) return value
    problems.push(`${name}.${key} should be ${what}, not ${JSON.stringify(values[key])}`)
    return 1
  }
  if (values['hidden_act'] !== 'gelu')
    problems.push(`${name}.hidden_act should be "gelu", not ${JSON.stringify(values['hidden_act'])}`)
  return {
    size: (key) => {
      const limit = limits[key] ?? Number.MAX_SAFE_INTEGER
      return number(
        key,
        (value) => Number.isInteger(value) && value >= 1 && value <= limit,
        `a whole number from 1 to ${limit}`,
      )
    },
    token: (key) => number(key, (value) => Number.isInteger(value) && value >= 0, 'a token id'),
    epsilon: () => number('layer_norm_eps', (value) => value > 0 && value < 1, 'a small positive number'),
  }
}

/** `[384, 384]` is how some configs write 384. */
function square(value: unknown): unknown {
  return Array.isArray(value) && value.length === 2 && value[0] === value[1] ? value[0] : value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
