import { createRequire } from 'node:module'

/** What somebody who misspelt a word is likely to have meant; `undefined` where nothing is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // Few misspell anything, and what is no module of the standard takes milliseconds to load.
  const { distance }: typeof import('fastest-levenshtein') = createRequire(import.meta.url)(
    'fastest-levenshtein',
  )
  const ranked = known
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps)
  const [best] = ranked
  if (best === undefined) return undefined
  // Few misspell the first letter, and two steps make any short word of another.
  const isLikely = best.steps <= 1 || best.candidate[0] === word[0]?.toLowerCase()
  return isLikely && best.steps <= Math.max(2, word.length / 3) ? best.candidate : undefined
}
