import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openAnswerer, openMatcher } from '../../dist/heads/index.js'
import { startLoneEngine } from '../../dist/threads/calls.js'
import { checkpointFolder, readImages } from '../blip/reference.ts'
import { temporaryFolder } from '../temporary.ts'
import { type AnswerGolden, headFolder, type MatchGolden, readGolden } from './reference.ts'

let cacheDir: string
beforeAll(async () => {
  cacheDir = temporaryFolder()
})
const matcher = (model = headFolder('match-base')) => openMatcher({ model, cacheDir })
const answerer = (model = headFolder('answer-base')) => openAnswerer({ model, cacheDir, maxNewTokens: 11 })
const broken = new TextEncoder().encode('no image at all')

async function failure(doing: Promise<unknown>): Promise<string> {
  const error = await doing.then(
    () => undefined,
    (reason: { name: string; code: string; message: string }) => reason,
  )
  expect(error?.name).toBe('AltwrightError')
  return `${error?.code}: ${error?.message}`
}

describe('a matcher', () => {
  test('scores image files as Hugging Face does; pixels may be 2 of 255 apart', async () => {
    const golden = await readGolden<MatchGolden>('match-base')
    const cosines = await golden.read('cosines')
    const images = await readImages(golden.images)
    const open = await matcher()
    expect(open.id).toMatch(/^match-base@[0-9a-f]{8}\/fp32\/match$/)
    for (const [i, image] of images.entries()) {
      const outcomes = await open.match(image, golden.texts)
      expect(outcomes).toHaveLength(golden.texts.length)
      outcomes.forEach((outcome, t) => {
        if (outcome.status !== 'matched') throw new Error(outcome.message)
        expect(outcome.probability).toBeCloseTo(golden.probabilities[i]?.[t] as number, 1)
        expect(outcome.cosine).toBeCloseTo(cosines[i * golden.texts.length + t] as number, 1)
      })
    }
    await golden.close()
    await open.dispose()
  })

  test("a text's numbers do not depend on the others, nor on what else is asked", async () => {
    const [image, other] = (await readImages(['plain.png', 'grey.png'])) as [Buffer, Buffer]
    const open = await matcher()
    const texts = ['a red circle', 'dog', 'a red circle', 'a big dog near the house']
    const [together, , ...alone] = await Promise.all([
      open.match(image, texts),
      open.match(other, texts),
      ...texts.map((text) => open.match(image, [text])),
    ])
    expect(alone.flat()).toEqual(together)
    expect(together?.[2]).toEqual(together?.[0])
    expect(await open.match(image, [])).toEqual([])
    await open.dispose()
  })

  test('a bad image is an outcome for each text, and a bad text is an error', async () => {
    const [image] = (await readImages(['plain.png'])) as [Buffer]
    const open = await matcher()
    const outcomes = await open.match(broken, ['a dog', 'a cat'])
    expect(outcomes).toMatchObject([
      { status: 'unreadable', code: 'not-an-image' },
      { status: 'unreadable', code: 'not-an-image' },
    ])
    expect(await failure(open.match(image, ['a dog', ' ']))).toBe('bad-input: A text or question is empty.')
    expect(await failure(open.match(image, ['dog '.repeat(30)]))).toMatch(
      /^bad-input: “dog dog .*…” makes 32 tokens; this model has places for 24\.$/,
    )
    expect(await open.match(image, ['dog'])).toMatchObject([{ status: 'matched' }])
    await open.dispose()
  })

  test('limits and options are checked', async () => {
    const model = headFolder('match-base')
    const [image] = (await readImages(['plain.png'])) as [Buffer]
    const open = await openMatcher({ model, cacheDir, maxPixels: 100, threads: 2 })
    expect(await open.match(image, ['dog'])).toMatchObject([{ status: 'unreadable', code: 'too-large' }])
    await open.dispose()
    expect(await failure(openMatcher({ model, threads: 0 }))).toMatch(/^bad-config: .*threads.* not 0\.$/)
    expect(await failure(openAnswerer({ model, maxNewTokens: 1.5 }))).toMatch(/^bad-config: .*maxNewTokens/)
    expect(await failure(openMatcher({ model: '' }))).toMatch(/^bad-config: .*model/)
  })
})

