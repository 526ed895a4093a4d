import { Tensor } from 'onnxruntime-node'
import type { TextConfig } from '../blip/config.ts'
import { floats, idsTensor, type LoadedGraph, named, type Tensors } from './session.ts'

export interface Said {
  /** Without the start and the end. */
  readonly ids: readonly number[]
  /** Natural logarithms of the tokens' probabilities, the end included. */
  readonly logProbs: readonly number[]
}

export interface AnswerOptions {
  readonly text: TextConfig
  readonly maxNewTokens: number
  /** Asked before each step. */
  readonly isCancelled: () => boolean
  /** Sees the logits of each step. */
  readonly onLogits?: (logits: Float32Array) => void
}

/**
 * Answers one question, given as token ids, about an encoded image: greedily, from the start token to the end token, as
 * `BlipForQuestionAnswering.generate` does. One question at a time needs no mask.
 *
 * @returns `undefined` when cancelled
 */
export async function answerQuestion(
  { question, answer }: { readonly question: LoadedGraph; readonly answer: LoadedGraph },
  image: Tensors,
  asked: readonly number[],
  { text, maxNewTokens, isCancelled, onLogits }: AnswerOptions,
): Promise<Said | undefined> {
  const read = await question.run({ input_ids: idsTensor(asked), ...named(image, 'cross.') })
  const cross = named(read, 'asked.', 'cross.')
  const ids: number[] = []
  const logProbs: number[] = []
  let past = emptyPast(text)
  let token = text.start
  // The last token that is generated is not read again, so it needs no place.
  while (logProbs.length < Math.min(maxNewTokens, text.positions)) {
    if (isCancelled()) return undefined
    const step = await answer.run({ input_ids: idsTensor([token]), ...past, ...cross })
    const logits = floats(step, 'logits')
    onLogits?.(logits)
    past = named(step, 'present.', 'past.')
    token = likeliest(logits)
    logProbs.push((logits[token] as number) - logSumExp(logits))
    if (token === text.end) break
    ids.push(token)
  }
  return { ids, logProbs }
}

function emptyPast({ layers, heads, width }: TextConfig): Tensors {
  const names = Array.from({ length: layers }, (_, i) => [`past.${i}.key`, `past.${i}.value`]).flat()
  return Object.fromEntries(
    names.map((name) => [name, new Tensor('float32', new Float32Array(0), [1, heads, 0, width / heads])]),
  )
}

/** The index of the greatest value, the first of equals. */
function likeliest(values: Float32Array): number {
  let best = 0
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) > (values[best] as number)) best = i
  }
  return best
}

function logSumExp(values: Float32Array): number {
  const greatest = values[likeliest(values)] as number
  let sum = 0
  for (const value of values) sum += Math.exp(value - greatest)
  return greatest + Math.log(sum)
}
