import type { BlipConfig } from '../blip/config.ts'
import { clipNormalisation, type Normalisation } from '../blip/preprocessor.ts'
import { AltwrightError } from '../error.ts'

/** As long as our own engine's captions are by default, in tokens, the end included. */
const maxNewTokens = 20

/**
 * `config.json`. transformers.js knows a decoder's cache by its `model_type`: `trocr` keeps the image's keys and values
 * beside the text's. Nothing else of TrOCR is meant; the architecture is in the ONNX files.
 */
export function modelSettings({ vision, text }: BlipConfig): object {
  return {
    architectures: ['VisionEncoderDecoderModel'],
    model_type: 'vision-encoder-decoder',
    is_encoder_decoder: true,
    encoder: {
      model_type: 'vit',
      hidden_size: vision.width,
      intermediate_size: vision.inner,
      num_hidden_layers: vision.layers,
      num_attention_heads: vision.heads,
      image_size: vision.imageSize,
      patch_size: vision.patchSize,
      num_channels: 3,
      hidden_act: 'gelu',
      layer_norm_eps: vision.epsilon,
    },
    decoder: {
      model_type: 'trocr',
      is_decoder: true,
      add_cross_attention: true,
      cross_attention_hidden_size: vision.width,
      d_model: text.width,
      decoder_ffn_dim: text.inner,
      decoder_layers: text.layers,
      decoder_attention_heads: text.heads,
      max_position_embeddings: text.positions,
      vocab_size: text.vocabulary,
      activation_function: 'gelu',
    },
    ...tokenIds({ vision, text }),
    // Browsers would look for quantised files, and must be told of weights beside the graph.
    'transformers.js_config': { dtype: 'fp32', use_external_data_format: true },
  }
}

/** `generation_config.json`. The end is BERT's `[SEP]`, not the `eos_token_id` of BLIP's own config. */
export function generationSettings(config: BlipConfig): object {
  return {
    ...tokenIds(config),
    max_new_tokens: Math.min(maxNewTokens, config.text.positions),
    num_beams: 1,
    do_sample: false,
  }
}

function tokenIds({ text }: BlipConfig): object {
  return {
    decoder_start_token_id: text.start,
    bos_token_id: text.start,
    eos_token_id: text.end,
    pad_token_id: text.pad,
  }
}

/** `preprocessor_config.json`: stretched to a square, bicubic. */
export function preprocessorSettings(
  { vision }: BlipConfig,
  { mean, std }: Normalisation = clipNormalisation,
): object {
  return {
    image_processor_type: 'ViTImageProcessor',
    do_convert_rgb: true,
    do_resize: true,
    size: { height: vision.imageSize, width: vision.imageSize },
    resample: 3,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: mean,
    image_std: std,
  }
}

interface TokenizerJson {
  readonly added_tokens?: readonly { readonly id: number }[]
  readonly model?: { readonly vocab?: Readonly<Record<string, number>> }
}

/**
 * `tokenizer.json` with a name for the start token, which lies outside the vocabulary of published models. The stock
 * pipeline decodes the whole sequence, the start included, and leaves out only special tokens that it knows.
 */
export function tokenizerSettings(json: string, { text }: BlipConfig, path: string): object {
  const tokenizer = parse(json, path) as TokenizerJson
  const added = tokenizer.added_tokens ?? []
  const known = Object.values(tokenizer.model?.vocab ?? {}).includes(text.start)
  if (known || added.some(({ id }) => id === text.start)) return tokenizer
  const start = {
    id: text.start,
    content: '[DEC]',
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }
  return { ...tokenizer, added_tokens: [...added, start] }
}

/** `tokenizer_config.json`; words are joined as our own engine joins them. */
export function tokenizerOptions(json: string | undefined, path: string): object {
  const given = json === undefined ? { tokenizer_class: 'BertTokenizer' } : parse(json, path)
  return { ...given, clean_up_tokenization_spaces: true }
}

function parse(json: string, path: string): object {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // The sentence below says it.
  }
  throw new AltwrightError('bad-model', `${path} is not a JSON object. Download it again.`)
}
