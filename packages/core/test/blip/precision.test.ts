import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../../dist/blip/generate.js'
import { narrowHalf } from '../../dist/blip/half.js'
import { openBlip } from '../../dist/blip/index.js'
import { quantiseRows, rowScales } from '../../dist/blip/onnx/encode.js'
import { precisions } from '../../dist/blip/precision.js'
import { greedy } from '../../dist/blip/search/decoding.js'
import { temporaryFolder } from '../temporary.ts'
import {
  checkpointFolder,
  checkpoints,
  encodeEach,
  type Golden,
  type Loaded,
  loadCheckpoint,
  readGolden,
  readImages,
} from './reference.ts'

let cache: string
beforeAll(async () => {
  cache = temporaryFolder()
})

/** The least cosine to Hugging Face's own numbers that each precision may show. */
const floors = { fp32: 0.999999, fp16: 0.99999, int8: 0.999, 'int8-row': 0.999 } as const

describe.each(checkpoints)('%s', (name) => {
  describe.each(precisions)('in %s', (precision) => {
    let model: Loaded
    let golden: Golden
    let states: Awaited<ReturnType<typeof encodeEach>>
    beforeAll(async () => {
      model = await loadCheckpoint(name, cache, precision)
      golden = await readGolden(name)
      states = await encodeEach(model, golden)
    })
    afterAll(() => model.sessions.close())

    test('embeddings and logits stay close', async () => {
      const { sessions, config } = model
      const [pixels, embeds] = [golden.pixels, golden.embeds].map((values) =>
        Array.from({ length: golden.images.length }, (_, i) => part(values, i, golden.images.length)),
      ) as [Float32Array[], Float32Array[]]
      for (const [i, image] of pixels.entries())
        expect(cosine(await sessions.embed(image, 1), embeds[i] as Float32Array)).toBeGreaterThan(
          floors[precision],
        )
      const { vocabulary } = config.text
      for (const [i, ids] of golden.greedy.entries()) {
        let past = sessions.emptyPast(1)
        for (const [t, id] of ids.entries()) {
          const step = await sessions.decode([[id]], past, states[i] as (typeof states)[number])
          past = step.past
          const at = (i * ids.length + t) * vocabulary
          const expected = golden.logits.subarray(at, at + vocabulary)
          expect(cosine(step.scores(0).logits, expected)).toBeGreaterThan(floors[precision])
        }
      }
    })

    test.each([1, 3])('with %i beams an image says the same, to the bit, in any batch', async (beams) => {
      const { sessions, config } = model
      const options = { ...greedy, beams, promptIds: [config.text.start], maxNewTokens: 11 }
      const together = await generate(sessions, states, config.text, options)
      const reversed = await generate(sessions, states.toReversed(), config.text, options)
      expect(reversed.toReversed()).toEqual(together)
      for (const [i, state] of states.entries())
        expect(await generate(sessions, [state], config.text, options)).toEqual([together[i]])
    })
  })

  test('int8 says the same with one thread and with two, alone and in a queue', async () => {
    const images = await readImages((await readGolden(name)).images)
    const many = Array.from({ length: 30 }, (_, i) => images[(i * 3) % images.length] as Buffer)
    const options = { model: checkpointFolder(name), cacheDir: cache, precision: 'int8' } as const
    const one = await openBlip({ ...options, threads: 1, workers: 1, batchSize: 1 })
    const crew = await openBlip({ ...options, threads: 2, workers: 2, batchSize: 3 })
    expect(one.id).toBe(crew.id)
    expect(one.id).toContain('/int8/')
    expect(await crew.caption(many)).toEqual(await one.caption(many))
    expect(await crew.caption(many)).toEqual(await one.caption(many))
    await Promise.all([one.dispose(), crew.dispose()])
  })
})

test('a row is quantised by its greatest value, symmetrically', () => {
  const values = Float32Array.of(1, -2, 0.5, 0, 0, 0, 127, 63.4, -127)
  const scales = rowScales(values, 3)
  expect([...scales]).toEqual([Math.fround(2 / 127), 1, 1])
  expect([...quantiseRows(values, scales)]).toEqual([64, -127, 32, 0, 0, 0, 127, 63, -127])
})

test('float32 narrows to float16: to the nearest, ties to even', () => {
  const halves = narrowHalf(
    Float32Array.of(
      0,
      -0,
      1,
      -2,
      65_504,
      65_519,
      65_520,
      1e9,
      2 ** -24,
      2 ** -25,
      1.5 * 2 ** -24,
      2 ** -14,
      Number.NaN,
    ),
  )
  expect([...halves]).toEqual([
    0, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x7bff, 0x7c00, 0x7c00, 1, 0, 2, 0x400, 0x7e00,
  ])
  expect([...narrowHalf(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11))]).toEqual([0x3c00, 0x3c02])
})

function part(values: Float32Array, i: number, count: number): Float32Array {
  const size = values.length / count
  return values.slice(i * size, (i + 1) * size)
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return ab / Math.sqrt(aa * bb)
}
