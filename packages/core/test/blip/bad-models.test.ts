import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { openBlip } from '../../dist/blip/index.js'
import { temporaryFolder } from '../temporary.ts'
import { checkpointFolder } from './reference.ts'

let model: string
beforeEach(async () => {
  model = temporaryFolder()
  await cp(checkpointFolder('tiny'), model, { recursive: true })
})

const open = (options: object = {}): Promise<unknown> =>
  openBlip({ model, cacheDir: join(model, 'cache'), ...options })
const path = (file: string): string => join(model, file)

interface ConfigJson {
  model_type: string
  vision_config: Record<string, unknown>
  text_config: Record<string, unknown>
}

async function editConfig(edit: (config: ConfigJson) => void): Promise<void> {
  const config = JSON.parse(await readFile(path('config.json'), 'utf8'))
  edit(config)
  await writeFile(path('config.json'), JSON.stringify(config))
}

/** Rewrites the header of model.safetensors, keeping the data where it is. */
async function editHeader(
  edit: (header: Record<string, { dtype?: string; shape?: number[] }>) => void,
): Promise<void> {
  const bytes = await readFile(path('model.safetensors'))
  const length = Number(bytes.readBigUInt64LE())
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString())
  edit(header)
  const text = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  await writeFile(path('model.safetensors'), Buffer.concat([size, text, bytes.subarray(8 + length)]))
}

async function failure(opening: Promise<unknown>): Promise<string> {
  const error = await opening.then(
    () => undefined,
    (reason: { name: string; code: string; message: string }) => reason,
  )
  expect(error?.name).toBe('AltwrightError')
  return `${error?.code}: ${error?.message}`
}

describe('a model that is not there', () => {
  test('no folder', async () => {
    expect(await failure(open({ model: '/nowhere/blip' }))).toMatch(
      /^model-missing: No model at .*nowhere.*config\.json, model\.safetensors and tokenizer\.json/,
    )
  })

  test.each(['config.json', 'tokenizer.json', 'model.safetensors'])('no %s', async (file) => {
    await rm(path(file))
    expect(await failure(open())).toMatch(new RegExp(`^model-missing: .*has no ${file}`))
  })
})

describe('a config that cannot be used', () => {
  test('not JSON', async () => {
    await writeFile(path('config.json'), '{')
    expect(await failure(open())).toMatch(/^bad-model: .*config\.json is not JSON/)
  })

  test('another model_type lists the known ones', async () => {
    await editConfig((config) => {
      config.model_type = 'florence2'
    })
    expect(await failure(open())).toMatch(/^bad-model: .*model_type "florence2"\. Altwright compiles: blip\./)
  })

  test('everything that is wrong is listed', async () => {
    await editConfig((config) => {
      config.vision_config.hidden_size = '24'
      config.text_config.num_hidden_layers = 0
      config.text_config.hidden_act = 'relu'
    })
    const message = await failure(open())
    expect(message).toContain('vision_config.hidden_size should be a whole number from 1 to 8192, not "24"')
    expect(message).toContain('text_config.num_hidden_layers should be')
    expect(message).toContain('text_config.hidden_act should be "gelu", not "relu"')
  })

  test('sizes that do not go together', async () => {
    await editConfig((config) => {
      config.text_config.num_attention_heads = 3
      config.text_config.sep_token_id = 99_999
    })
    const message = await failure(open())
    expect(message).toContain('text_config.hidden_size 32 is not a multiple of its 3 heads')
    expect(message).toContain('sep_token_id 99999 is outside the vocabulary')
  })

  test('a misleading encoder_hidden_size is ignored', async () => {
    await editConfig((config) => {
      config.text_config.encoder_hidden_size = 768
    })
    const captioner = (await open()) as { dispose(): Promise<void> }
    await captioner.dispose()
  })
})