describe('an answerer', () => {
  test('answers about image files in the words of Hugging Face', async () => {
    const golden = await readGolden<AnswerGolden>('answer-base')
    await golden.close()
    const images = await readImages(golden.images)
    const open = await answerer()
    expect(open.id).toMatch(/^answer-base@[0-9a-f]{8}\/fp32\/answer;greedy;max=11$/)
    const asked = golden.questions.flatMap((question) => images.map((image) => open.ask(image, question)))
    const outcomes = await Promise.all(asked)
    expect(outcomes.map((outcome) => (outcome.status === 'answered' ? outcome.answer : outcome))).toEqual(
      golden.texts,
    )
    outcomes.forEach((outcome, i) => {
      const logProbs = golden.logProbs[i] as number[]
      const mean = Math.exp(logProbs.reduce((sum, logProb) => sum + logProb, 0) / logProbs.length)
      expect(outcome.status === 'answered' && outcome.confidence).toBeCloseTo(mean, 1)
    })
    await open.dispose()
  })

  test('a bad image is an outcome, a bad question an error', async () => {
    const open = await answerer()
    expect(await open.ask(broken, 'what?')).toMatchObject({ status: 'unreadable', code: 'not-an-image' })
    expect(await failure(open.ask(broken, ''))).toBe('bad-input: A text or question is empty.')
    await open.dispose()
  })
})

describe('a model that does not fit', () => {
  async function copy(name: string): Promise<string> {
    const folder = join(temporaryFolder(), name)
    await cp(headFolder(name), folder, { recursive: true })
    return folder
  }
  async function edit(folder: string, change: (config: Record<string, unknown>) => void): Promise<void> {
    const path = join(folder, 'config.json')
    const config = JSON.parse(await readFile(path, 'utf8'))
    change(config)
    await writeFile(path, JSON.stringify(config))
  }

  test('one of another head names those that do', async () => {
    const caption = checkpointFolder('tiny')
    expect(await failure(matcher(caption))).toBe(
      `bad-model: ${caption}/config.json is for a model that captions images (BlipForConditionalGeneration). What matches images and texts is BlipForImageTextRetrieval: Salesforce/blip-itm-base-coco or Salesforce/blip-itm-large-coco, or one trained from them.`,
    )
    expect(await failure(answerer(caption))).toMatch(/What answers questions is .*Salesforce\/blip-vqa-base /)
    expect(await failure(answerer(headFolder('match-base')))).toMatch(
      /is for a model that matches images and texts \(BlipForImageTextRetrieval\)\. What answers/,
    )
    const folder = await copy('match-base')
    await edit(folder, (config) => {
      config['architectures'] = ['BlipModel']
    })
    expect(await failure(matcher(folder))).toMatch(/config\.json is for "BlipModel"\. What matches/)
  })

  test('without architectures the weights decide', async () => {
    const folder = await copy('match-base')
    await edit(folder, (config) => {
      delete config['architectures']
    })
    await (await matcher(folder)).dispose()
    expect(await failure(answerer(folder))).toMatch(
      /^bad-model: .*model\.safetensors does not fit its config\.json: tensor "text_decoder\..*" is missing \(and \d+ more tensors do not fit\)\. What answers questions/,
    )
  })

  test('a config that is wrong, and a tensor of another shape', async () => {
    const folder = await copy('match-base')
    await edit(folder, (config) => {
      config['image_text_hidden_size'] = 25
    })
    expect(await failure(matcher(folder))).toMatch(
      /tensor "vision_proj\.weight" should have shape \[25, 32\] and has \[24, 32\]/,
    )
    await edit(folder, (config) => {
      config['image_text_hidden_size'] = 'wide'
    })
    expect(await failure(matcher(folder))).toMatch(/image_text_hidden_size should be .*, not "wide"\.$/)
  })

  test('files that are missing or damaged are named', async () => {
    expect(await failure(matcher('/nowhere/blip-itm'))).toMatch(
      /^model-missing: No model at \/nowhere\/blip-itm\. What matches .*Salesforce\/blip-itm-base-coco/,
    )
    const folder = await copy('answer-base')
    await writeFile(join(folder, 'tokenizer.json'), '{')
    expect(await failure(answerer(folder))).toMatch(/^bad-model: .*tokenizer\.json is not a tokenizer/)
    await rm(join(folder, 'tokenizer.json'))
    expect(await failure(answerer(folder))).toMatch(/^model-missing: .*has no tokenizer\.json/)
    await cp(join(headFolder('answer-base'), 'tokenizer.json'), join(folder, 'tokenizer.json'))
    await writeFile(join(folder, 'model.safetensors'), 'short')
    expect(await failure(answerer(folder))).toMatch(/^bad-model: .*model\.safetensors is damaged/)
  })
})

