import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type ModelNotes, parseNotes } from '../blip/notes.ts'
import { AltwrightError } from '../error.ts'
import { familyNames, findFamily, type ModelFamily } from './families.ts'
import { type InputSize, parseInputSize } from './input-size.ts'

/** A folder in transformers.js's layout, as far as we look into it ourselves. */
export interface TransformersModel {
  readonly folder: string
  /** The name in the engine's id. */
  readonly name: string
  readonly family: ModelFamily
  /** How the weights are stored, in transformers.js's words. */
  readonly dtype: Dtype
  readonly inputSize: InputSize
  /** The most tokens that the decoder has places for; `undefined` where the config does not say. */
  readonly positions: number | undefined
  /** From `altwright.json`, if it has one: when to believe it. */
  readonly notes: ModelNotes
  /** SHA-256, in hex, of everything in the folder that changes the words. */
  readonly hash: string
}

/** What we look for, in this order: dtype and what it adds to a file's name. */
const suffixes = { fp32: '', q8: '_quantized' } as const
type Dtype = keyof typeof suffixes

const requiredFiles = [
  'config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
] as const
const optionalFiles = ['generation_config.json', 'altwright.json'] as const

/**
 * Looks into a model's folder.
 *
 * @throws AltwrightError `model-missing` when the folder or a file of it is not there, `bad-model` when it cannot be run.
 */
export async function readTransformersModel(folder: string): Promise<TransformersModel> {
  const entries = await readdir(folder).catch(() => {
    throw new AltwrightError('model-missing', `No model at ${folder}. ${layout}`)
  })
  const texts = new Map<string, string>()
  for (const file of [...requiredFiles, ...optionalFiles]) {
    if (entries.includes(file)) texts.set(file, await readFile(join(folder, file), 'utf8'))
  }
  // The type comes first: a folder of another kind lacks files that it need not have.
  const { family, positions, external } = readFamily(texts.get('config.json'), folder)
  const missing = requiredFiles.find((file) => !texts.has(file))
  if (missing !== undefined)
    throw new AltwrightError('model-missing', `${folder} has no ${missing}. ${layout}`)
  const preprocessor = join(folder, 'preprocessor_config.json')
  const inputSize = parseInputSize(
    parseJson(texts.get('preprocessor_config.json') as string, preprocessor),
    preprocessor,
  )
  const { dtype, files } = await findWeights(folder, family, external)
  return {
    folder,
    name: basename(folder),
    family,
    dtype,
    inputSize,
    positions,
    notes: parseNotes(texts.get('altwright.json'), join(folder, 'altwright.json')),
    hash: await hashOf(texts, files),
  }
}

const layout =
  'A model of transformers.js is a folder with config.json, preprocessor_config.json, tokenizer.json, tokenizer_config.json and onnx/.'

interface Family {
  readonly family: ModelFamily
  readonly positions: number | undefined
  /** What the config says of weights beside the graphs. */
  readonly external: unknown
}

function readFamily(text: string | undefined, folder: string): Family {
  const path = join(folder, 'config.json')
  if (text === undefined) throw new AltwrightError('model-missing', `${folder} has no config.json. ${layout}`)
  const config = parseJson(text, path)
  const type = config['model_type']
  const family = findFamily(type)
  if (family === undefined) {
    const found = type === undefined ? 'no model_type' : `model_type ${JSON.stringify(type)}`
    throw new AltwrightError(
      'bad-model',
      `${path} names ${found}. Through transformers.js Altwright runs: ${familyNames.join(', ')}.`,
    )
  }
  const decoder = (config[family.decoder] ?? {}) as Record<string, unknown>
  const places = decoder['max_position_embeddings'] ?? decoder['n_positions']
  const own = config['transformers.js_config'] as { use_external_data_format?: unknown } | undefined
  return {
    family,
    positions: Number.isInteger(places) ? (places as number) : undefined,
    external: own?.use_external_data_format,
  }
}

/** The files of the first dtype that is complete, and the data that lies beside the graphs. */
async function findWeights(
  folder: string,
  { sessions }: ModelFamily,
  external: unknown,
): Promise<{ dtype: Dtype; files: string[] }> {
  const entries = await readdir(join(folder, 'onnx'), { withFileTypes: true }).catch(() => [])
  const present = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)
  for (const [dtype, suffix] of Object.entries(suffixes) as [Dtype, string][]) {
    const graphs = sessions.map((session) => `${session}${suffix}.onnx`)
    if (!graphs.every((file) => present.includes(file))) continue
    for (const [i, graph] of graphs.entries()) {
      // transformers.js fails outside of any promise of ours when a data file is not there.
      const data = dataFiles(graph, sessions[i] as string, external).find((file) => !present.includes(file))
      if (data !== undefined) throw new AltwrightError('model-missing', `${folder} has no onnx/${data}.`)
    }
    const files = [...graphs, ...present.filter((file) => !file.endsWith('.onnx'))]
    return { dtype, files: files.sort().map((file) => join(folder, 'onnx', file)) }
  }
  const wanted = sessions.map((session) => `onnx/${session}.onnx`).join(' and ')
  throw new AltwrightError('model-missing', `${folder} has no ${wanted}, nor their _quantized forms.`)
}

/** `use_external_data_format` is a number of files or a boolean, for all graphs or by their names. */
function dataFiles(graph: string, session: string, external: unknown): string[] {
  const value =
    typeof external === 'object' && external !== null
      ? ((external as Record<string, unknown>)[graph] ?? (external as Record<string, unknown>)[session])
      : external
  return Array.from(
    { length: Math.min(100, Number(value) || 0) },
    (_, i) => `${graph}_data${i === 0 ? '' : `_${i}`}`,
  )
}

async function hashOf(texts: ReadonlyMap<string, string>, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const [file, text] of texts) hash.update(file).update(createHash('sha256').update(text).digest())
  for (const file of files) {
    const content = createHash('sha256')
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
      content.update(chunk as Buffer)
    hash.update(content.digest())
  }
  return hash.digest('hex')
}

function parseJson(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // The sentence below says it.
  }
  throw new AltwrightError('bad-model', `${path} is not a JSON object. Download it again.`)
}