describe('weights that cannot be used', () => {
  test('a missing tensor is named, and its file', async () => {
    await editHeader((header) => {
      delete header['vision_model.post_layernorm.weight']
    })
    expect(await failure(open())).toMatch(
      /^bad-model: .*model\.safetensors does not fit its config\.json: tensor "vision_model\.post_layernorm\.weight" is missing/,
    )
  })

  test('a wrong shape is named, with what was expected and found', async () => {
    await editHeader((header) => {
      Object.assign(header['vision_model.encoder.layers.0.mlp.fc1.weight'] ?? {}, { shape: [24, 48] })
    })
    expect(await failure(open())).toMatch(
      /tensor "vision_model\.encoder\.layers\.0\.mlp\.fc1\.weight" should have shape \[48, 24\] and has \[24, 48\]/,
    )
  })

  test('the cross width comes from the vision config', async () => {
    await editHeader((header) => {
      Object.assign(header['text_decoder.bert.encoder.layer.0.crossattention.self.key.weight'] ?? {}, {
        shape: [24, 32],
      })
    })
    expect(await failure(open())).toMatch(/crossattention\.self\.key\.weight" should have shape \[32, 24\]/)
  })

  test('a dtype that is not read', async () => {
    await editHeader((header) => {
      Object.assign(header['vision_model.post_layernorm.weight'] ?? {}, { dtype: 'I16' })
    })
    expect(await failure(open())).toMatch(
      /^bad-model: Tensor "vision_model\.post_layernorm\.weight" in .* is stored as I16\. Altwright reads F32, F16 and BF16/,
    )
  })

  test('data that is cut off', async () => {
    const bytes = await readFile(path('model.safetensors'))
    await writeFile(path('model.safetensors'), bytes.subarray(0, bytes.length - 100))
    expect(await failure(open())).toMatch(
      /^bad-model: .* is damaged: tensor ".*" ends at byte \d+ and the file has \d+; the download may be incomplete/,
    )
  })

  test.each([
    ['an empty file', Buffer.alloc(0), /it is 0 bytes long/],
    [
      'a header longer than the file',
      Buffer.from([0xff, 0xff, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]),
      /claims 65535 bytes and the file has 10/,
    ],
    [
      'a header beyond the format',
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0x7b]),
      /more than the format allows/,
    ],
    [
      'a header that is not JSON',
      Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b]),
      /its header is not JSON/,
    ],
    ['a page instead of a file', Buffer.from('<!doctype html><title>Not found</title>'), /damaged/],
  ])('%s', async (_, bytes, message) => {
    await writeFile(path('model.safetensors'), bytes)
    const said = await failure(open())
    expect(said).toMatch(/^bad-model: /)
    expect(said).toMatch(message)
  })
})

describe('other files', () => {
  test('a tokenizer that is not one', async () => {
    await writeFile(path('tokenizer.json'), '{"model": null}')
    expect(await failure(open())).toMatch(/^bad-model: .*tokenizer\.json is not a tokenizer/)
  })

  test.each([
    ['preprocessor_config.json', { image_mean: [1, 2] }, /"image_mean" should be three numbers/],
    ['preprocessor_config.json', { image_std: [1, 0, 1] }, /"image_std" should be three positive numbers/],
    ['altwright.json', { flatness: 8 }, /"flatness" should be a number from 0 to 1/],
    ['altwright.json', { kind: 'photos' }, /"kind" should be "graphics"/],
    [
      'altwright.json',
      { threshold: { sumLogProb: 0.5 } },
      /"threshold\.sumLogProb" should be a number of at most 0/,
    ],
  ])('%s %j', async (file, json, message) => {
    await writeFile(path(file), JSON.stringify(json))
    const said = await failure(open())
    expect(said).toMatch(/^bad-model: /)
    expect(said).toMatch(message)
  })
})

describe('options', () => {
  test.each([
    [{ threads: 0 }, /option threads should be a whole number from 1/],
    [{ batchSize: 1.5 }, /option batchSize/],
    [{ maxNewTokens: 0 }, /option maxNewTokens/],
    [{ minNewTokens: 21 }, /option minNewTokens should be a whole number from 0 to 20/],
    [{ precision: 'int4' }, /option precision should be one of fp32, fp16, int8, int8-row, not int4/],
    [{ beams: 0 }, /option beams should be a whole number from 1 to 32/],
    [{ beams: 3, candidates: 4 }, /option candidates should be a whole number from 1 to 3/],
    [{ workers: 0 }, /option workers/],
    [{ lengthPenalty: Number.NaN }, /option lengthPenalty should be a number from -10 to 10, not NaN/],
    [{ repetitionPenalty: 0 }, /option repetitionPenalty/],
    [{ noRepeatNgram: -1 }, /option noRepeatNgram/],
    [{ prompt: 'red '.repeat(40) }, /option prompt makes 41 tokens; this model has places for 32/],
  ])('%j', async (options, message) => {
    const said = await failure(open(options))
    expect(said).toMatch(/^bad-config: /)
    expect(said).toMatch(message)
  })
})
