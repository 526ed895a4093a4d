import { describe, expect, test } from 'vitest'
import { halfTable, widenBrain, widenHalf } from '../../dist/blip/half.js'
import { engineId } from '../../dist/blip/identity.js'
import { transpose } from '../../dist/blip/onnx/encode.js'
import { toOutcome } from '../../dist/blip/outcome.js'
import { mayOverflow } from '../../dist/blip/processor.js'
import { parseHeader } from '../../dist/blip/safetensors.js'
import { greedy } from '../../dist/blip/search/decoding.js'
import { likeliest } from '../../dist/blip/search/greedy.js'
import { cacheFolder } from '../../dist/models/cache-folder.js'

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

test('the first of equal scores wins', () => {
  expect(likeliest(Float32Array.of(1, 3, 3))).toBe(1)
  expect(likeliest(Float32Array.of(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, -5))).toBe(2)
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
  const plain = { ...greedy, prompt: '', bannedWords: [] as string[] }
  const id = (options: Partial<typeof plain>): string =>
    engineId('base', '3f2c9a1b77', 'fp32', { ...plain, ...options }).replace('base@3f2c9a1b/fp32/', '')
  expect(engineId('graphics', '3f2c9a1b77', 'int8', plain)).toBe('graphics@3f2c9a1b/int8/greedy')
  expect(id({ prompt: 'a logo', maxNewTokens: 30, minNewTokens: 5 })).toBe(
    'greedy;prompt=a%20logo;max=30;min=5',
  )
  expect(id({ beams: 3 })).toBe('beam3')
  expect(id({ beams: 3, candidates: 3 })).toBe('beam3')
  expect(id({ beams: 3, lengthPenalty: 0.5, earlyStopping: 'never' })).toBe('beam3;length=0.5;early=never')
  expect(id({ noRepeatNgram: 2, repetitionPenalty: 1.2 })).toBe('greedy;ngram=2;repetition=1.2')
  expect(id({ bannedWords: ['arafed', 'gif'] })).toMatch(/^greedy;banned=[0-9a-f]{8}$/)
  expect(id({ bannedWords: ['arafed', 'gif'] })).toBe(id({ bannedWords: ['gif', 'arafed'] }))
  expect(id({ bannedWords: ['arafed'] })).not.toBe(id({ bannedWords: ['gif'] }))
})

describe('outcomes', () => {
  const silent = {
    kind: undefined,
    minSumLogProb: undefined,
    unknown: undefined,
    flatness: undefined,
    instead: {},
  } as const
  const say = (text: string, probability = 0.5) => ({
    text,
    logProbs: [Math.log(probability), Math.log(probability)],
    score: Math.log(probability),
  })

  test('confidence is the geometric mean of the probabilities', () => {
    expect(toOutcome([say('a cat')], silent, 1)).toEqual({
      status: 'captioned',
      text: 'a cat',
      confidence: expect.closeTo(0.5, 10),
    })
  })

  test('no words, the unknown caption, and a sum below the threshold abstain', () => {
    expect(toOutcome([say('')], silent, 1)).toMatchObject({ status: 'abstained', reason: 'unknown' })
    expect(toOutcome([say('unknown')], { ...silent, unknown: 'unknown' }, 1)).toMatchObject({
      reason: 'unknown',
    })
    expect(toOutcome([say('a cat')], { ...silent, minSumLogProb: -1 }, 1)).toMatchObject({
      reason: 'unsure',
      draft: 'a cat',
    })
    expect(toOutcome([say('a cat')], { ...silent, minSumLogProb: -1.5 }, 1)).toMatchObject({
      status: 'captioned',
    })
  })

  test('a caption that stands for another gives way to it', () => {
    expect(toOutcome([say('a moggy')], { ...silent, instead: { 'a moggy': 'a cat' } }, 1)).toMatchObject({
      text: 'a cat',
    })
  })

  test('beams that disagree lower the confidence, by their weight', () => {
    const confidence = (others: ReturnType<typeof say>[]): number => {
      const outcome = toOutcome([say('a red cat'), ...others], silent, 1)
      return outcome.status === 'captioned' ? outcome.confidence : Number.NaN
    }
    expect(confidence([say('cat a red')])).toBeCloseTo(0.5)
    expect(confidence([say('the blue dog')])).toBeCloseTo(0.25)
    expect(confidence([say('the blue dog', 0.01)])).toBeGreaterThan(0.49)
    expect(confidence([say('a red dog')])).toBeCloseTo(0.5 * ((1 + 2 / 3) / 2))
    expect(confidence([say('')])).toBeCloseTo(0.25)
  })

  test('candidates are told when asked for, the best first', () => {
    const captions = [say('a cat', 0.5), say('the cat', 0.4), say('cats', 0.3)]
    expect(toOutcome(captions, silent, 2)).toMatchObject({
      text: 'a cat',
      candidates: [
        { text: 'a cat', score: Math.log(0.5) },
        { text: 'the cat', score: Math.log(0.4) },
      ],
    })
    expect(toOutcome(captions, silent, 1)).not.toHaveProperty('candidates')
  })
})

test('processors that may overflow are those without VNNI, and those that are not known', () => {
  expect(mayOverflow('fpu avx2 avx512_vnni avx512_bf16', 'x64')).toBe(false)
  expect(mayOverflow('fpu avx2 avx_vnni', 'x64')).toBe(false)
  expect(mayOverflow('fpu avx2 fma', 'x64')).toBe(true)
  expect(mayOverflow(undefined, 'x64')).toBe(true)
  expect(mayOverflow(undefined, 'arm64')).toBe(false)
})
