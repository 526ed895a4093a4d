import { AltwrightError } from '../error.ts'

/** How pixels, 0 to 1, become the model's input: `(value - mean) / std` per channel, red, green, blue. */
export interface Normalisation {
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
}

/** CLIP's, which BLIP was trained with. */
export const clipNormalisation: Normalisation = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
}

/**
 * Reads Hugging Face's `preprocessor_config.json`; without one a model is normalised as CLIP is.
 * The size comes from the model's own config, the kernel is always bicubic.
 *
 * @throws AltwrightError `bad-model` with the key that is wrong.
 */
export function parsePreprocessor(text: string | undefined, path: string): Normalisation {
  if (text === undefined) return clipNormalisation
  let json: { image_mean?: unknown; image_std?: unknown } | null
  try {
    json = JSON.parse(text) as typeof json
  } catch (cause) {
    throw new AltwrightError('bad-model', `${path} is not JSON.`, { cause })
  }
  const mean = json?.image_mean ?? clipNormalisation.mean
  const std = json?.image_std ?? clipNormalisation.std
  if (!isTriple(mean)) throw new AltwrightError('bad-model', `${path}: "image_mean" should be three numbers.`)
  if (!isTriple(std) || std.some((value) => value <= 0))
    throw new AltwrightError('bad-model', `${path}: "image_std" should be three positive numbers.`)
  return { mean, std }
}

function isTriple(value: unknown): value is [number, number, number] {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((part) => typeof part === 'number' && Number.isFinite(part))
  )
}
