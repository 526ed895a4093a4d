import type { CaptionOutcome } from '../captioner.ts'
import type { ModelNotes } from './notes.ts'
import type { Generated } from './search/search.ts'

/** A caption in words, and how the model came to it. */
export interface Worded extends Pick<Generated, 'logProbs' | 'score'> {
  readonly text: string
}

/** Whether a model of this kind should look at a picture of this flatness at all. */
export function isForModel(flatness: number, { kind, flatness: least }: ModelNotes): boolean {
  return kind !== 'graphics' || least === undefined || flatness >= least
}

/**
 * Believes the model's words, or says why not.
 *
 * @param captions what the search found, the best first
 * @param candidates how many of them to tell; 1 tells the best only
 */
export function toOutcome(
  captions: readonly Worded[],
  { unknown, minSumLogProb, instead }: ModelNotes,
  candidates: number,
): CaptionOutcome {
  const [best] = captions
  if (best === undefined) return { status: 'abstained', reason: 'unknown' }
  const { logProbs } = best
  const text = Object.hasOwn(instead, best.text) ? (instead[best.text] as string) : best.text
  const sum = sumOf(logProbs)
  const confidence = Math.exp(sum / Math.max(1, logProbs.length)) * agreement(captions)
  if (text === '' || text === unknown) return { status: 'abstained', reason: 'unknown', confidence }
  if (minSumLogProb !== undefined && sum < minSumLogProb)
    return { status: 'abstained', reason: 'unsure', draft: text, confidence }
  if (candidates === 1) return { status: 'captioned', text, confidence }
  return {
    status: 'captioned',
    text,
    confidence,
    candidates: captions.slice(0, candidates).map(({ text, score }) => ({ text, score })),
  }
}

/**
 * How far the captions say what the best one says, 0 to 1: the share of words in common (Dice), each caption weighted
 * by its probability. A single caption agrees with itself.
 */
function agreement(captions: readonly Worded[]): number {
  const sums = captions.map(({ logProbs }) => sumOf(logProbs))
  const greatest = Math.max(...sums)
  const words = captions.map(({ text }) => new Set(text.split(' ')))
  const [said] = words
  let agreed = 0
  let total = 0
  words.forEach((others, i) => {
    const weight = Math.exp((sums[i] as number) - greatest)
    const common = [...others].filter((word) => said?.has(word)).length
    agreed += weight * ((2 * common) / (others.size + (said?.size ?? 0)))
    total += weight
  })
  return agreed / total
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
