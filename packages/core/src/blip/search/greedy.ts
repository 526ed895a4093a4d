import { processed, type Search, type SearchOptions } from './search.ts'

/** Takes the likeliest token at each step, the first of equals, until the end token or the length. */
export function greedySearch({ promptIds, maxNewTokens, end, processors }: SearchOptions): Search {
  const ids: number[] = []
  const logProbs: number[] = []
  let score = 0
  return {
    advance([row]) {
      if (row === undefined) throw new Error('greedy search has one row')
      const token = likeliest(processed(row.logits, [...promptIds, ...ids], processors))
      const logProb = (row.logits[token] as number) - row.normaliser
      logProbs.push(logProb)
      score += logProb
      if (token !== end) ids.push(token)
      return token === end || logProbs.length === maxNewTokens
        ? { done: [{ ids, logProbs, score }] }
        : { next: [{ from: 0, token }] }
    },
  }
}

/** The index of the greatest score, the first of equals. */
export function likeliest(scores: Float32Array): number {
  let best = 0
  for (let i = 1; i < scores.length; i++) {
    if ((scores[i] as number) > (scores[best] as number)) best = i
  }
  return best
}
