import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../../dist/blip/generate.js'
import { clipNormalisation } from '../../dist/blip/preprocessor.js'
import { stackRows, takeRows } from '../../dist/blip/rows.js'
import { greedy } from '../../dist/blip/search/decoding.js'
import { readPixels } from '../../dist/pixels/index.js'
import { temporaryFolder } from '../temporary.ts'
import {
  checkpoints,
  encodeEach,
  type Golden,
  type Loaded,
  largestDifference,
  loadCheckpoint,
  readGolden,
  readImages,
} from './reference.ts'

describe.each(checkpoints)('%s agrees with Hugging Face', (name) => {
  let cache: string
  let model: Loaded
  let golden: Golden
  beforeAll(async () => {
    cache = temporaryFolder()
    model = await loadCheckpoint(name, cache)
    golden = await readGolden(name)
  })
  afterAll(async () => {
    await model.sessions.close()
    await rm(cache, { recursive: true })
  })

  test('pixels: within 2 of 255', async () => {
    const side = model.config.vision.imageSize
    const images = await readImages(golden.images)
    const plane = side * side
    for (const [i, bytes] of images.entries()) {
      const read = await readPixels(bytes, { width: side, height: side, ...clipNormalisation })
      if (read.status !== 'read') throw new Error(read.message)
      for (const c of [0, 1, 2]) {
        const expected = golden.pixels.subarray((3 * i + c) * plane, (3 * i + c + 1) * plane)
        const difference = largestDifference(read.data.subarray(c * plane, (c + 1) * plane), expected)
        expect(difference * (clipNormalisation.std[c] as number) * 255).toBeLessThan(2)
      }
    }
  })

  test('image embeddings: within 1e-4', async () => {
    expect(
      largestDifference(await model.sessions.embed(golden.pixels, golden.images.length), golden.embeds),
    ).toBeLessThan(1e-4)
  })

  test('logits of every step, with the past: within 1e-4', async () => {
    const { sessions, config } = model
    const rows = golden.images.length
    const length = golden.greedy[0]?.length ?? 0
    const cross = await sessions.encode(golden.pixels, rows)
    let past = sessions.emptyPast(rows)
    for (let t = 0; t < length; t++) {
      const step = await sessions.decode(
        golden.greedy.map((ids) => [ids[t] as number]),
        past,
        cross,
      )
      past = step.past
      for (let r = 0; r < rows; r++) {
        const { vocabulary } = config.text
        const expected = golden.logits.subarray(
          (r * length + t) * vocabulary,
          (r * length + t + 1) * vocabulary,
        )
        expect(largestDifference(step.scores(r).logits, expected)).toBeLessThan(1e-4)
      }
    }
  })

  test('a prompt read at once gives the logits of a prompt read word by word', async () => {
    const { sessions } = model
    const prompt = golden.greedy.map((ids) => ids.slice(0, 4))
    const cross = await sessions.encode(golden.pixels, prompt.length)
    const atOnce = await sessions.decode(prompt, sessions.emptyPast(prompt.length), cross)
    let past = sessions.emptyPast(prompt.length)
    let last: Float32Array[] = []
    for (let t = 0; t < 4; t++) {
      const step = await sessions.decode(
        prompt.map((ids) => [ids[t] as number]),
        past,
        cross,
      )
      past = step.past
      last = prompt.map((_, r) => new Float32Array(step.scores(r).logits))
    }
    last.forEach((logits, r) => {
      expect(largestDifference(atOnce.scores(r).logits, logits)).toBeLessThan(1e-4)
    })
  })

  test('greedy ids and log-probabilities', async () => {
    const states = await encodeEach(model, golden)
    const { text } = model.config
    const plain = await generate(model.sessions, states, text, {
      ...greedy,
      promptIds: [text.start],
      maxNewTokens: golden.maxLength - 1,
      minNewTokens: 0,
    })
    expect(plain.map((captions) => captions?.[0]?.ids)).toEqual(golden.ids)
    plain.forEach((captions, i) => {
      expect(largestDifference(captions?.[0]?.logProbs ?? [], golden.logProbs[i] ?? [])).toBeLessThan(1e-4)
    })
  })

  test('same words and the same scores, to the bit, in any batch', async () => {
    const states = await encodeEach(model, golden)
    const { text } = model.config
    const options = { ...greedy, promptIds: [text.start], maxNewTokens: 11, minNewTokens: 0 }
    const together = await generate(model.sessions, states, text, options)
    const reversed = await generate(model.sessions, states.toReversed(), text, options)
    expect(reversed.toReversed()).toEqual(together)
    for (const [i, state] of states.entries()) {
      expect(await generate(model.sessions, [state], text, options)).toEqual([together[i]])
    }
  })

  test('rows of one image may share its keys and values, as beams do', async () => {
    const { sessions } = model
    const cross = await sessions.encode(golden.pixels, golden.images.length)
    const doubled = golden.greedy.flatMap((ids) => [ids.slice(0, 3), ids.slice(0, 3)])
    const shared = await sessions.decode(doubled, sessions.emptyPast(doubled.length), cross)
    const single = await sessions.decode(
      golden.greedy.map((ids) => ids.slice(0, 3)),
      sessions.emptyPast(golden.images.length),
      cross,
    )
    doubled.forEach((_, r) => {
      const one = Math.floor(r / 2)
      expect(largestDifference(shared.scores(r).logits, single.scores(one).logits)).toBeLessThan(1e-5)
    })
  })

  test('a longer minimum postpones the end', async () => {
    const states = await encodeEach(model, golden)
    const { text } = model.config
    const captions = await generate(model.sessions, states, text, {
      ...greedy,
      promptIds: [text.start],
      maxNewTokens: 11,
      minNewTokens: 6,
    })
    for (const found of captions) expect(found?.[0]?.ids.length).toBeGreaterThanOrEqual(6)
  })

  test('a cancelled caption is left undone', async () => {
    const states = await encodeEach(model, golden)
    const { text } = model.config
    let steps = 0
    const captions = await generate(model.sessions, states, text, {
      ...greedy,
      promptIds: [text.start],
      maxNewTokens: 11,
      minNewTokens: 11,
      isCancelled: () => ++steps > 2,
    })
    expect(captions).toEqual([undefined, undefined, undefined, undefined])
    expect(steps).toBe(3)
  })
})

