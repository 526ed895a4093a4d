import type { ServedEngine } from '../threads/serve.ts'
import type { AnswerOutcome } from './answerer.ts'
import { answerQuestion } from './answering.ts'
import type { Head } from './head.ts'
import type { MatchOutcome } from './matcher.ts'
import { probability, scoreText } from './matching.ts'
import { type LoadedModel, openModel } from './model.ts'
import type { ResolvedHeadOptions } from './options.ts'
import type { Tensors } from './session.ts'

/** What the thread of a head starts with. */
export interface Start {
  readonly head: Head
  readonly options: ResolvedHeadOptions
}

/** Encodes an image once, and gives an outcome for each text. */
type HeadEngine = ServedEngine<readonly string[]>

/** Loads a model for its head. See {@link openModel}. */
export async function openEngine({ head, options }: Start): Promise<HeadEngine> {
  const model = await openModel(head, options)
  return head === 'match' ? matching(model) : answering(model, options)
}

function matching(model: LoadedModel): HeadEngine {
  const match = model.graph('match')
  return engine(model, model.id, async (image, ids): Promise<MatchOutcome> => {
    const { logits, cosine } = await scoreText(match, image, ids)
    return { status: 'matched', probability: probability(logits), cosine }
  })
}

function answering(model: LoadedModel, { maxNewTokens }: ResolvedHeadOptions): HeadEngine {
  const graphs = { question: model.graph('question'), answer: model.graph('answer') }
  const { text } = model.config
  const id = `${model.id};greedy${maxNewTokens === 20 ? '' : `;max=${maxNewTokens}`}`
  return engine(model, id, async (image, ids, isCancelled): Promise<AnswerOutcome | undefined> => {
    const said = await answerQuestion(graphs, image, ids, { text, maxNewTokens, isCancelled })
    if (said === undefined) return undefined
    const sum = said.logProbs.reduce((total, logProb) => total + logProb, 0)
    const confidence = Math.exp(sum / said.logProbs.length)
    const answer = model.tokenizer.write(said.ids)
    return answer === ''
      ? { status: 'abstained', reason: 'unknown', confidence }
      : { status: 'answered', answer, confidence }
  })
}

function engine<Outcome extends object>(
  model: LoadedModel,
  id: string,
  judge: (image: Tensors, ids: readonly number[], isCancelled: () => boolean) => Promise<Outcome | undefined>,
): HeadEngine {
  return {
    id,
    async look(bytes, texts, isCancelled) {
      // First, because a text that cannot be read costs less than an image.
      const read = texts.map((text) => model.tokenizer.read(text))
      const seen = await model.look(bytes)
      if (seen.status === 'unreadable') return texts.map(() => seen)
      const outcomes: Outcome[] = []
      for (const ids of read) {
        const outcome = isCancelled() ? undefined : await judge(seen.image, ids, isCancelled)
        if (outcome === undefined) break
        outcomes.push(outcome)
      }
      return outcomes
    },
    close: () => model.close(),
  }
}
