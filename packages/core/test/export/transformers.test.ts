import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  env,
  type ImageToTextPipeline,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  pipeline,
  RawImage,
  Tensor,
} from '@huggingface/transformers'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBlip } from '../../dist/blip/index.js'
import { exportTransformers } from '../../dist/export/index.js'
import { checkpointFolder, checkpoints, type Golden, imagePath, readGolden } from '../blip/reference.ts'
import { temporaryFolder } from '../temporary.ts'

env.allowRemoteModels = false

let root: string
beforeAll(async () => {
  root = temporaryFolder()
})

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'))

describe.each(checkpoints)('%s, exported, in the stock pipeline', (name) => {
  let stock: ImageToTextPipeline
  let golden: Golden
  let side: number
  beforeAll(async () => {
    await exportTransformers(checkpointFolder(name), join(root, name))
    stock = await pipeline('image-to-text', join(root, name))
    golden = await readGolden(name)
    side = (await readJson(join(checkpointFolder(name), 'config.json'))).vision_config.image_size
  })
  afterAll(() => stock.dispose())

  /** Generates from the very pixels that Hugging Face's BLIP generated from. */
  async function generate(options: object): Promise<number[][]> {
    const size = 3 * side * side
    const all: number[][] = []
    for (const i of golden.images.keys()) {
      const pixels = golden.pixels.slice(i * size, (i + 1) * size)
      const inputs = new Tensor('float32', pixels, [1, 3, side, side])
      const ids = (await (stock.model as PreTrainedModel).generate({ inputs, ...options })) as Tensor
      all.push((ids.tolist() as bigint[][]).flat().map(Number))
    }
    return all
  }

  test('the ids of Hugging Face’s own BLIP, from the start token to the end', async () => {
    const { decoder_start_token_id: start, eos_token_id: end } = await readJson(
      join(root, name, 'generation_config.json'),
    )
    const ids = await generate({ max_new_tokens: golden.maxLength - 1 })
    expect(ids.map((row) => row[0])).toEqual(golden.ids.map(() => start))
    expect(ids.map((row) => row.slice(1).filter((id) => id !== end))).toEqual(golden.ids)
  })

  test('a prompt is read at once', async () => {
    const { decoder_start_token_id: start, eos_token_id: end } = await readJson(
      join(root, name, 'generation_config.json'),
    )
    const tokenizer = stock.tokenizer as PreTrainedTokenizer
    const prompt = [start, ...tokenizer.encode(golden.prompt, { add_special_tokens: false })]
    const ids = await generate({ decoder_input_ids: [prompt], max_new_tokens: 8 })
    expect(ids.map((row) => row.slice(prompt.length).filter((id) => id !== end))).toEqual(
      golden.promptedIds.map((row) => row.slice(0, 8)),
    )
  })

  test('the words of our engine, image by image', async () => {
    const ours = await openBlip({ model: checkpointFolder(name), cacheDir: join(root, 'cache') })
    for (const image of golden.images) {
      // Of the model's size: its preprocessing has nothing to resize, which it would do otherwise than ours.
      const png = await sharp(imagePath(image))
        .rotate()
        .flatten({ background: '#ffffff' })
        .resize(side, side, { fit: 'fill' })
        .toColourspace('srgb')
        .png()
        .toBuffer()
      const [outcome] = await ours.caption([png])
      expect(await stock(await RawImage.fromBlob(new Blob([new Uint8Array(png)])))).toEqual([
        { generated_text: outcome?.status === 'captioned' ? outcome.text : outcome },
      ])
    }
    await ours.dispose()
  })
})

test('writes a repository, and says what it wrote', async () => {
  const folder = join(root, 'new', 'repository')
  const files = await exportTransformers(checkpointFolder('tiny'), folder)
  const found = await readdir(folder, { recursive: true })
  expect(found.filter((file) => file !== 'onnx').sort()).toEqual(files)
  expect(files).toEqual([
    'config.json',
    'generation_config.json',
    'onnx/decoder_model_merged.onnx',
    'onnx/decoder_model_merged.onnx_data',
    'onnx/encoder_model.onnx',
    'onnx/encoder_model.onnx_data',
    'preprocessor_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
  ])
  expect((await readJson(join(folder, 'tokenizer.json'))).added_tokens.at(-1)).toMatchObject({
    id: 163,
    content: '[DEC]',
    special: true,
  })
  expect(await readdir(join(root, 'new'))).toEqual(['repository'])
})

test('an empty folder is filled; a folder with something in it is refused, and so is a file', async () => {
  const empty = join(root, 'empty')
  await mkdir(empty)
  await exportTransformers(checkpointFolder('tiny'), empty)
  await expect(exportTransformers(checkpointFolder('tiny'), empty)).rejects.toMatchObject({
    code: 'bad-input',
    message: `${empty} is not empty. Name a folder that does not exist yet.`,
  })
  await writeFile(join(root, 'file'), '')
  await expect(exportTransformers(checkpointFolder('tiny'), join(root, 'file'))).rejects.toMatchObject({
    code: 'bad-input',
  })
})

test('a model that is not there, and weights that do not fit, leave nothing behind', async () => {
  const before = await readdir(root)
  const missing = exportTransformers(join(root, 'nowhere'), join(root, 'out'))
  await expect(missing).rejects.toMatchObject({ code: 'model-missing' })
  const unfit = join(root, 'unfit')
  await mkdir(unfit)
  for (const file of ['tokenizer.json', 'model.safetensors'])
    await writeFile(join(unfit, file), await readFile(join(checkpointFolder('tiny'), file)))
  const config = await readJson(join(checkpointFolder('tiny'), 'config.json'))
  config.text_config.num_hidden_layers = 2
  await writeFile(join(unfit, 'config.json'), JSON.stringify(config))
  await expect(exportTransformers(unfit, join(root, 'out'))).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining('text_decoder.bert.encoder.layer.1'),
  })
  await rm(unfit, { recursive: true })
  expect(await readdir(root)).toEqual(before)
})
