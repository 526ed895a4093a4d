import { type BlipConfig, parseBlipConfig } from '../blip/config.ts'
import { AltwrightError } from '../error.ts'

/** What a checkpoint of the family is for, by the `architectures` of its `config.json`. */
interface Kind {
  readonly architecture: string
  readonly does: string
  /** Published ones, by their names on the Hugging Face hub. */
  readonly models: readonly string[]
}

const kinds = {
  caption: {
    architecture: 'BlipForConditionalGeneration',
    does: 'captions images',
    models: ['Salesforce/blip-image-captioning-base', 'Salesforce/blip-image-captioning-large'],
  },
  match: {
    architecture: 'BlipForImageTextRetrieval',
    does: 'matches images and texts',
    models: ['Salesforce/blip-itm-base-coco', 'Salesforce/blip-itm-large-coco'],
  },
  answer: {
    architecture: 'BlipForQuestionAnswering',
    does: 'answers questions',
    models: ['Salesforce/blip-vqa-base', 'Salesforce/blip-vqa-capfilt-large'],
  },
} as const satisfies Readonly<Record<string, Kind>>

/** The heads of this room; captioning is `blip`'s. */
export type Head = 'match' | 'answer'

/** Published models for each head, by their names on the Hugging Face hub; the first is the smallest. */
export const publishedModels: Readonly<Record<Head, readonly string[]>> = {
  match: kinds.match.models,
  answer: kinds.answer.models,
}

export interface HeadConfig extends BlipConfig {
  /** Channels in which an image and a text are compared: `image_text_hidden_size`. */
  readonly shared: number
}

/** Hugging Face's default. */
const defaultShared = 256
const greatestShared = 8192

/**
 * Reads a `config.json` and checks that it is for this head. Without `architectures` the weights decide.
 *
 * @throws AltwrightError `bad-model` that says which models fit.
 */
export function parseHeadConfig(text: string, path: string, head: Head): HeadConfig {
  const config = parseBlipConfig(text, path)
  const json = JSON.parse(text) as { architectures?: unknown; image_text_hidden_size?: unknown }
  const [architecture] = Array.isArray(json.architectures) ? json.architectures : [json.architectures]
  if (architecture !== undefined && architecture !== kinds[head].architecture)
    throw new AltwrightError('bad-model', `${path} is for ${nameOf(architecture)}. ${whatFits(head)}`)
  const shared = json.image_text_hidden_size ?? defaultShared
  if (!Number.isInteger(shared) || (shared as number) < 1 || (shared as number) > greatestShared)
    throw new AltwrightError(
      'bad-model',
      `${path} cannot be used: image_text_hidden_size should be a whole number from 1 to ${greatestShared}, not ${JSON.stringify(shared)}.`,
    )
  return { ...config, shared: shared as number }
}

function nameOf(architecture: unknown): string {
  const kind = Object.values(kinds).find((known) => known.architecture === architecture)
  return kind === undefined
    ? JSON.stringify(architecture)
    : `a model that ${kind.does} (${kind.architecture})`
}

/** One sentence: which models a head runs. */
export function whatFits(head: Head): string {
  const { architecture, does, models } = kinds[head]
  return `What ${does} is ${architecture}: ${models.join(' or ')}, or one trained from them.`
}
