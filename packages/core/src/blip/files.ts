import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AltwrightError } from '../error.ts'
import { bundledModels, modelName } from '../models/name.ts'

/** The texts of a model's folder, in Hugging Face's layout, and where its weights are. */
export interface ModelFiles {
  readonly folder: string
  /** The name in the engine's id. */
  readonly name: string
  readonly weightsPath: string
  readonly configPath: string
  readonly config: string
  readonly tokenizer: string
  readonly tokenizerConfig: string | undefined
  readonly preprocessor: string | undefined
  /** Altwright's own notes beside a model: thresholds and kind. */
  readonly notes: string | undefined
}

/** The folder of a bundled model's name, or of a path. */
export function modelFolder(model: string): string {
  return bundledModels.find(({ name }) => name === model)?.folder ?? resolve(model)
}

/**
 * Reads the small files of a model's folder.
 *
 * @throws AltwrightError `model-missing` when the folder or one of its files is not there, with the file's name.
 */
export async function readModelFiles(model: string): Promise<ModelFiles> {
  const folder = modelFolder(model)
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined || !found.isDirectory()) {
    throw new AltwrightError(
      'model-missing',
      `No model at ${folder}. Name ${bundledModels
        .map(({ name }) => `"${name}"`)
        .join(' or ')}, or a folder with config.json, model.safetensors and tokenizer.json.`,
    )
  }
  const weightsPath = join(folder, 'model.safetensors')
  const config = await required(folder, 'config.json')
  const tokenizer = await required(folder, 'tokenizer.json')
  if (!(await exists(weightsPath))) throw missing(folder, 'model.safetensors')
  return {
    folder,
    name: modelName(folder),
    weightsPath,
    configPath: join(folder, 'config.json'),
    config,
    tokenizer,
    tokenizerConfig: await optional(folder, 'tokenizer_config.json'),
    preprocessor: await optional(folder, 'preprocessor_config.json'),
    notes: await optional(folder, 'altwright.json'),
  }
}

async function required(folder: string, file: string): Promise<string> {
  const text = await optional(folder, file)
  if (text === undefined) throw missing(folder, file)
  return text
}

async function optional(folder: string, file: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, file), 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new AltwrightError(
      'bad-model',
      `Could not read ${join(folder, file)}: ${(cause as Error).message}.`,
      { cause },
    )
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

function missing(folder: string, file: string): AltwrightError {
  return new AltwrightError(
    'model-missing',
    `${folder} has no ${file}. A model's folder holds config.json, model.safetensors and tokenizer.json, as on the Hugging Face hub.`,
  )
}
