/** A kind of model that transformers.js runs, and what is particular to it. */
export interface ModelFamily {
  /** Its ONNX files, without suffix and extension. */
  readonly sessions: readonly string[]
  /** The key of `config.json` that describes its decoder. */
  readonly decoder: string
  /** What it is asked, for a model that does more than captioning: a task of its processor. */
  readonly task: string | undefined
}

/** By `model_type`. A row is added when a test runs such a model. */
const families = {
  'vision-encoder-decoder': {
    sessions: ['encoder_model', 'decoder_model_merged'],
    decoder: 'decoder',
    task: undefined,
  },
  florence2: {
    sessions: ['vision_encoder', 'embed_tokens', 'encoder_model', 'decoder_model_merged'],
    decoder: 'text_config',
    task: '<CAPTION>',
  },
} as const satisfies Readonly<Record<string, ModelFamily>>

type FamilyName = keyof typeof families
export const familyNames = Object.keys(families) as FamilyName[]

export function findFamily(type: unknown): ModelFamily | undefined {
  return typeof type === 'string' && Object.hasOwn(families, type) ? families[type as FamilyName] : undefined
}
