import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerQuestion } from '../../dist/heads/answering.js'
import { probability, scoreText } from '../../dist/heads/matching.js'
import type { LoadedModel } from '../../dist/heads/model.js'
import { largestDifference } from '../blip/reference.ts'
import { temporaryFolder } from '../temporary.ts'
import { type AnswerGolden, loadModel, type MatchGolden, readGolden } from './reference.ts'

let cache: string
beforeAll(async () => {
  cache = temporaryFolder()
})

describe.each(['match-base', 'match-large'])('%s agrees with Hugging Face', (name) => {
  let model: LoadedModel
  let golden: MatchGolden
  beforeAll(async () => {
    model = await loadModel('match', name, cache)
    golden = await readGolden<MatchGolden>(name)
  })
  afterAll(async () => {
    await model.close()
    await golden.close()
  })

  test('token ids', () => {
    expect(golden.texts.map((text) => model.tokenizer.read(text))).toEqual(golden.ids)
  })

  test('logits, probabilities and cosines of every pair: within 1e-4', async () => {
    const logits = await golden.read('logits')
    const cosines = await golden.read('cosines')
    const texts = golden.texts.length
    for (const [i, pixels] of golden.pixels.entries()) {
      const image = await model.encode(pixels)
      for (const [t, ids] of golden.ids.entries()) {
        const pair = i * texts + t
        const scores = await scoreText(model.graph('match'), image, ids)
        expect(largestDifference(scores.logits, logits.subarray(2 * pair, 2 * pair + 2))).toBeLessThan(1e-4)
        expect(Math.abs(scores.cosine - (cosines[pair] as number))).toBeLessThan(1e-4)
        const expected = golden.probabilities[i]?.[t] as number
        expect(Math.abs(probability(scores.logits) - expected)).toBeLessThan(1e-4)
      }
    }
  })
})

describe.each(['answer-base', 'answer-large'])('%s agrees with Hugging Face', (name) => {
  let model: LoadedModel
  let golden: AnswerGolden
  beforeAll(async () => {
    model = await loadModel('answer', name, cache)
    golden = await readGolden<AnswerGolden>(name)
  })
  afterAll(async () => {
    await model.close()
    await golden.close()
  })

  test('token ids of the questions', () => {
    expect(golden.questions.map((text) => model.tokenizer.read(text))).toEqual(golden.questionIds)
  })

  test('answers: ids and words identical, logits and log-probabilities within 1e-4', async () => {
    const graphs = { question: model.graph('question'), answer: model.graph('answer') }
    for (const [i, pixels] of golden.pixels.entries()) {
      const image = await model.encode(pixels)
      for (const [q, ids] of golden.questionIds.entries()) {
        const pair = q * golden.pixels.length + i
        const logits: number[] = []
        const said = await answerQuestion(graphs, image, ids, {
          text: model.config.text,
          maxNewTokens: golden.maxLength - 1,
          isCancelled: () => false,
          onLogits: (step) => logits.push(...step),
        })
        expect(said?.ids).toEqual(golden.ids[pair])
        expect(model.tokenizer.write(said?.ids ?? [])).toBe(golden.texts[pair])
        expect(largestDifference(logits, await golden.read(`logits.${pair}`))).toBeLessThan(1e-4)
        expect(largestDifference(said?.logProbs ?? [], golden.logProbs[pair] ?? [])).toBeLessThan(1e-4)
      }
    }
  })

  test('an answer that never ends stops with the last place, and one that is cancelled at once', async () => {
    const graphs = { question: model.graph('question'), answer: model.graph('answer') }
    const text = { ...model.config.text, end: -1 }
    const image = await model.encode(golden.pixels[0] as Float32Array)
    const ask = (isCancelled: () => boolean) =>
      answerQuestion(graphs, image, [101, 102], { text, maxNewTokens: 500, isCancelled })
    expect((await ask(() => false))?.ids).toHaveLength(text.positions)
    let steps = 0
    expect(await ask(() => ++steps > 2)).toBeUndefined()
    expect(steps).toBe(3)
  })
})
