import { AltwrightError } from '../error.ts'

/** What `altwright.json` beside a model says about when to believe it. */
export interface ModelNotes {
  /** `graphics`: the model knows icons, logos and charts, and should stay silent on photos. */
  readonly kind: 'graphics' | undefined
  /** The least sum of token log-probabilities (natural, at most 0) at which the model's words are used. */
  readonly minSumLogProb: number | undefined
  /** The caption by which the model says that it does not know. */
  readonly unknown: string | undefined
  /** A graphics model looks at pictures of at least this flatness, 0 to 1. See {@link flatnessOf}. */
  readonly flatness: number | undefined
  /** Captions to give instead of others: two names that the training pictures could not tell apart. */
  readonly instead: Readonly<Record<string, string>>
}

const silent: ModelNotes = {
  kind: undefined,
  minSumLogProb: undefined,
  unknown: undefined,
  flatness: undefined,
  instead: {},
}

/**
 * Reads `altwright.json`; without one a model captions everything.
 *
 * @throws AltwrightError `bad-model` with the key that is wrong.
 */
export function parseNotes(text: string | undefined, path: string): ModelNotes {
  if (text === undefined) return silent
  let json: Record<string, unknown>
  try {
    json = JSON.parse(text) as Record<string, unknown>
  } catch (cause) {
    throw new AltwrightError('bad-model', `${path} is not JSON.`, { cause })
  }
  const bad = (key: string, what: string): AltwrightError =>
    new AltwrightError('bad-model', `${path}: "${key}" should be ${what}.`)
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new AltwrightError('bad-model', `${path} is not a JSON object.`)
  const { kind, threshold, unknown, flatness, instead = {} } = json
  if (kind !== undefined && kind !== 'graphics') throw bad('kind', '"graphics"')
  if (unknown !== undefined && typeof unknown !== 'string') throw bad('unknown', 'a caption')
  if (flatness !== undefined && !(typeof flatness === 'number' && flatness >= 0 && flatness <= 1))
    throw bad('flatness', 'a number from 0 to 1')
  if (threshold !== undefined && (typeof threshold !== 'object' || threshold === null))
    throw bad('threshold', 'an object')
  const sum = (threshold as { sumLogProb?: unknown } | undefined)?.sumLogProb
  if (sum !== undefined && !(typeof sum === 'number' && sum <= 0))
    throw bad('threshold.sumLogProb', 'a number of at most 0')
  if (!isTexts(instead)) throw bad('instead', 'an object of captions')
  return { kind, minSumLogProb: sum, unknown, flatness, instead }
}

function isTexts(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === 'string')
  )
}