describe('the cache', () => {
  test('one entry per head and content; a damaged one is made again', async () => {
    const cache = temporaryFolder()
    const open = () => openMatcher({ model: headFolder('match-large'), cacheDir: cache })
    await (await open()).dispose()
    const [entry, ...others] = await readdir(join(cache, 'models'))
    expect(entry).toMatch(/^match-large-fp32-match-[0-9a-f]{16}$/)
    expect(others).toEqual([])
    const file = join(cache, 'models', entry as string, 'match.onnx')
    const whole = await readFile(file)
    await writeFile(file, whole.subarray(0, 100))
    await (await open()).dispose()
    expect(await readFile(file)).toEqual(whole)
    expect(await readdir(join(cache, 'models'))).toEqual([entry])
  })
})

describe('its end', () => {
  test('an aborted call is rejected with the reason, and the next one is answered', async () => {
    const [image] = (await readImages(['plain.png'])) as [Buffer]
    const open = await matcher()
    const abort = new AbortController()
    const many = open.match(
      image,
      Array.from({ length: 2000 }, () => 'a red circle'),
      { signal: abort.signal },
    )
    const next = open.match(image, ['dog'])
    abort.abort(new Error('enough'))
    await expect(many).rejects.toThrow('enough')
    expect(await next).toMatchObject([{ status: 'matched' }])
    await expect(open.match(image, ['dog'], { signal: abort.signal })).rejects.toThrow('enough')
    await open.dispose()
  })

  test('what waits when it is disposed of is rejected, and so is what comes after', async () => {
    const [image] = (await readImages(['plain.png'])) as [Buffer]
    const open = await answerer()
    const waiting = failure(open.ask(image, 'what is it?'))
    await open.dispose()
    expect(await waiting).toMatch(/^engine-failed: .*disposed of/)
    expect(await failure(open.ask(image, 'what is it?'))).toMatch(/disposed of/)
    await open.dispose()
  })

  test('a thread that crashes says so, at the start and later', async () => {
    const program = (code: string) => {
      const script = new URL(`data:text/javascript,${encodeURIComponent(code)}`)
      return { script, workerData: undefined, name: 'test' }
    }
    expect(await failure(startLoneEngine(program('process.exit(3)')))).toMatch(
      /^engine-failed: .*its thread ended with code 3/,
    )
    const engine = await startLoneEngine(
      program(`import { parentPort as port } from 'node:worker_threads'
        port.on('message', () => { throw new Error('out of cheese') })
        port.postMessage({ type: 'ready', id: 'fake' })`),
    )
    expect(await failure(engine.look(broken, ['dog'], undefined))).toMatch(/stopped: out of cheese/)
    expect(await failure(engine.look(broken, ['dog'], undefined))).toMatch(/stopped: out of cheese/)
    await engine.dispose()
  })
})
