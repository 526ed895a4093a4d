import type { TextConfig } from './config.ts'
import { type BlipSessions, type CrossState, stackRows, takeRows } from './session.ts'

export interface GenerateOptions {
  /** What every row starts with: the start token and the prompt. */
  readonly promptIds: readonly number[]
  /** At most this many tokens after the prompt, the end token included. */
  readonly maxNewTokens: number
  /** The caption does not end before it has this many tokens. */
  readonly minNewTokens: number
  /** Asked before each step; when it says so the rest is left undone. */
  readonly isCancelled?: () => boolean
}

/** One caption, as tokens. */
export interface Generated {
  /** Without prompt and end token. */
  readonly ids: readonly number[]
  /** Natural logarithms of the probabilities of each token, the end token's included. */
  readonly logProbs: readonly number[]
}

/**
 * Writes a caption for each image by taking the likeliest token at each step. Rows are computed together and leave
 * when they are finished. A row's scores do not depend on the rows beside it, to the last bit: the runtime sums each
 * row in the same order whatever their number, and there is no padding. A test holds this.
 *
 * @returns one caption per image, in order; `undefined` for those left undone when cancelled.
 */
export async function generateGreedy(
  sessions: BlipSessions,
  images: readonly CrossState[],
  text: TextConfig,
  options: GenerateOptions,
): Promise<(Generated | undefined)[]> {
  const rows = images.map(() => ({ ids: [] as number[], logProbs: [] as number[] }))
  const done: (Generated | undefined)[] = images.map(() => undefined)
  let alive = rows.map((_, i) => i)
  if (alive.length === 0) return done
  let cross: CrossState = stackRows(images)
  let past = sessions.emptyPast(images.length)
  let next = images.map(() => options.promptIds)

  for (let step = 0; step < options.maxNewTokens; step++) {
    if (options.isCancelled?.() === true) return done
    const output = await sessions.decode(next, past, cross)
    past = output.past
    const staying: number[] = []
    alive.forEach((image, r) => {
      const row = rows[image] as (typeof rows)[number]
      const scores = output.logits.subarray(r * text.vocabulary, (r + 1) * text.vocabulary)
      const token = likeliest(scores, row.ids.length < options.minNewTokens ? text.end : -1)
      row.logProbs.push(logProbability(scores, token))
      if (token !== text.end) row.ids.push(token)
      if (token === text.end || step === options.maxNewTokens - 1) done[image] = row
      else staying.push(r)
    })
    if (staying.length === 0) break
    if (staying.length < alive.length) {
      cross = takeRows(cross, staying)
      past = takeRows(past, staying)
      alive = staying.map((r) => alive[r] as number)
    }
    next = alive.map((image) => [rows[image]?.ids.at(-1) as number])
  }
  return done
}

/** The index of the greatest score, the first of equals; `banned` never wins. */
export function likeliest(scores: Float32Array, banned: number): number {
  let best = -1
  for (let i = 0; i < scores.length; i++) {
    if (i !== banned && (best === -1 || (scores[i] as number) > (scores[best] as number))) best = i
  }
  return best
}

/** `log softmax(scores)[token]`, by the greatest score first so that nothing overflows. */
export function logProbability(scores: Float32Array, token: number): number {
  let greatest = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > greatest) greatest = score
  let sum = 0
  for (const score of scores) sum += Math.exp(score - greatest)
  return (scores[token] as number) - greatest - Math.log(sum)
}
