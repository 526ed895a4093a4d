import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modelFolder } from '../../dist/blip/files.js'
import { openBlip } from '../../dist/blip/index.js'
import type { Captioner, CaptionOutcome } from '../../dist/captioner.js'
import { temporaryFolder } from '../temporary.ts'
import { checkpointFolder, checkpoints, type Golden, imagePath, readGolden, readImages } from './reference.ts'

let cache: string
beforeAll(async () => {
  cache = temporaryFolder()
})

const text = (outcome: CaptionOutcome | undefined): string =>
  outcome?.status === 'captioned' ? outcome.text : `(${outcome?.status})`

describe.each(checkpoints)('%s, from files to words', (name) => {
  let golden: Golden
  let images: Buffer[]
  beforeAll(async () => {
    golden = await readGolden(name)
    images = await readImages(golden.images)
  })

  test('says what Hugging Face says', async () => {
    const captioner = await openBlip({
      model: checkpointFolder(name),
      cacheDir: cache,
      maxNewTokens: golden.maxLength - 1,
    })
    const outcomes = await captioner.caption(images)
    expect(outcomes.map(text)).toEqual(golden.texts)
    outcomes.forEach((outcome, i) => {
      const scores = golden.logProbs[i] ?? []
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
      expect(outcome.status === 'captioned' && outcome.confidence).toBeCloseTo(Math.exp(mean), 4)
    })
    await captioner.dispose()
  })

  test('goes on from a prompt, and leaves it out', async () => {
    const captioner = await openBlip({
      model: checkpointFolder(name),
      cacheDir: cache,
      prompt: golden.prompt,
      maxNewTokens: 8,
    })
    expect((await captioner.caption(images)).map(text)).toEqual(golden.promptedTexts)
    expect(captioner.id).toMatch(
      new RegExp(`^${name}@[0-9a-f]{8}/fp32/greedy;prompt=a%20picture%20of;max=8$`),
    )
    await captioner.dispose()
  })

  test('same bytes, same words, whatever the batch', async () => {
    const many = Array.from({ length: 11 }, (_, i) => images[(i * 3) % images.length] as Buffer)
    const wide = await openBlip({ model: checkpointFolder(name), cacheDir: cache, batchSize: 8 })
    const narrow = await openBlip({ model: checkpointFolder(name), cacheDir: cache, batchSize: 1 })
    const alone = await Promise.all(many.map(async (image) => (await narrow.caption([image]))[0]))
    expect(await wide.caption(many)).toEqual(alone)
    await Promise.all([wide.dispose(), narrow.dispose()])
  })
})

describe('beams', async () => {
  const golden = await readGolden('base')
  const images = await readImages(golden.images)
  const { searches } = JSON.parse(await readFile(join(checkpointFolder('base'), 'searches.json'), 'utf8'))
  const open = (options: object): Promise<Captioner> =>
    openBlip({
      model: checkpointFolder('base'),
      cacheDir: cache,
      maxNewTokens: golden.maxLength - 1,
      ...options,
    })

  test('several candidates, as Hugging Face ranks them', async () => {
    const captioner = await open({ beams: 3, candidates: 3 })
    const outcomes = await captioner.caption(images)
    expect(captioner.id).toMatch(/\/fp32\/beam3;max=11$/)
    outcomes.forEach((outcome, i) => {
      if (outcome.status !== 'captioned') throw new Error(outcome.status)
      expect(outcome.candidates).toHaveLength(3)
      expect(outcome.candidates?.[0]?.text).toBe(outcome.text)
      outcome.candidates?.forEach(({ score }, rank) => {
        expect(score).toBeCloseTo(searches['beam 3'].scores[i][rank], 4)
      })
      expect(outcome.confidence).toBeGreaterThan(0)
      expect(outcome.confidence).toBeLessThanOrEqual(1)
    })
    await captioner.dispose()
  })

  test('a banned word is not said', async () => {
    const free = await open({ beams: 3 })
    const said = (await free.caption(images)).map(text).join(' ')
    await free.dispose()
    expect(said).toMatch(/\bcow\b/)
    const bound = await open({ beams: 3, bannedWords: [' cow ', 'near', ''] })
    expect((await bound.caption(images)).map(text).join(' ')).not.toMatch(/\b(cow|near)/)
    expect(bound.id).toMatch(/;banned=[0-9a-f]{8}$/)
    await bound.dispose()
  })

  test('any options: the same words alone and together', async () => {
    const options = {
      beams: 3,
      noRepeatNgram: 1,
      repetitionPenalty: 1.2,
      minNewTokens: 3,
      prompt: golden.prompt,
    }
    const together = await open({ ...options, batchSize: 8 })
    const apart = await open({ ...options, batchSize: 1 })
    expect(await together.caption(images)).toEqual(
      (await Promise.all(images.map((image) => apart.caption([image])))).flat(),
    )
    await Promise.all([together.dispose(), apart.dispose()])
  })
})

