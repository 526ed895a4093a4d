/** What a row of the decoder says about the next token. */
export interface Scores {
  /** Raw scores over the vocabulary. */
  readonly logits: Float32Array
  /** The logarithm of the sum of their exponentials: a token's log-probability is its score less this. */
  readonly normaliser: number
}

/** One caption, as tokens. */
export interface Generated {
  /** Without prompt and end token. */
  readonly ids: readonly number[]
  /** Natural logarithms of the probabilities of each token, the end token's included, as the model gave them. */
  readonly logProbs: readonly number[]
  /** By what it was chosen: the sum of the (processed) log-probabilities, for beams over length ** penalty. */
  readonly score: number
}

/** How a row goes on: which of the image's rows it continues, and with which token. */
export interface Continuation {
  readonly from: number
  readonly token: number
}

/** One image's search for words: one row at first, then as many as it asked for. */
export interface Search {
  /** Takes a step: either the rows to go on with, as many for every image, or the captions, the best first. */
  advance(
    rows: readonly Scores[],
  ): { readonly next: readonly Continuation[] } | { readonly done: readonly Generated[] }
}

/** What greedy and beam search share. */
export interface SearchOptions {
  /** What every row starts with: the start token and the prompt. */
  readonly promptIds: readonly number[]
  /** At most this many tokens after the prompt, the end token included. */
  readonly maxNewTokens: number
  /** The token that ends a caption. */
  readonly end: number
  /** Changes scores before the choice; in place, in order. */
  readonly processors: readonly Processor[]
}

/** Changes the scores of the token that follows `ids`, prompt included, in place. */
export type Processor = (scores: Float32Array, ids: readonly number[]) => void

/** Applies processors to a copy; without any it is the array itself. */
export function processed(
  scores: Float32Array,
  ids: readonly number[],
  processors: readonly Processor[],
): Float32Array {
  if (processors.length === 0) return scores
  const copy = scores.slice()
  for (const process of processors) process(copy, ids)
  return copy
}
