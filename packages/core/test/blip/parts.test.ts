import { describe, expect, test } from 'vitest'
import { cacheFolder } from '../../dist/blip/cache.js'
import { engineId } from '../../dist/blip/engine.js'
import { likeliest, logProbability } from '../../dist/blip/generate.js'
import { halfTable, widenBrain, widenHalf } from '../../dist/blip/half.js'
import { transpose } from '../../dist/blip/onnx/write.js'
import { toOutcome } from '../../dist/blip/outcome.js'
import { parseHeader } from '../../dist/blip/safetensors.js'

describe('half precision', () => {
  test('float16: zeros, subnormals, normals, infinities', () => {
    const halves = Uint16Array.of(
      0x0000,
      0x8000,
      0x0001,
      0x03ff,
      0x0400,
      0x3c00,
      0xc000,
      0x3555,
      0x7bff,
      0x7c00,
      0xfc00,
      0x7e00,
    )
    const floats = [...widenHalf(halves, halfTable())]
    expect(floats).toEqual([
      0,
      -0,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      1,
      -2,
      0.333251953125,
      65_504,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ])
  })

  test('bfloat16 is the upper half of a float32', () => {
    expect([...widenBrain(Uint16Array.of(0x3f80, 0xc000, 0x0000, 0x7f80, 0x4049))]).toEqual([
      1,
      -2,
      0,
      Number.POSITIVE_INFINITY,
      3.140625,
    ])
  })
})

describe('a safetensors header', () => {
  const parse = (tensors: object, size = 1000): unknown =>
    parseHeader(JSON.stringify(tensors), 100, size, 'm.safetensors')
  const good = { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] }

  test('is read with its metadata left out', () => {
    expect(parse({ __metadata__: { format: 'pt' }, a: good })).toEqual(
      new Map([['a', { dtype: 'F32', shape: [2, 3], begin: 100, end: 124 }]]),
    )
  })

  test.each([
    ['overlap', { a: good, b: { ...good, data_offsets: [20, 44] } }, /tensors "a" and "b" overlap/],
    [
      'length against shape',
      { a: { ...good, data_offsets: [0, 20] } },
      /shape \[2, 3\] should have 24 bytes and has 20/,
    ],
    [
      'end of the file',
      { a: { ...good, data_offsets: [900, 924] } },
      /ends at byte 1024 and the file has 1000/,
    ],
    ['negative offsets', { a: { ...good, data_offsets: [-24, 0] } }, /no valid data_offsets/],
    ['fractional shapes', { a: { ...good, shape: [2.5, 3] } }, /no valid shape/],
    ['overflowing shapes', { a: { ...good, shape: [2 ** 40, 2 ** 40] } }, /should have .* bytes/],
    ['unknown dtypes', { a: { ...good, dtype: 'Q4' } }, /unknown dtype "Q4"/],
    ['inherited names', { a: { ...good, dtype: 'constructor' } }, /unknown dtype/],
    ['null', { a: null }, /unknown dtype/],
  ])('checks: %s', (_, tensors, message) => {
    expect(() => parse(tensors)).toThrow(message)
  })
})

describe('scores', () => {
  test('huge scores do not overflow', () => {
    expect(logProbability(Float32Array.of(10_000, 9_999), 0)).toBeCloseTo(-Math.log(1 + Math.exp(-1)), 6)
    expect(logProbability(Float32Array.of(-10_000, -10_000), 1)).toBeCloseTo(-Math.log(2), 6)
  })

  test('the first of equals wins, the banned never', () => {
    expect(likeliest(Float32Array.of(1, 3, 3), -1)).toBe(1)
    expect(likeliest(Float32Array.of(1, 3, 3), 1)).toBe(2)
    expect(likeliest(Float32Array.of(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY), 0)).toBe(1)
  })
})

test('matrices are transposed', () => {
  const rows = 37
  const columns = 45
  const matrix = Float32Array.from({ length: rows * columns }, (_, i) => i)
  const turned = transpose(matrix, rows, columns)
  expect(turned[3 * rows + 5]).toBe(matrix[5 * columns + 3])
  expect(transpose(turned, columns, rows)).toEqual(matrix)
})

test('the cache folder: option, then ALTWRIGHT_CACHE, then XDG, then home', () => {
  const env = { ALTWRIGHT_CACHE: '/a', XDG_CACHE_HOME: '/x' }
  expect(cacheFolder('/o', env)).toBe('/o')
  expect(cacheFolder(undefined, env)).toBe('/a')
  expect(cacheFolder(undefined, { XDG_CACHE_HOME: '/x' })).toBe('/x/altwright')
  expect(cacheFolder(undefined, { ALTWRIGHT_CACHE: '' })).toMatch(/\.cache.altwright$/)
})

test('the id names whatever changes the words', () => {
  expect(engineId('graphics', '3f2c9a1b77', { prompt: '', maxNewTokens: 20, minNewTokens: 0 })).toBe(
    'graphics@3f2c9a1b/fp32/greedy',
  )
  expect(engineId('base', '3f2c9a1b77', { prompt: 'a logo', maxNewTokens: 30, minNewTokens: 5 })).toBe(
    'base@3f2c9a1b/fp32/greedy;prompt=a%20logo;max=30;min=5',
  )
})

describe('outcomes', () => {
  const silent = {
    kind: undefined,
    minSumLogProb: undefined,
    unknown: undefined,
    flatness: undefined,
  } as const
  const said = { ids: [1], logProbs: [Math.log(0.5), Math.log(0.5)] }

  test('confidence is the geometric mean of the probabilities', () => {
    expect(toOutcome('a cat', said, silent)).toEqual({
      status: 'captioned',
      text: 'a cat',
      confidence: expect.closeTo(0.5, 10),
    })
  })

  test('no words, the unknown caption, and a sum below the threshold abstain', () => {
    expect(toOutcome('', said, silent)).toMatchObject({ status: 'abstained', reason: 'unknown' })
    expect(toOutcome('unknown', said, { ...silent, unknown: 'unknown' })).toMatchObject({ reason: 'unknown' })
    expect(toOutcome('a cat', said, { ...silent, minSumLogProb: -1 })).toMatchObject({
      reason: 'unsure',
      draft: 'a cat',
    })
    expect(toOutcome('a cat', said, { ...silent, minSumLogProb: -1.5 })).toMatchObject({
      status: 'captioned',
    })
  })
})
