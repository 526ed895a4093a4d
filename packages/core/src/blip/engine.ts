import { rm, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { CaptionOutcome } from '../captioner.ts'
import { AltwrightError } from '../error.ts'
import { readGraphic } from '../pixels/graphic.ts'
import type { PixelLimits } from '../pixels/limits.ts'
import { isMovingPng } from '../pixels/moving-png.ts'
import { normalise } from '../pixels/normalise.ts'
import { type Picture, readPicture } from '../pixels/picture.ts'
import { plainness } from '../pixels/plain.ts'
import type { CompileOptions } from './compile.ts'
import { type BlipConfig, parseBlipConfig } from './config.ts'
import { readModelFiles } from './files.ts'
import { generate } from './generate.ts'
import { engineId } from './identity.ts'
import { loadModel } from './load.ts'
import { type ModelNotes, parseNotes } from './notes.ts'
import type { ResolvedBlipOptions } from './options.ts'
import { isForModel, toOutcome } from './outcome.ts'
import { type CrewPlan, planCrew } from './plan.ts'
import { type Normalisation, parsePreprocessor } from './preprocessor.ts'
import { modelHash } from './revision.ts'
import type { BlipSessions, CrossSlots, CrossState } from './session.ts'
import { type CaptionTokenizer, createTokenizer } from './tokenizer.ts'

/** A loaded model. Its work blocks the thread: the worker owns it. */
export interface Engine {
  readonly id: string
  /** Without one, a single worker does it all. */
  readonly plan?: CrewPlan
  /** Captions images together; calls back as each is done. Stops early, between steps, when cancelled. */
  caption(images: readonly Uint8Array[], hooks: CaptionHooks): Promise<void>
  close(): Promise<void>
}

export interface EngineOptions extends ResolvedBlipOptions {
  /** The first worker has as many threads as a lone image deserves, the others one each. */
  readonly role: 'first' | 'extra'
}

interface CaptionHooks {
  readonly isCancelled: () => boolean
  readonly onOutcome: (index: number, outcome: CaptionOutcome) => void
}

/** Weights below this many bytes are computed faster by one thread than by several, and lose more by int8 than they gain. */
const smallModel = 64 * 1024 * 1024

/**
 * Reads, compiles and loads a model.
 *
 * @throws AltwrightError `model-missing` or `bad-model` that says which file and what is wrong with it.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
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
  const bannedIds = options.bannedWords.map(tokenizer.wordIds).filter((ids) => ids.length > 0)
  if (2 * options.beams > config.text.vocabulary) {
    throw new AltwrightError(
      'bad-config',
      `BLIP's option beams is ${options.beams}; this model knows ${config.text.vocabulary} tokens, enough for half as many.`,
    )
  }

  const hash = await modelHash(files, options.cacheDir)
  const { size } = await stat(files.weightsPath)
  const precision = options.precision ?? (size < smallModel ? 'fp32' : 'int8')
  const { threads, plan } = planCrew({
    small: size < smallModel,
    cores: availableParallelism(),
    threads: options.threads,
    workers: options.workers,
  })
  const compile: CompileOptions = {
    config,
    weightsPath: files.weightsPath,
    hash,
    name: files.name,
    cache: options.cacheDir,
    precision,
  }
  const { sessions, temporary } = await loadModel(
    compile,
    options.role === 'first' ? threads : 1,
    // Packed weights take the disk that fp16 is chosen to save, and a small model is loaded at once anyway.
    size >= smallModel && precision !== 'fp16',
  )
  const slots = keepSlots(sessions)
  return {
    plan,
    id: engineId(files.name, hash, precision, options),
    caption: (images, hooks) =>
      captionTogether(
        { options, config, notes, normalisation, tokenizer, promptIds, bannedIds, sessions, slots },
        images,
        hooks,
      ),
    async close() {
      await sessions.close()
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true })
    },
  }
}

interface Model {
  readonly options: ResolvedBlipOptions
  readonly config: BlipConfig
  readonly notes: ModelNotes
  readonly normalisation: Normalisation
  readonly tokenizer: CaptionTokenizer
  readonly promptIds: readonly number[]
  readonly bannedIds: readonly (readonly number[])[]
  readonly sessions: BlipSessions
  readonly slots: { atLeast(images: number): CrossSlots }
}

/** One memory for the images of all groups, as large as the largest of them. */
function keepSlots(sessions: BlipSessions): Model['slots'] {
  let slots: CrossSlots | undefined
  return {
    atLeast(images) {
      if (slots === undefined || slots.images < images) slots = sessions.makeSlots(images)
      return slots
    },
  }
}

/** Reads and encodes one image after the other, which keeps each image's numbers its own, then decodes all together. */
async function captionTogether(
  model: Model,
  images: readonly Uint8Array[],
  { isCancelled, onOutcome }: CaptionHooks,
): Promise<void> {
  const slots = model.slots.atLeast(images.length)
  const indices: number[] = []
  const states: CrossState[] = []
  for (const [index, bytes] of images.entries()) {
    if (isCancelled()) return
    const seen = await look(model, bytes, slots, states.length)
    if ('status' in seen) onOutcome(index, seen)
    else {
      indices.push(index)
      states.push(seen.cross)
    }
  }
  const { sessions, config, options, promptIds, bannedIds, tokenizer, notes } = model
  const found = await generate(sessions, states, config.text, {
    ...options,
    promptIds,
    bannedIds,
    isCancelled,
  })
  found.forEach((captions, i) => {
    if (captions === undefined) return
    const worded = captions.map((caption) => ({ ...caption, text: tokenizer.decode(caption.ids) }))
    onOutcome(indices[i] as number, toOutcome(worded, notes, options.candidates))
  })
}

async function look(
  { options, config, notes, normalisation, sessions }: Model,
  bytes: Uint8Array,
  slots: CrossSlots,
  slot: number,
): Promise<{ cross: CrossState } | CaptionOutcome> {
  const side = config.vision.imageSize
  const limits = { maxBytes: options.maxBytes, maxPixels: options.maxPixels }
  const picture =
    notes.kind === 'graphics'
      ? await readForGraphics(bytes, notes, { side, ...limits })
      : await readPicture(bytes, { width: side, height: side, ...limits })
  if (picture.status !== 'read') return picture
  const pixels = normalise(picture, normalisation.mean, normalisation.std)
  return { cross: await sessions.encodeInto(slots, slot, pixels) }
}

/** What a model for graphics looks at: nothing that a rule knows better, and no photo. */
async function readForGraphics(
  bytes: Uint8Array,
  notes: ModelNotes,
  options: PixelLimits & { readonly side: number },
): Promise<Picture | CaptionOutcome> {
  const graphic = await readGraphic(bytes, options)
  if (graphic.status === 'unreadable') return graphic
  const { padded, stretched, flatness } = graphic
  if (plainness(stretched.rgb, options.side) !== undefined)
    return { status: 'abstained', reason: isMovingPng(bytes) ? 'unknown' : 'plain' }
  if (!isForModel(flatness, notes)) return { status: 'abstained', reason: 'photo' }
  return { status: 'read', ...padded }
}
