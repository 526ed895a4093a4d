import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Captioner, CaptionOutcome } from '@altwright/core'
import { openAltMatcher, openCaptioner } from '@altwright/core/engine'
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { lookTwice } from '../../dist/engine/second-look.js'
import type { Answerer } from '../../dist/heads/answerer.js'
import type { Matcher } from '../../dist/heads/matcher.js'
import { crc32 } from '../pixels/crc32.ts'
import { temporaryFolder } from '../temporary.ts'

const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url))
const icon = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#222" d="M10 4 4 10h4v8h4v-8h4z"/></svg>',
)
let photo: Uint8Array
let home: string
beforeAll(async () => {
  photo = await readFile(fixture('blip/images/rotated.jpg'))
  home = temporaryFolder()
})
afterEach(() => vi.unstubAllEnvs())

async function captionWith(
  options: Parameters<typeof openCaptioner>[0],
  images: readonly Uint8Array[],
): Promise<CaptionOutcome[]> {
  const captioner = await openCaptioner(options)
  try {
    return await captioner.caption(images)
  } finally {
    await captioner.dispose()
  }
}

describe('one model for graphics, another for photos', () => {
  test('each image goes to its own, in order, and its outcome says to whom and why', async () => {
    const captioner = await openCaptioner({ model: { photos: fixture('blip/base') } })
    const progress: number[] = []
    const outcomes = await captioner.caption([photo, icon, Buffer.from('no image'), photo], {
      onOutcome: (index) => progress.push(index),
    })
    const both = captioner.id
    await captioner.dispose()
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'captioned',
      expect.stringMatching(/captioned|abstained/),
      'unreadable',
      'captioned',
    ])
    expect(outcomes.map((outcome) => ('seenAs' in outcome ? outcome.seenAs : undefined))).toEqual([
      'photo',
      'graphic',
      undefined,
      'photo',
    ])
    expect(outcomes[0]).toMatchObject({ engine: expect.stringMatching(/^base@/) })
    expect(outcomes[1]).toMatchObject({ engine: expect.stringMatching(/^graphics@/) })
    expect(both).toMatch(/^graphics@.+\+base@/)
    expect(progress.sort()).toEqual([0, 1, 2, 3])
    const [alone] = await captionWith({ model: fixture('blip/base') }, [photo])
    expect(outcomes[0]).toMatchObject(alone as object)
  })

  test('what is empty is plain, but not a PNG that moves and begins empty', async () => {
    const still = await sharp({ create: { width: 32, height: 32, channels: 4, background: '#0000' } })
      .png()
      .toBuffer()
    // Between header and pixels: two frames, without end.
    const control = Buffer.from('acTL\0\0\0\x02\0\0\0\0', 'latin1')
    const chunk = Buffer.alloc(20)
    chunk.writeUInt32BE(8)
    control.copy(chunk, 4)
    chunk.writeUInt32BE(crc32(control), 16)
    const moving = Buffer.concat([still.subarray(0, 33), chunk, still.subarray(33)])
    const outcomes = await captionWith({ model: 'graphics' }, [still, moving])
    expect(outcomes).toMatchObject([
      { status: 'abstained', reason: 'plain' },
      { status: 'abstained', reason: 'unknown' },
    ])
  })

  test('decoding is for photos, and for the one model that is named', async () => {
    const plain = await openCaptioner({ model: fixture('blip/base') })
    const beams = await openCaptioner({
      model: fixture('blip/base'),
      decoding: { beams: 3, precision: 'int8' },
    })
    expect([plain.id, beams.id]).toEqual([
      expect.stringMatching(/fp32\/greedy/),
      expect.stringMatching(/int8\/.*3/),
    ])
    await Promise.all([plain.dispose(), beams.dispose()])
  })

  test('auto: photos wait until a model for them was pulled', async () => {
    vi.stubEnv('HF_HOME', home)
    const [before] = await captionWith({}, [photo])
    expect(before).toMatchObject({ status: 'abstained', reason: 'photo' })
    const commit = 'c0ffee'.padEnd(40, '0')
    const repository = join(home, 'hub', 'models--Salesforce--blip-image-captioning-base')
    await mkdir(join(repository, 'refs'), { recursive: true })
    await writeFile(join(repository, 'refs', 'main'), commit)
    await cp(fixture('blip/base'), join(repository, 'snapshots', commit), { recursive: true })
    const [after] = await captionWith({}, [photo])
    expect(after).toMatchObject({
      status: 'captioned',
      seenAs: 'photo',
      engine: expect.stringMatching(/^Salesforce\/blip-image-captioning-base@/),
    })
  })

  test('a model for photos that is named and missing: photos wait, or it is an error at once', async () => {
    vi.stubEnv('HF_HOME', home)
    const model = { photos: 'some/body' }
    const [waits] = await captionWith({ model }, [photo])
    expect(waits).toMatchObject({ status: 'abstained', reason: 'photo' })
    await expect(openCaptioner({ model, onMissingModel: 'fail' })).rejects.toMatchObject({
      code: 'model-missing',
    })
  })
})

