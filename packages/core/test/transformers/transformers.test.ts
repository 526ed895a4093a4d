import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBlip } from '../../dist/blip/index.js'
import type { Captioner, CaptionOutcome } from '../../dist/captioner.js'
import { openCaptioner } from '../../dist/engine/index.js'
import { exportTransformers } from '../../dist/export/index.js'
import { readTransformersModel } from '../../dist/transformers/files.js'
import { openTransformers } from '../../dist/transformers/index.js'
import { checkpointFolder, checkpoints, imagePath } from '../blip/reference.ts'
import { temporaryFolder } from '../temporary.ts'

const names = ['rotated.jpg', 'alpha.png', 'plain.png', 'grey.png']

/** Tiny models with random weights; made by the script in it. */
const fixtures = fileURLToPath(new URL('../fixtures/transformers', import.meta.url))

let root: string
let images: Buffer[]
beforeAll(async () => {
  root = temporaryFolder()
  images = await Promise.all(names.map((name) => readFile(imagePath(name))))
  for (const name of checkpoints) await exportTransformers(checkpointFolder(name), join(root, name))
})

const code = (outcome: CaptionOutcome | undefined) =>
  outcome?.status === 'unreadable' ? outcome.code : outcome?.status

/** A copy of the exported tiny model, to be spoilt. */
async function copy(
  name: string,
  files: Readonly<Record<string, (json: Record<string, unknown>) => unknown>> = {},
) {
  const folder = join(root, name)
  await cp(join(root, 'tiny'), folder, { recursive: true })
  for (const [file, change] of Object.entries(files)) {
    const path = join(folder, file)
    await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))))
  }
  return folder
}

test.each(checkpoints)(
  '%s, exported: the words and the confidence of our own engine, whatever the image',
  async (name) => {
    const ours = await openBlip({ model: checkpointFolder(name), cacheDir: join(root, 'cache') })
    const theirs = await openTransformers({ model: join(root, name) })
    const expected = await ours.caption(images)
    const outcomes = await theirs.caption(images)
    expect(outcomes.map((outcome) => outcome.status === 'captioned' && outcome.text)).toEqual(
      expected.map((outcome) => outcome.status === 'captioned' && outcome.text),
    )
    outcomes.forEach((outcome, i) => {
      const other = expected[i]
      if (outcome.status !== 'captioned' || other?.status !== 'captioned') throw new Error(`image ${i}`)
      expect(outcome.confidence).toBeCloseTo(other.confidence, 4)
    })
    await Promise.all([ours.dispose(), theirs.dispose()])
  },
)

test.each(['florence2', 'vit-gpt2'])(
  '%s: the words and the scores of Hugging Face’s own, for the same images',
  async (name) => {
    const model = join(fixtures, name)
    const golden: { image: string; text: string; logProbs: number[] }[] = JSON.parse(
      await readFile(join(model, 'golden.json'), 'utf8'),
    )
    const captioner = await openCaptioner({ model })
    expect(captioner.id).toMatch(/^[-\w]+@[0-9a-f]{8}\/fp32\/greedy$/)
    const outcomes = await captioner.caption(
      await Promise.all(golden.map(({ image }) => readFile(imagePath(image)))),
    )
    outcomes.forEach((outcome, i) => {
      const { text, logProbs } = golden[i] as (typeof golden)[number]
      if (outcome.status !== 'captioned') throw new Error(outcome.status)
      expect(outcome.text).toBe(text)
      const mean = logProbs.reduce((sum, value) => sum + value, 0) / logProbs.length
      expect(outcome.confidence).toBeCloseTo(Math.exp(mean), 4)
    })
    await captioner.dispose()
  },
)

