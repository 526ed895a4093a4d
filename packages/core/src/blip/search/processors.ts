import type { Processor } from './search.ts'

export interface ProcessorOptions {
  readonly repetitionPenalty: number
  readonly noRepeatNgram: number
  /** Token sequences that may not be said. */
  readonly bannedIds: readonly (readonly number[])[]
  readonly minNewTokens: number
  readonly promptLength: number
  /** The token that ends a caption. */
  readonly end: number
}

/** What the options ask for, in Hugging Face's order; nothing when they ask for nothing. */
export function createProcessors(options: ProcessorOptions): Processor[] {
  const { repetitionPenalty, noRepeatNgram, bannedIds, minNewTokens, promptLength, end } = options
  const processors: Processor[] = []
  if (repetitionPenalty !== 1) processors.push(penaliseRepetition(repetitionPenalty))
  if (noRepeatNgram > 0) processors.push(forbidRepeatedNgrams(noRepeatNgram))
  if (bannedIds.length > 0) processors.push(ban(bannedIds))
  if (minNewTokens > 0) processors.push(postponeEnd(minNewTokens, promptLength, end))
  return processors
}

/** Tokens that were said become less likely: a negative score is multiplied, a positive one divided. */
export function penaliseRepetition(penalty: number): Processor {
  return (scores, ids) => {
    for (const id of new Set(ids)) {
      const score = scores[id] as number
      scores[id] = score < 0 ? score * penalty : score / penalty
    }
  }
}

/** No sequence of this many tokens is said twice, the prompt included. */
export function forbidRepeatedNgrams(size: number): Processor {
  return (scores, ids) => {
    const start = ids.length - size + 1
    if (start < 0) return
    for (let i = 0; i + size <= ids.length; i++) {
      let same = true
      for (let j = 0; j < size - 1 && same; j++) same = ids[i + j] === ids[start + j]
      if (same) scores[ids[i + size - 1] as number] = Number.NEGATIVE_INFINITY
    }
  }
}

/** The last token of each sequence is impossible where the others were just said. */
export function ban(sequences: readonly (readonly number[])[]): Processor {
  return (scores, ids) => {
    for (const sequence of sequences) {
      const before = sequence.length - 1
      if (before > ids.length) continue
      if (sequence.slice(0, -1).every((id, i) => ids[ids.length - before + i] === id))
        scores[sequence[before] as number] = Number.NEGATIVE_INFINITY
    }
  }
}

/** A caption does not end before it has this many tokens. */
export function postponeEnd(minNewTokens: number, promptLength: number, end: number): Processor {
  return (scores, ids) => {
    if (ids.length - promptLength < minNewTokens) scores[end] = Number.NEGATIVE_INFINITY
  }
}
