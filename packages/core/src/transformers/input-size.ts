import { AltwrightError } from '../error.ts'

/** What a model wants to see, in pixels. */
export interface InputSize {
  readonly width: number
  readonly height: number
}

const largestSide = 2048

/**
 * The size of `preprocessor_config.json`. We decode and resize ourselves, so it must be a size to stretch to; what
 * a processor does at that size (rescaling, normalising) is left to it.
 *
 * @throws AltwrightError `bad-model` with the key that asks for something else.
 */
export function parseInputSize(config: Readonly<Record<string, unknown>>, path: string): InputSize {
  for (const key of ['do_thumbnail', 'do_crop_margin', 'do_pad', 'keep_aspect_ratio']) {
    if (config[key] === true)
      throw new AltwrightError(
        'bad-model',
        `${path}: "${key}" is on. Altwright stretches an image to a fixed size.`,
      )
  }
  const { size } = config
  const { width, height } = (typeof size === 'number' ? { width: size, height: size } : (size ?? {})) as {
    width?: unknown
    height?: unknown
  }
  if (config['do_resize'] === false || !isSide(width) || !isSide(height))
    throw new AltwrightError(
      'bad-model',
      `${path}: "size" should be a width and a height of at most ${largestSide} to resize to, not ${JSON.stringify(size)}.`,
    )
  return { width, height }
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= largestSide
}
