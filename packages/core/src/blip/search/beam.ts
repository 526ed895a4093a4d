import { processed, type Scores, type Search, type SearchOptions } from './search.ts'

export interface BeamOptions extends SearchOptions {
  readonly beams: number
  /** Sums of log-probabilities are divided by `length ** lengthPenalty`: above 0 favours longer captions. */
  readonly lengthPenalty: number
  /**
   * When an image is done: `true`, as soon as it has as many captions as beams; `false`, when the best open beam
   * at its present length is worse than all of them; `'never'`, when no open beam can become better.
   */
  readonly earlyStopping: boolean | 'never'
}

interface Beam {
  readonly ids: readonly number[]
  readonly logProbs: readonly number[]
  /** Of an open beam: the plain sum. */
  readonly score: number
}

interface Candidate {
  readonly from: number
  readonly token: number
  readonly score: number
}

/**
 * Beam search as Hugging Face's `GenerationMixin._beam_search` does it: twice as many candidates as beams, of which
 * the best half may finish, and the unfinished go on.
 * https://github.com/huggingface/transformers/blob/main/src/transformers/generation/utils.py
 */
export function beamSearch(options: BeamOptions): Search {
  const { promptIds, maxNewTokens, end, processors, beams, lengthPenalty, earlyStopping } = options
  let open: readonly Beam[] = [{ ids: [], logProbs: [], score: 0 }]
  let finished: readonly Beam[] = []
  let length = 0

  return {
    advance(rows) {
      length++
      const best = bestContinuations(rows, open, 2 * beams, promptIds, processors)
      const grow = ({ from, token, score }: Candidate): Beam => {
        const { ids, logProbs } = open[from] as Beam
        const { logits, normaliser } = rows[from] as Scores
        return {
          ids: token === end ? ids : [...ids, token],
          logProbs: [...logProbs, (logits[token] as number) - normaliser],
          score,
        }
      }
      const stops = ({ token }: Candidate): boolean => token === end || length === maxNewTokens
      const ended = best
        .slice(0, beams)
        .filter(stops)
        .map((candidate) => ({ ...grow(candidate), score: candidate.score / length ** lengthPenalty }))
      finished = [...finished, ...ended].sort((a, b) => b.score - a.score).slice(0, beams)
      const going = best.filter((candidate) => !stops(candidate)).slice(0, beams)
      open = going.map(grow)

      const [leader] = open
      const full = finished.length === beams
      if (leader === undefined || (full && (earlyStopping === true || !canImprove(leader.score))))
        return { done: finished }
      return { next: going }
    },
  }

  function canImprove(sum: number): boolean {
    const reach = earlyStopping === 'never' && lengthPenalty > 0 ? maxNewTokens : length
    return sum / reach ** lengthPenalty > (finished.at(-1)?.score ?? Number.NEGATIVE_INFINITY)
  }
}

/** The best continuations of all open beams, the best first; of equals the one of the earlier beam and lower token. */
function bestContinuations(
  rows: readonly Scores[],
  open: readonly Beam[],
  count: number,
  promptIds: readonly number[],
  processors: SearchOptions['processors'],
): Candidate[] {
  return rows
    .flatMap(({ logits, normaliser }, from) => {
      const { ids, score } = open[from] as Beam
      const scores = processed(
        logits.map((value) => value - normaliser),
        [...promptIds, ...ids],
        processors,
      )
      return greatest(scores, count).map((token) => ({
        from,
        token,
        score: score + (scores[token] as number),
      }))
    })
    .sort((a, b) => b.score - a.score || a.from - b.from || a.token - b.token)
    .slice(0, count)
}

/** The indices of the greatest values, the greatest first, the first of equals first. */
export function greatest(values: Float32Array, count: number): number[] {
  const best: number[] = []
  let least = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (best.length === count && value <= least) continue
    let at = best.length
    while (at > 0 && (values[best[at - 1] as number] as number) < value) at--
    best.splice(at, 0, i)
    if (best.length > count) best.pop()
    least = values[best.at(-1) as number] as number
  }
  return best
}
