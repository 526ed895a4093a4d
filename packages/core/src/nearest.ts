import { distance } from 'fastest-levenshtein'

/** What somebody who misspelt a word is likely to have meant; `undefined` where nothing is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps)
  const [best] = ranked
  if (best === undefined) return undefined
  // Few misspell the first letter, and two steps make any short word of another.
  const isLikely = best.steps <= 1 || best.candidate[0] === word[0]?.toLowerCase()
  return isLikely && best.steps <= Math.max(2, word.length / 3) ? best.candidate : undefined
}