describe('a captioner', () => {
  let captioner: Captioner
  beforeAll(async () => {
    captioner = await openTransformers({ model: join(root, 'tiny'), threads: 1 })
  })
  afterAll(() => captioner.dispose())

  test('names its model, revision, dtype and decoding', async () => {
    expect(captioner.id).toMatch(/^tiny@[0-9a-f]{8}\/fp32\/greedy$/)
    const short = await openTransformers({ model: join(root, 'tiny'), maxNewTokens: 3 })
    expect(short.id).toBe(`${captioner.id};max=3`)
    const [outcome] = await short.caption([images[3] as Buffer])
    expect(outcome).toMatchObject({ status: 'captioned', text: 'open house lake' })
    await short.dispose()
    const changed = await openTransformers({
      model: await copy('other/tiny', {
        'generation_config.json': (json) => ({ ...json, repetition_penalty: 2 }),
      }),
    })
    expect(changed.id).not.toBe(captioner.id)
    await changed.dispose()
  })

  test('an unreadable image is an outcome; an SVG is drawn without what it refers to', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/>REST</svg>'
    const draw = (rest: string) => Buffer.from(svg.replace('REST', rest))
    const outcomes = await captioner.caption([
      Buffer.from('<!doctype html>'),
      new Uint8Array(),
      draw(''),
      draw('<image href="file:///etc/passwd" width="9" height="9"/>'),
    ])
    expect(outcomes.map(code)).toEqual(['not-an-image', 'empty', 'captioned', 'captioned'])
    expect(outcomes[3]).toEqual(outcomes[2])
  })

  test('limits are kept', async () => {
    const strict = await openTransformers({ model: join(root, 'tiny'), maxPixels: 100, maxBytes: 4000 })
    expect((await strict.caption([images[2] as Buffer, images[3] as Buffer])).map(code)).toEqual([
      'too-large',
      'too-large',
    ])
    await strict.dispose()
  })

  test('an aborted call is left undone, and the next one is answered', async () => {
    const controller = new AbortController()
    const many = Array.from({ length: 40 }, (_, i) => images[i % 4] as Buffer)
    let seen = 0
    const aborted = captioner.caption(many, {
      signal: controller.signal,
      onOutcome: () => {
        if (++seen === 3) controller.abort(new Error('enough'))
      },
    })
    await expect(aborted).rejects.toThrow('enough')
    expect(seen).toBe(3)
    expect((await captioner.caption([images[2] as Buffer])).map(code)).toEqual(['captioned'])
  })

  test('disposed of while it works, it ends', async () => {
    const other = await openTransformers({ model: join(root, 'tiny') })
    const working = other.caption([...images, ...images, ...images])
    await Promise.all([other.dispose(), expect(working).rejects.toMatchObject({ code: 'engine-failed' })])
  })
})

