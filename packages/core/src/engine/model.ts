import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Captioner } from '../captioner.ts'
import { AltwrightError } from '../error.ts'
import { locateModel } from '../models/locate.ts'

/** How one model is opened. */
export interface OpenModelOptions {
  /** As {@link locateModel} takes it. */
  readonly model: string
  readonly threads?: number | undefined
  readonly candidates?: number | undefined
  readonly precision?: 'fp32' | 'fp16' | 'int8' | 'int8-row' | undefined
  readonly beams?: number | undefined
  readonly prompt?: string | undefined
  readonly maxNewTokens?: number | undefined
  readonly bannedWords?: readonly string[] | undefined
}

type Open = (options: OpenModelOptions) => Promise<Captioner>

const blip: Open = async (options) => (await import('../blip/index.ts')).openBlip(options)
const transformers: Open = async ({ model, threads, maxNewTokens, ...others }) => {
  const [extra] = Object.entries(others).filter(([, value]) => value !== undefined)
  if (extra !== undefined) {
    throw new AltwrightError(
      'bad-config',
      `${model}: this kind of model has no option ${extra[0]}; only BLIP does.`,
    )
  }
  return (await import('../transformers/index.ts')).openTransformers({ model, threads, maxNewTokens })
}

/** Engines by the `model_type` of `config.json`. Only the one that is needed is loaded. */
const engines: Readonly<Record<string, Open>> = {
  blip,
  'vision-encoder-decoder': transformers,
  florence2: transformers,
}

/**
 * Opens one captioning model, whatever its kind: the one place that picks the engine, by the `model_type` of its
 * `config.json`.
 *
 * @throws AltwrightError `model-missing` when there is no such model, `bad-model` for a kind that no engine runs, and
 *   what the engine throws.
 */
export async function openModel(options: OpenModelOptions): Promise<Captioner> {
  const { model } = options
  const { folder } = await locateModel(model)
  const path = join(folder, 'config.json')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    // The engine says best what a model's folder should be.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new AltwrightError('bad-model', `Could not read ${path}: ${error.message}.`, { cause: error })
  })
  const { model_type: type = undefined, architectures = [] } =
    text === undefined ? { model_type: 'blip' } : readConfig(text, path)
  const other = [architectures].flat().find((name) => typeof name === 'string' && Object.hasOwn(heads, name))
  if (typeof other === 'string') {
    throw new AltwrightError('bad-model', `${path}: this model ${heads[other]}; it writes no captions.`)
  }
  const open = typeof type === 'string' && Object.hasOwn(engines, type) ? engines[type] : undefined
  if (open === undefined) {
    const found = type === undefined ? 'no model_type' : `model_type ${JSON.stringify(type)}`
    throw new AltwrightError(
      'bad-model',
      `${path} names ${found}. Altwright runs: ${Object.keys(engines).join(', ')}.`,
    )
  }
  return open({ ...options, model: folder })
}

/** Models of the family with another head, and what they are for. */
const heads: Readonly<Record<string, string>> = {
  BlipForImageTextRetrieval: 'matches texts with pictures (`altwright match`)',
  BlipForQuestionAnswering: 'answers questions (`altwright ask`)',
}

function readConfig(text: string, path: string): { model_type?: unknown; architectures?: unknown } {
  try {
    return JSON.parse(text) ?? {}
  } catch (cause) {
    throw new AltwrightError('bad-model', `${path} is not JSON. Download the model's config.json again.`, {
      cause,
    })
  }
}