describe('a captioner', () => {
  let captioner: Captioner
  let images: Buffer[]
  beforeAll(async () => {
    captioner = await openBlip({ model: checkpointFolder('tiny'), cacheDir: cache })
    images = await readImages((await readGolden('tiny')).images)
  })
  afterAll(() => captioner.dispose())

  test('names its model, revision, precision and decoding', async () => {
    expect(captioner.id).toMatch(/^tiny@[0-9a-f]{8}\/fp32\/greedy$/)
    const again = await openBlip({ model: checkpointFolder('tiny'), cacheDir: cache })
    expect(again.id).toBe(captioner.id)
    await again.dispose()
  })

  test('an unreadable image is an outcome and leaves its neighbours alone', async () => {
    const [good] = await captioner.caption([images[0] as Buffer])
    const outcomes = await captioner.caption([
      Buffer.from('<!doctype html>'),
      images[0] as Buffer,
      new Uint8Array(),
      (images[3] as Buffer).subarray(0, 2500),
    ])
    expect(
      outcomes.map((outcome) => (outcome.status === 'unreadable' ? outcome.code : outcome.status)),
    ).toEqual(['not-an-image', 'captioned', 'empty', 'truncated'])
    expect(outcomes[1]).toEqual(good)
  })

  test('reports each image as it is done, once', async () => {
    const seen: [number, CaptionOutcome][] = []
    const many = [...images, ...images, ...images]
    const outcomes = await captioner.caption(many, {
      onOutcome: (index, outcome) => seen.push([index, outcome]),
    })
    expect(seen.map(([index]) => index).toSorted((a, b) => a - b)).toEqual(many.map((_, i) => i))
    for (const [index, outcome] of seen) expect(outcomes[index]).toEqual(outcome)
  })

  test('a callback that throws fails its own call only', async () => {
    const failing = captioner.caption(images, {
      onOutcome: () => {
        throw new Error('no thanks')
      },
    })
    const fine = captioner.caption(images)
    await expect(failing).rejects.toThrow('no thanks')
    expect(await fine).toHaveLength(images.length)
  })

  test('nothing to do is done at once', async () => {
    expect(await captioner.caption([])).toEqual([])
  })

  test("leaves the caller's bytes alone", async () => {
    const bytes = new Uint8Array(images[0] as Buffer)
    const before = bytes.slice()
    await captioner.caption([bytes])
    expect(bytes).toEqual(before)
  })

  test('stops on abort, with the reason, and goes on with other calls', async () => {
    const stop = new AbortController()
    const many = Array.from({ length: 60 }, (_, i) => images[i % images.length] as Buffer)
    let seen = 0
    const aborted = captioner.caption(many, {
      signal: stop.signal,
      onOutcome: () => {
        if (++seen === 1) stop.abort(new Error('enough'))
      },
    })
    const other = captioner.caption(images)
    await expect(aborted).rejects.toThrow('enough')
    expect(seen).toBe(1)
    expect(await other).toHaveLength(images.length)
    await expect(
      captioner.caption(images, { signal: AbortSignal.abort(new Error('already')) }),
    ).rejects.toThrow('already')
  })
})