test('the bundled model, exported, says what it says at home and is as silent', async () => {
  await exportTransformers('graphics', join(root, 'graphics'))
  const [ours, theirs] = await Promise.all([
    openCaptioner({ threads: 1 }),
    openCaptioner({ model: join(root, 'graphics'), threads: 1 }),
  ])
  const icon = (path: string) =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="${path}"/></svg>`)
  const pictures = [...images, icon('M12 2 2 22h20z'), icon('M3 3h18v18H3z'), icon('M9 5l7 7-7 7')]
  const expected = await ours.caption(pictures)
  const outcomes = await theirs.caption(pictures)
  const said = ({ confidence: _, ...outcome }: CaptionOutcome & { confidence?: number }) => outcome
  expect(outcomes.map(said)).toEqual(expected.map(said))
  await Promise.all([ours.dispose(), theirs.dispose()])
})

test('weights under a quantised name are used where there are no others', async () => {
  const folder = await copy('quantized', {
    'config.json': ({ 'transformers.js_config': _, ...json }) => json,
  })
  for (const session of ['encoder_model', 'decoder_model_merged'])
    await rename(join(folder, 'onnx', `${session}.onnx`), join(folder, 'onnx', `${session}_quantized.onnx`))
  const captioner = await openTransformers({ model: folder })
  expect(captioner.id).toMatch(/^quantized@[0-9a-f]{8}\/q8\/greedy$/)
  expect(await captioner.caption([images[2] as Buffer])).toMatchObject([{ text: 'open beach big' }])
  await captioner.dispose()
})

describe('a model that cannot be used says why', () => {
  test.each<[string, () => Promise<string>, object]>([
    [
      'no folder',
      async () => join(root, 'nowhere'),
      {
        code: 'model-missing',
        message: expect.stringMatching(/^No model at .*nowhere\. A model of transformers\.js/),
      },
    ],
    [
      'another kind',
      async () => checkpointFolder('tiny'),
      {
        code: 'bad-model',
        message: `${join(checkpointFolder('tiny'), 'config.json')} names model_type "blip". Through transformers.js Altwright runs: vision-encoder-decoder, florence2.`,
      },
    ],
    [
      'no tokenizer',
      async () => {
        const folder = await copy('no-tokenizer')
        await rm(join(folder, 'tokenizer.json'))
        return folder
      },
      { code: 'model-missing', message: expect.stringMatching(/has no tokenizer\.json/) },
    ],
    [
      'no weights',
      async () => {
        const folder = await copy('no-weights')
        await rm(join(folder, 'onnx', 'decoder_model_merged.onnx'))
        return folder
      },
      {
        code: 'model-missing',
        message: expect.stringMatching(
          /has no onnx\/encoder_model\.onnx and onnx\/decoder_model_merged\.onnx/,
        ),
      },
    ],
    [
      'no data beside the graph',
      async () => {
        const folder = await copy('no-data')
        await rm(join(folder, 'onnx', 'encoder_model.onnx_data'))
        return folder
      },
      { code: 'model-missing', message: expect.stringMatching(/has no onnx\/encoder_model\.onnx_data\.$/) },
    ],
    [
      'a size that is no fixed size',
      () =>
        copy('edge', { 'preprocessor_config.json': (json) => ({ ...json, size: { shortest_edge: 32 } }) }),
      { code: 'bad-model', message: expect.stringMatching(/"size" should be a width and a height/) },
    ],
    [
      'padding',
      () => copy('padded', { 'preprocessor_config.json': (json) => ({ ...json, do_pad: true }) }),
      { code: 'bad-model', message: expect.stringMatching(/"do_pad" is on/) },
    ],
    [
      'a config that is not JSON',
      async () => {
        const folder = await copy('not-json')
        await writeFile(join(folder, 'config.json'), '{')
        return folder
      },
      { code: 'bad-model', message: expect.stringMatching(/config\.json is not a JSON object/) },
    ],
  ])('%s', async (_, make, expected) => {
    await expect(readTransformersModel(await make())).rejects.toMatchObject(expected)
  })

  test('damaged weights, and through the thread', async () => {
    const folder = await copy('damaged')
    await writeFile(join(folder, 'onnx', 'encoder_model.onnx'), 'no protobuf')
    await expect(openTransformers({ model: folder })).rejects.toMatchObject({
      code: 'bad-model',
      message: expect.stringMatching(/^transformers\.js could not load .*damaged/),
    })
  })

  test('an option out of range', async () => {
    await expect(openTransformers({ model: join(root, 'tiny'), maxNewTokens: 0 })).rejects.toMatchObject({
      code: 'bad-config',
    })
  })
})

describe('openCaptioner picks the engine by model_type', () => {
  test('refuses a model of the family that writes no captions', async () => {
    const folder = join(import.meta.dirname, '../fixtures/heads/answer-base')
    await expect(openCaptioner({ model: folder })).rejects.toMatchObject({
      code: 'bad-model',
      message: expect.stringContaining('this model answers questions (`altwright ask`)'),
    })
  })

  test.each([
    ['blip', () => checkpointFolder('tiny'), 'open beach big'],
    ['vision-encoder-decoder', () => join(root, 'tiny'), 'open beach big'],
  ])('%s', async (_, folder, words) => {
    const captioner = await openCaptioner({ model: folder(), threads: 1 })
    expect(captioner.id).toMatch(/^tiny@[0-9a-f]{8}\/fp32\/greedy$/)
    expect(await captioner.caption([images[2] as Buffer])).toMatchObject([
      { status: 'captioned', text: words },
    ])
    await captioner.dispose()
  })

  test('an unknown type is an error that lists the known ones', async () => {
    const folder = await copy('llava', { 'config.json': (json) => ({ ...json, model_type: 'llava' }) })
    await expect(openCaptioner({ model: folder })).rejects.toMatchObject({
      code: 'bad-model',
      message: `${join(folder, 'config.json')} names model_type "llava". Altwright runs: blip, vision-encoder-decoder, florence2.`,
    })
    const untyped = await copy('untyped', { 'config.json': () => ({}) })
    await expect(openCaptioner({ model: untyped })).rejects.toMatchObject({
      message: expect.stringContaining('names no model_type. Altwright runs:'),
    })
    const proto = await copy('proto', { 'config.json': () => ({ model_type: 'constructor' }) })
    await expect(openCaptioner({ model: proto })).rejects.toMatchObject({ code: 'bad-model' })
  })

  test('a folder that is missing or empty, and a config that is not JSON', async () => {
    await expect(openCaptioner({ model: join(root, 'nowhere') })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('nowhere'),
    })
    await mkdir(join(root, 'bare'))
    await expect(openCaptioner({ model: join(root, 'bare') })).rejects.toMatchObject({
      code: 'model-missing',
    })
    await writeFile(join(root, 'bare', 'config.json'), 'null')
    await expect(openCaptioner({ model: join(root, 'bare') })).rejects.toMatchObject({ code: 'bad-model' })
    await writeFile(join(root, 'bare', 'config.json'), '<html>')
    await expect(openCaptioner({ model: join(root, 'bare') })).rejects.toMatchObject({
      code: 'bad-model',
      message: expect.stringContaining('is not JSON'),
    })
  })
})