describe('a second look', () => {
  const says = (outcome: CaptionOutcome): Captioner => ({
    id: 'fake',
    caption: async (images) => images.map(() => outcome),
    dispose: async () => {},
  })
  const captioned: CaptionOutcome = {
    status: 'captioned',
    text: 'a dog',
    confidence: 0.5,
    candidates: [
      { text: 'a dog', score: -1 },
      { text: 'a cat', score: -2 },
    ],
  }
  const matcher = (probabilities: Readonly<Record<string, number>>): Matcher => ({
    id: 'match',
    match: async (_, texts) =>
      texts.map((text) => ({ status: 'matched', probability: probabilities[text] ?? 0, cosine: 0 })),
    dispose: async () => {},
  })
  const answerer = (answer: string, confidence = 0.9): Answerer => ({
    id: 'answer',
    ask: async () => ({ status: 'answered', answer, confidence }),
    dispose: async () => {},
  })
  const look = async (...parts: Parameters<typeof lookTwice>): Promise<CaptionOutcome | undefined> =>
    (await lookTwice(...parts).caption([photo]))[0]

  test('the candidate that fits best is taken', async () => {
    expect(await look(says(captioned), matcher({ 'a dog': 0.6, 'a cat': 0.8 }), undefined)).toMatchObject({
      status: 'captioned',
      text: 'a cat',
    })
  })

  test('where none fits the captioner abstains, and the best is a draft', async () => {
    expect(await look(says(captioned), matcher({ 'a dog': 0.2, 'a cat': 0.1 }), undefined)).toMatchObject({
      status: 'abstained',
      reason: 'unsure',
      draft: 'a dog',
    })
  })

  test.each([
    ['bar graph', 'chart'],
    ['a map', 'chart'],
    ['logo', 'logo'],
    ['text', 'text'],
  ])('“%s” is more than a photo', async (answer, reason) => {
    expect(await look(says(captioned), undefined, answerer(answer))).toMatchObject({
      status: 'abstained',
      reason,
      draft: 'a dog',
    })
  })

  test.each([['photo'], ['photography'], ['mapel']])('“%s” is captioned', async (answer) => {
    expect(await look(says(captioned), undefined, answerer(answer))).toEqual(captioned)
  })

  test('an answer that is not sure is not believed', async () => {
    expect(await look(says(captioned), undefined, answerer('logo', 0.3))).toEqual(captioned)
  })

  test('real heads look at real captions', async () => {
    const options = {
      model: fixture('blip/base'),
      matcher: fixture('heads/match-base'),
      answerer: fixture('heads/answer-base'),
    }
    const captioner = await openCaptioner(options)
    expect(captioner.id).toMatch(/^base@.+\+match-base@.+\+answer-base@/)
    const outcomes = await captioner.caption([photo, Buffer.from('no image')])
    await captioner.dispose()
    // Seeded weights mean nothing; what counts is that the words were weighed and the numbers are those of the matcher.
    const alone = await openAltMatcher(options)
    const [outcome] = outcomes
    const text =
      outcome?.status === 'captioned' ? outcome.text : outcome?.status === 'abstained' && outcome.draft
    const [match] = (await alone?.match(photo, [text as string])) ?? []
    await alone?.dispose()
    const fits = match?.status === 'matched' && match.probability >= 0.5
    expect(
      outcome?.status === 'captioned' || (outcome?.status === 'abstained' && outcome.reason !== 'unsure'),
    ).toBe(fits)
    expect(outcomes[1]?.status).toBe('unreadable')
  })
})