test('a caption ends where the model has no more places', async () => {
  const captioner = await openBlip({
    model: checkpointFolder('tiny'),
    cacheDir: cache,
    maxNewTokens: 500,
    minNewTokens: 500,
  })
  const [outcome] = await captioner.caption([await readFile(imagePath('plain.png'))])
  expect(outcome?.status).toBe('captioned')
  await captioner.dispose()
})

test("works off the caller's thread", async () => {
  const images = await readImages(['plain.png', 'grey.png', 'rotated.jpg', 'alpha.png'])
  const own = temporaryFolder()
  let longest = 0
  let last = performance.now()
  const started = last
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  const captioner = await openBlip({ model: checkpointFolder('base'), cacheDir: own })
  await captioner.caption(Array.from({ length: 80 }, (_, i) => images[i % 4] as Buffer))
  clearInterval(ticking)
  // Compiling, loading and captioning on this thread would be one long gap.
  expect(longest).toBeLessThan((performance.now() - started) / 2)
  await captioner.dispose()
  await rm(own, { recursive: true })
})

describe('dispose', () => {
  test('fails what is queued, ends the thread, and may be repeated', async () => {
    const captioner = await openBlip({ model: checkpointFolder('tiny'), cacheDir: cache })
    const image = await readFile(imagePath('plain.png'))
    const pending = captioner.caption(Array.from({ length: 200 }, () => image))
    const failed = expect(pending).rejects.toMatchObject({ name: 'AltwrightError', code: 'engine-failed' })
    await captioner.dispose()
    await failed
    await captioner.dispose()
    await expect(captioner.caption([image])).rejects.toMatchObject({ code: 'engine-failed' })
  })

  test.each(['disposed of', 'left alone'])('a process ends by itself when its engine is %s', async (how) => {
    const script = `
      import { openBlip } from ${JSON.stringify(new URL('../../dist/blip/index.js', import.meta.url).href)}
      import { readFile } from 'node:fs/promises'
      const captioner = await openBlip({ model: ${JSON.stringify(checkpointFolder('tiny'))}, cacheDir: ${JSON.stringify(cache)} })
      const [outcome] = await captioner.caption([await readFile(${JSON.stringify(imagePath('plain.png'))})])
      ${how === 'disposed of' ? 'await captioner.dispose()' : ''}
      console.log(outcome.status)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    expect(stdout.trim()).toBe('captioned')
  })
})

describe('the cache', () => {
  const caption = async (cacheDir: string): Promise<string[]> => {
    const captioner = await openBlip({ model: checkpointFolder('tiny'), cacheDir })
    const outcomes = await captioner.caption(await readImages(['plain.png', 'alpha.png']))
    await captioner.dispose()
    return outcomes.map(text)
  }
  const entry = async (cacheDir: string): Promise<string> => {
    const entries = await readdir(join(cacheDir, 'models'))
    expect(entries).toHaveLength(1)
    return join(cacheDir, 'models', entries[0] as string)
  }

  test('is written once and used again', async () => {
    const own = temporaryFolder()
    const words = await caption(own)
    const before = await stat(join(await entry(own), 'text.onnx.data'))
    expect(await caption(own)).toEqual(words)
    expect((await stat(join(await entry(own), 'text.onnx.data'))).ino).toBe(before.ino)
    await rm(own, { recursive: true })
  })

  test.each<[string, (folder: string) => Promise<unknown>]>([
    ['cut off', (folder) => truncate(join(folder, 'vision.onnx.data'), 5000)],
    ['overwritten', (folder) => writeFile(join(folder, 'text.onnx'), 'not an ONNX file')],
    ['incomplete', (folder) => rm(join(folder, 'text.onnx.data'))],
    ['without a seal', (folder) => rm(join(folder, 'seal.json'))],
    ['of another make', (folder) => writeFile(join(folder, 'seal.json'), '{"vision.onnx":"1:abc"}')],
    [
      'flipped in one byte',
      async (folder) => {
        const path = join(folder, 'text.onnx.data')
        const bytes = await readFile(path)
        bytes[40_000] = (bytes[40_000] as number) ^ 0x40
        await writeFile(path, bytes)
      },
    ],
  ])('is rebuilt when %s', async (_, damage) => {
    const own = temporaryFolder()
    const words = await caption(own)
    await damage(await entry(own))
    expect(await caption(own)).toEqual(words)
    await entry(own)
    await rm(own, { recursive: true })
  })

  test('is built by several processes at once without harm', async () => {
    const own = temporaryFolder()
    const all = await Promise.all([caption(own), caption(own), caption(own)])
    expect(all[1]).toEqual(all[0])
    expect(all[2]).toEqual(all[0])
    await entry(own)
    await rm(own, { recursive: true })
  })

  test('that cannot be written costs time only', async () => {
    const own = temporaryFolder()
    const blocked = join(own, 'file')
    await writeFile(blocked, 'a file where a folder should be')
    expect(await caption(blocked)).toHaveLength(2)
    const readOnly = join(own, 'read-only')
    await mkdir(readOnly)
    await chmod(readOnly, 0o555)
    expect(await caption(readOnly)).toHaveLength(2)
    await chmod(readOnly, 0o755)
    await rm(own, { recursive: true })
  })
})

describe('altwright.json', () => {
  async function withNotes(notes: object): Promise<Captioner> {
    const folder = temporaryFolder()
    await cp(checkpointFolder('tiny'), folder, { recursive: true })
    await writeFile(join(folder, 'altwright.json'), JSON.stringify(notes))
    return openBlip({ model: folder, cacheDir: cache })
  }

  test('keeps a graphics model silent on photos, and lets it look at graphics', async () => {
    const captioner = await withNotes({ kind: 'graphics', flatness: 0.5 })
    const [photo, glyph] = await captioner.caption(await readImages(['rotated.jpg', 'alpha.png']))
    expect(photo).toEqual({ status: 'abstained', reason: 'photo' })
    expect(glyph?.status).toBe('captioned')
    await captioner.dispose()
  })

  test('is part of the id: thresholds change what is said', async () => {
    const ids: string[] = []
    for (const flatness of [0.2, 0.2, 0.3]) {
      const captioner = await withNotes({ kind: 'graphics', flatness })
      ids.push(captioner.id.replace(/^[^@]*/, ''))
      await captioner.dispose()
    }
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
  })

  test('turns the unknown caption into an abstention', async () => {
    const golden = await readGolden('tiny')
    const captioner = await withNotes({ unknown: golden.texts[0] })
    const outcomes = await captioner.caption(await readImages(golden.images))
    expect(outcomes[0]).toMatchObject({ status: 'abstained', reason: 'unknown' })
    expect(outcomes[2]?.status).toBe('captioned')
    await captioner.dispose()
  })

  test('abstains below the threshold, with a draft', async () => {
    const golden = await readGolden('tiny')
    const sums = golden.logProbs.map((scores) => scores.reduce((sum, score) => sum + score, 0))
    const between = [...sums].sort((a, b) => a - b)
    const captioner = await withNotes({
      threshold: { sumLogProb: ((between[1] as number) + (between[2] as number)) / 2 },
    })
    const outcomes = await captioner.caption(await readImages(golden.images))
    expect(outcomes.filter((outcome) => outcome.status === 'captioned')).toHaveLength(2)
    for (const outcome of outcomes) {
      if (outcome.status === 'abstained')
        expect(outcome).toMatchObject({
          reason: 'unsure',
          draft: expect.stringMatching(/\w/),
          confidence: expect.any(Number),
        })
    }
    await captioner.dispose()
  })
})

test('the bundled model is found beside the package', () => {
  expect(modelFolder('graphics')).toBe(fileURLToPath(new URL('../../models/graphics', import.meta.url)))
})

test.skipIf(!existsSync(join(modelFolder('graphics'), 'model.safetensors')))(
  'the bundled model opens by default and stays silent on a photo',
  async () => {
    const captioner = await openBlip({ cacheDir: cache })
    expect(captioner.id).toMatch(/^graphics@[0-9a-f]{8}\/fp32\/greedy$/)
    const [photo, glyph] = await captioner.caption(await readImages(['rotated.jpg', 'alpha.png']))
    expect(photo).toEqual({ status: 'abstained', reason: 'photo' })
    expect(glyph?.status).toMatch(/captioned|abstained/)
    await captioner.dispose()
  },
)
