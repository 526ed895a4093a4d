/** How captions are searched for. What each means is with `BlipOptions`. */
export interface Decoding {
  readonly maxNewTokens: number
  readonly minNewTokens: number
  readonly beams: number
  readonly candidates: number
  readonly lengthPenalty: number
  readonly earlyStopping: boolean | 'never'
  readonly noRepeatNgram: number
  readonly repetitionPenalty: number
}

/** The plainest search: what the options leave open. */
export const greedy: Decoding = {
  maxNewTokens: 20,
  minNewTokens: 0,
  beams: 1,
  candidates: 1,
  lengthPenalty: 1,
  earlyStopping: false,
  noRepeatNgram: 0,
  repetitionPenalty: 1,
}
