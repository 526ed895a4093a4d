import type { CaptionOutcome } from '../captioner.ts'
import type { Generated } from './generate.ts'
import type { ModelNotes } from './notes.ts'

/** Whether a model of this kind should look at a picture of this flatness at all. */
export function isForModel(flatness: number, { kind, flatness: least }: ModelNotes): boolean {
  return kind !== 'graphics' || least === undefined || flatness >= least
}

/** Believes the model's words, or says why not. */
export function toOutcome(
  text: string,
  { logProbs }: Generated,
  { unknown, minSumLogProb }: ModelNotes,
): CaptionOutcome {
  const sum = logProbs.reduce((total, value) => total + value, 0)
  const confidence = Math.exp(sum / Math.max(1, logProbs.length))
  if (text === '' || text === unknown) return { status: 'abstained', reason: 'unknown', confidence }
  if (minSumLogProb !== undefined && sum < minSumLogProb)
    return { status: 'abstained', reason: 'unsure', draft: text, confidence }
  return { status: 'captioned', text, confidence }
}
