import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseBlipConfig } from '../blip/config.ts'
import { readModelFiles } from '../blip/files.ts'
import type { Graph } from '../blip/onnx/graph.ts'
import { encodeModel, placeWeights } from '../blip/onnx/model.ts'
import { type ReadTensor, writeGraph } from '../blip/onnx/write.ts'
import { parsePreprocessor } from '../blip/preprocessor.ts'
import { openSafetensors } from '../blip/safetensors.ts'
import { checkWeights, readFrom } from '../blip/weights.ts'
import { AltwrightError } from '../error.ts'
import { decoderModel, encoderModel } from './graphs.ts'
import {
  generationSettings,
  modelSettings,
  preprocessorSettings,
  tokenizerOptions,
  tokenizerSettings,
} from './settings.ts'

/**
 * Writes a BLIP captioning model as a `vision-encoder-decoder` repository of transformers.js, in float32, which its
 * stock `pipeline('image-to-text', folder)` runs. It says what our own engine says greedily of the same pixels. The
 * stock pipeline gets other pixels where it has to resize, which it does without antialiasing, and drops transparency
 * instead of laying it on white. Altwright's own notes, `altwright.json`, are copied; only Altwright reads them.
 *
 * ```js
 * await exportTransformers('blip-image-captioning-base', 'blip-for-transformers-js')
 * ```
 *
 * @param model a bundled model's name, or a folder with `config.json`, `model.safetensors` and `tokenizer.json`
 * @param outFolder is made; it may exist only if it is empty
 * @returns the files that were written, relative to the folder, with `/`.
 * @throws AltwrightError `model-missing` or `bad-model` for the model, `bad-input` for the folder.
 */
export async function exportTransformers(model: string, outFolder: string): Promise<string[]> {
  const out = resolve(outFolder)
  await refuseFullFolder(out)
  const files = await readModelFiles(model)
  const config = parseBlipConfig(files.config, files.configPath)
  const beside = (name: string): string => join(files.folder, name)
  const settings: Readonly<Record<string, object>> = {
    'config.json': modelSettings(config),
    'generation_config.json': generationSettings(config),
    'preprocessor_config.json': preprocessorSettings(
      config,
      parsePreprocessor(files.preprocessor, beside('preprocessor_config.json')),
    ),
    'tokenizer.json': tokenizerSettings(files.tokenizer, config, beside('tokenizer.json')),
    'tokenizer_config.json': tokenizerOptions(files.tokenizerConfig, beside('tokenizer_config.json')),
  }
  const graphs = [encoderModel(config), decoderModel(config)]

  const weights = await openSafetensors(files.weightsPath)
  const partial = `${out}.tmp-${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    checkWeights(graphs, weights)
    await mkdir(join(partial, 'onnx'), { recursive: true })
    const written: string[] = []
    for (const graph of graphs) {
      for (const file of await writeNamed(graph, join(partial, 'onnx'), readFrom(weights)))
        written.push(`onnx/${file}`)
    }
    for (const [file, value] of Object.entries(settings)) {
      await writeFile(join(partial, file), `${JSON.stringify(value, undefined, 2)}\n`)
      written.push(file)
    }
    if (files.notes !== undefined) {
      await writeFile(join(partial, 'altwright.json'), files.notes)
      written.push('altwright.json')
    }
    await publish(partial, out)
    return written.sort()
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    if (error instanceof AltwrightError) throw error
    throw new AltwrightError(
      'bad-input',
      `Could not write ${out}: ${(error as Error).message}. Choose another folder.`,
      { cause: error },
    )
  } finally {
    await weights.close()
  }
}

async function refuseFullFolder(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new AltwrightError('bad-input', `${folder} is no folder that can be written to (${error.code}).`)
  })
  if (entries.length > 0)
    throw new AltwrightError('bad-input', `${folder} is not empty. Name a folder that does not exist yet.`)
}

/** The data file's name ends in `.onnx_data`: transformers.js knows no other. */
async function writeNamed(graph: Graph, folder: string, read: ReadTensor): Promise<string[]> {
  const [modelFile, dataFile] = (await writeGraph(graph, folder, read)) as [string, string]
  const renamed = `${modelFile}_data`
  await rename(join(folder, dataFile), join(folder, renamed))
  await writeFile(join(folder, modelFile), encodeModel(graph, placeWeights(graph), renamed))
  return [modelFile, renamed]
}

async function publish(partial: string, out: string): Promise<void> {
  await mkdir(dirname(out), { recursive: true })
  await rmdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(partial, out)
}
