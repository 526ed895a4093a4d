import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../../dist/blip/generate.js'
import { beamSearch, greatest } from '../../dist/blip/search/beam.js'
import { type Decoding, greedy } from '../../dist/blip/search/decoding.js'
import {
  ban,
  createProcessors,
  forbidRepeatedNgrams,
  penaliseRepetition,
  postponeEnd,
} from '../../dist/blip/search/processors.js'
import { createTokenizer } from '../../dist/blip/tokenizer.js'
import { temporaryFolder } from '../temporary.ts'
import {
  checkpointFolder,
  checkpoints,
  encodeEach,
  type Golden,
  type Loaded,
  largestDifference,
  loadCheckpoint,
  readGolden,
} from './reference.ts'

/** What Hugging Face's generate() was asked and answered. */
interface SearchCase {
  readonly num_beams?: number
  readonly num_return_sequences?: number
  readonly length_penalty?: number
  readonly early_stopping?: boolean | 'never'
  readonly min_new_tokens?: number
  readonly no_repeat_ngram_size?: number
  readonly repetition_penalty?: number
  readonly prompted?: boolean
  readonly banned?: boolean
  /** Image by image, the captions, the best first. */
  readonly ids: number[][][]
  readonly scores?: number[][]
}

function decodingOf(asked: SearchCase): Decoding {
  return {
    ...greedy,
    beams: asked.num_beams ?? 1,
    lengthPenalty: asked.length_penalty ?? 1,
    earlyStopping: asked.early_stopping ?? false,
    minNewTokens: asked.min_new_tokens ?? 0,
    noRepeatNgram: asked.no_repeat_ngram_size ?? 0,
    repetitionPenalty: asked.repetition_penalty ?? 1,
  }
}

describe.each(checkpoints)('%s searches as Hugging Face does', async (name) => {
  const file = join(checkpointFolder(name), 'searches.json')
  const { banned, searches } = JSON.parse(await readFile(file, 'utf8')) as {
    banned: number[][]
    searches: Record<string, SearchCase>
  }
  let cache: string
  let model: Loaded
  let golden: Golden
  let states: Awaited<ReturnType<typeof encodeEach>>
  let prompt: number[]
  beforeAll(async () => {
    cache = temporaryFolder()
    model = await loadCheckpoint(name, cache)
    golden = await readGolden(name)
    states = await encodeEach(model, golden)
    const tokenizer = await readFile(join(checkpointFolder(name), 'tokenizer.json'), 'utf8')
    prompt = createTokenizer(tokenizer, undefined, model.config.text, 'tokenizer.json').promptIds(
      golden.prompt,
    )
  })
  afterAll(async () => {
    await model.sessions.close()
    await rm(cache, { recursive: true })
  })

  const optionsOf = (asked: SearchCase) => {
    const promptIds = asked.prompted === true ? prompt : [model.config.text.start]
    return {
      ...decodingOf(asked),
      promptIds,
      maxNewTokens: golden.maxLength - promptIds.length,
      bannedIds: asked.banned === true ? banned : [],
    }
  }

  test.each(Object.entries(searches))('%s: the same ids and scores', async (_, asked) => {
    const found = await generate(model.sessions, states, model.config.text, optionsOf(asked))
    found.forEach((captions, i) => {
      const count = asked.num_return_sequences ?? 1
      expect(captions?.slice(0, count).map(({ ids }) => ids)).toEqual(asked.ids[i])
      if (asked.scores !== undefined) {
        const scores = captions?.slice(0, count).map(({ score }) => score) ?? []
        // A negative length penalty multiplies the sums.
        expect(largestDifference(scores, asked.scores[i] ?? [])).toBeLessThan(1e-3)
      }
    })
  })

  test('beams of an image are the same, to the bit, in any batch', async () => {
    const options = optionsOf({ num_beams: 3, ids: [] })
    const { text } = model.config
    const together = await generate(model.sessions, states, text, options)
    expect((await generate(model.sessions, states.toReversed(), text, options)).toReversed()).toEqual(
      together,
    )
    for (const [i, state] of states.entries())
      expect(await generate(model.sessions, [state], text, options)).toEqual([together[i]])
  })
})

describe('scores are processed', () => {
  const scores = (): Float32Array => Float32Array.of(1, -2, 3, -4, 5)
  const never = Number.NEGATIVE_INFINITY

  test('repetition: positive scores are divided, negative multiplied, once', () => {
    const values = scores()
    penaliseRepetition(2)(values, [1, 2, 2])
    expect([...values]).toEqual([1, -4, 1.5, -4, 5])
  })

  test.each([
    ['single tokens', 1, [4, 0], [never, -2, 3, -4, never]],
    ['pairs', 2, [1, 4, 2, 1], [1, -2, 3, -4, never]],
    ['triples that are not complete', 3, [1, 2], [1, -2, 3, -4, 5]],
    ['triples', 3, [1, 2, 0, 1, 2], [never, -2, 3, -4, 5]],
  ])('no repeated %s', (_, size, said, expected) => {
    const values = scores()
    forbidRepeatedNgrams(size)(values, said)
    expect([...values]).toEqual(expected)
  })

  test('banned words: the last token, after the others', () => {
    const values = scores()
    ban([[0], [7, 8, 4], [8, 9, 2]])(values, [7, 8])
    expect([...values]).toEqual([never, -2, 3, -4, never])
  })

  test('the end waits for the minimum', () => {
    const values = scores()
    postponeEnd(2, 3, 4)(values, [9, 9, 9, 9])
    expect(values[4]).toBe(never)
    const later = scores()
    postponeEnd(2, 3, 4)(later, [9, 9, 9, 9, 9])
    expect(later[4]).toBe(5)
  })

  test('nothing asked, nothing done', () => {
    const { repetitionPenalty, noRepeatNgram } = greedy
    const none = { bannedIds: [], minNewTokens: 0, promptLength: 1, end: 0 }
    expect(createProcessors({ repetitionPenalty, noRepeatNgram, ...none })).toEqual([])
  })
})

test('the greatest values, the first of equals first', () => {
  expect(greatest(Float32Array.of(1, 5, 3, 5, 4, 3), 4)).toEqual([1, 3, 4, 2])
  expect(greatest(Float32Array.of(Number.NEGATIVE_INFINITY, 1, Number.NEGATIVE_INFINITY), 2)).toEqual([1, 0])
})

test('beams keep their number when everything but the end is forbidden', () => {
  const only = (scores: Float32Array): void => {
    scores.fill(Number.NEGATIVE_INFINITY, 1)
  }
  const search = beamSearch({ ...greedy, beams: 2, promptIds: [1], end: 0, processors: [only] })
  const row = { logits: new Float32Array(8), normaliser: Math.log(8) }
  const step = search.advance([row])
  expect('next' in step && step.next).toHaveLength(2)
})
