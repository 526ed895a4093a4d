import { rm, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { CaptionOutcome } from '../captioner.ts'
import { AltwrightError } from '../error.ts'
import { flatnessOf } from '../pixels/flatness.ts'
import { normalise } from '../pixels/normalise.ts'
import { readPicture } from '../pixels/picture.ts'
import { discard } from './cache.ts'
import { type CompileOptions, compileModel, type Precision } from './compile.ts'
import { type BlipConfig, parseBlipConfig } from './config.ts'
import { readModelFiles } from './files.ts'
import { generateGreedy } from './generate.ts'
import { type ModelNotes, parseNotes } from './notes.ts'
import { defaultMaxNewTokens, defaultMinNewTokens, type ResolvedBlipOptions } from './options.ts'
import { isForModel, toOutcome } from './outcome.ts'
import { type Normalisation, parsePreprocessor } from './preprocessor.ts'
import { modelHash } from './revision.ts'
import { type BlipSessions, type CrossState, openSessions } from './session.ts'
import { type CaptionTokenizer, createTokenizer } from './tokenizer.ts'

/** A loaded model. Its work blocks the thread: the worker owns it. */
export interface Engine {
  readonly id: string
  /** Captions images together; calls back as each is done. Stops early, between steps, when cancelled. */
  caption(images: readonly Uint8Array[], hooks: CaptionHooks): Promise<void>
  close(): Promise<void>
}

interface CaptionHooks {
  readonly isCancelled: () => boolean
  readonly onOutcome: (index: number, outcome: CaptionOutcome) => void
}

/** Weights below this many bytes are computed faster by one thread than by several. */
const smallModel = 64 * 1024 * 1024
const precision: Precision = 'fp32'

/**
 * Reads, compiles and loads a model.
 *
 * @throws AltwrightError `model-missing` or `bad-model` that says which file and what is wrong with it.
 */
export async function openEngine(options: ResolvedBlipOptions): Promise<Engine> {
  const files = await readModelFiles(options.model)
  const beside = (name: string): string => join(files.folder, name)
  const config = parseBlipConfig(files.config, files.configPath)
  const notes = parseNotes(files.notes, beside('altwright.json'))
  const normalisation = parsePreprocessor(files.preprocessor, beside('preprocessor_config.json'))
  const tokenizer = createTokenizer(
    files.tokenizer,
    files.tokenizerConfig,
    config.text,
    beside('tokenizer.json'),
  )
  const promptIds = tokenizer.promptIds(options.prompt)
  if (promptIds.length > config.text.positions) {
    throw new AltwrightError(
      'bad-config',
      `BLIP's option prompt makes ${promptIds.length} tokens; this model has places for ${config.text.positions}.`,
    )
  }

  const hash = await modelHash(files, options.cacheDir)
  const { size } = await stat(files.weightsPath)
  const threads = options.threads ?? (size < smallModel ? 1 : Math.min(8, availableParallelism()))
  const compile: CompileOptions = {
    config,
    weightsPath: files.weightsPath,
    hash,
    name: files.name,
    cache: options.cacheDir,
    precision,
  }
  const { sessions, temporary } = await load(compile, threads)
  return {
    id: engineId(files.name, hash, options),
    caption: (images, hooks) =>
      captionTogether(
        { options, config, notes, normalisation, tokenizer, promptIds, sessions },
        images,
        hooks,
      ),
    async close() {
      await sessions.close()
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true })
    },
  }
}

/** Compiles and loads; what is compiled but will not load is compiled once more. */
async function load(
  compile: CompileOptions,
  threads: number,
): Promise<{ sessions: BlipSessions; temporary: string | undefined }> {
  for (let attempt = 1; ; attempt++) {
    const entry = await compileModel(compile)
    try {
      return {
        sessions: await openSessions(entry.folder, compile.config, threads),
        temporary: entry.temporary ? entry.folder : undefined,
      }
    } catch (cause) {
      await discard(entry)
      if (attempt === 2)
        throw new AltwrightError(
          'engine-failed',
          `The runtime could not load the compiled model in ${entry.folder}: ${(cause as Error).message}.`,
          { cause },
        )
    }
  }
}

/** Model, revision, precision, and whatever of the options changes the words. */
export function engineId(
  name: string,
  hash: string,
  {
    prompt,
    maxNewTokens,
    minNewTokens,
  }: Pick<ResolvedBlipOptions, 'prompt' | 'maxNewTokens' | 'minNewTokens'>,
): string {
  const decoding = ['greedy']
  if (prompt !== '') decoding.push(`prompt=${encodeURIComponent(prompt)}`)
  if (maxNewTokens !== defaultMaxNewTokens) decoding.push(`max=${maxNewTokens}`)
  if (minNewTokens !== defaultMinNewTokens) decoding.push(`min=${minNewTokens}`)
  return `${name}@${hash.slice(0, 8)}/${precision}/${decoding.join(';')}`
}

interface Model {
  readonly options: ResolvedBlipOptions
  readonly config: BlipConfig
  readonly notes: ModelNotes
  readonly normalisation: Normalisation
  readonly tokenizer: CaptionTokenizer
  readonly promptIds: readonly number[]
  readonly sessions: BlipSessions
}

/** Reads and encodes one image after the other, which keeps each image's numbers its own, then decodes all together. */
async function captionTogether(
  model: Model,
  images: readonly Uint8Array[],
  { isCancelled, onOutcome }: CaptionHooks,
): Promise<void> {
  const indices: number[] = []
  const states: CrossState[] = []
  for (const [index, bytes] of images.entries()) {
    if (isCancelled()) return
    const seen = await look(model, bytes)
    if ('status' in seen) onOutcome(index, seen)
    else {
      indices.push(index)
      states.push(seen.cross)
    }
  }
  const { sessions, config, options, promptIds, tokenizer, notes } = model
  // The last token that is generated is not read again, so it needs no place.
  const maxNewTokens = Math.min(options.maxNewTokens, config.text.positions - promptIds.length + 1)
  const captions = await generateGreedy(sessions, states, config.text, {
    promptIds,
    maxNewTokens,
    minNewTokens: options.minNewTokens,
    isCancelled,
  })
  captions.forEach((caption, i) => {
    if (caption !== undefined)
      onOutcome(indices[i] as number, toOutcome(tokenizer.decode(caption.ids), caption, notes))
  })
}

async function look(
  { options, config, notes, normalisation, sessions }: Model,
  bytes: Uint8Array,
): Promise<{ cross: CrossState } | CaptionOutcome> {
  const side = config.vision.imageSize
  const picture = await readPicture(bytes, {
    width: side,
    height: side,
    maxBytes: options.maxBytes,
    maxPixels: options.maxPixels,
  })
  if (picture.status === 'unreadable') return picture
  if (!isForModel(flatnessOf(picture.rgb), notes)) return { status: 'abstained', reason: 'photo' }
  return { cross: await sessions.encode(normalise(picture, normalisation.mean, normalisation.std), 1) }
}