test('rows are taken and stacked in order', async () => {
  const cache = temporaryFolder()
  const { sessions } = await loadCheckpoint('tiny', cache)
  const golden = await readGolden('tiny')
  const all = await sessions.encode(golden.pixels, 4)
  const parts = [takeRows(all, [2]), takeRows(all, [0, 3])]
  const stacked = stackRows(parts)
  expect(stacked['cross.0.key']?.dims[0]).toBe(3)
  expect(stacked['cross.0.key']?.data).toEqual(takeRows(all, [2, 0, 3])['cross.0.key']?.data)
  await sessions.close()
  await rm(cache, { recursive: true })
})

test('images that are encoded into their places are decoded from there', async () => {
  const cache = temporaryFolder()
  const { sessions } = await loadCheckpoint('tiny', cache)
  const golden = await readGolden('tiny')
  const all = await sessions.encode(golden.pixels, 4)
  const slots = sessions.makeSlots(5)
  const size = golden.pixels.length / 4
  const states = []
  for (let i = 0; i < 4; i++)
    states.push(await sessions.encodeInto(slots, i, golden.pixels.slice(i * size, (i + 1) * size)))
  const stacked = stackRows(states)
  for (const [name, tensor] of Object.entries(all)) {
    const { data, dims } = stacked[name] as (typeof stacked)[string]
    expect(dims).toEqual(tensor.dims)
    expect(largestDifference(data as Float32Array, tensor.data as Float32Array)).toBeLessThan(1e-5)
    const place = slots.tensors[name]?.data as Float32Array
    expect((data as Float32Array).buffer).toBe(place.buffer)
  }
  await sessions.close()
  await rm(cache, { recursive: true })
})
