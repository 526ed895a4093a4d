import type { Captioner } from '../captioner.ts'
import type { Matcher } from '../heads/matcher.ts'
import { automatic, type ModelChoice, photoModel } from '../models/choice.ts'
import { locateModel } from '../models/locate.ts'
import { type OpenModelOptions, openModel } from './model.ts'
import { routeByKind } from './route.ts'
import { lookTwice } from './second-look.ts'

/** What {@link openCaptioner} takes: what every engine understands. A configuration's settings fit. */
export interface OpenCaptionerOptions {
  /**
   * `'auto'`: the bundled model for flat graphics, and `Salesforce/blip-image-captioning-base` for everything else where it was pulled.
   * Or one model for all: `'graphics'`, `owner/name[@revision]` of a model that was pulled from the hub, or the path of a
   * model's folder. Or one for each kind. Nothing is downloaded.
   *
   * @default 'auto'
   */
  readonly model?: ModelChoice | undefined
  /**
   * What becomes of a choice whose model for photos was named and is not there. `report`: photos wait for it, and graphics are
   * described. `fail`: nothing is opened. What `'auto'` stands for may be missing either way.
   *
   * @default 'report'
   */
  readonly onMissingModel?: 'report' | 'fail' | undefined
  /**
   * Threads of the model's arithmetic.
   *
   * @default by the size of the model and the number of cores
   */
  readonly threads?: number | undefined
  /** How a BLIP model for photos writes, or the one model that was named; see `BlipOptions`. */
  readonly decoding?: Omit<OpenModelOptions, 'model' | 'threads' | 'candidates'> | undefined
  /**
   * A model for matching: it chooses between three candidate captions of a photo, and makes the captioner abstain where the
   * best does not fit either.
   *
   * @default none
   */
  readonly matcher?: string | undefined
  /**
   * A model for questions: it makes the captioner abstain where a photo is a chart, a text or a logo.
   *
   * @default none
   */
  readonly answerer?: string | undefined
}

/** Captions that a matcher chooses from. */
const candidates = 3

/**
 * Opens what captions: one model, or one for graphics and one for photos, with a matcher and an answerer to look again
 * at the words for photos.
 *
 * @throws AltwrightError `model-missing` when a model that was named is not there, `bad-model` for a kind that no engine
 *   runs, and what the engine throws.
 */
export async function openCaptioner(options: OpenCaptionerOptions = {}): Promise<Captioner> {
  const { model = 'auto', threads } = options
  if (model === 'graphics') return openModel({ model, threads })
  if (typeof model === 'string' && model !== 'auto') return openPhotos(model, options)
  const photos = await photoModel(model)
  // One that is missing is told before anything is captioned, not at the first photo.
  if (photos === undefined && options.onMissingModel === 'fail' && model !== 'auto')
    await locateModel(model.photos)
  const graphics = await openModel({ model: graphicsOf(model), threads })
  return photos === undefined ? graphics : routeByKind(graphics, () => openPhotos(photos, options))
}

/**
 * Opens the matcher of the settings, to say whether an alt that exists fits its picture.
 *
 * @returns `undefined` where none is named
 * @throws AltwrightError `model-missing`, and what the engine throws.
 */
export async function openAltMatcher({
  matcher,
}: Pick<OpenCaptionerOptions, 'matcher'>): Promise<Matcher | undefined> {
  if (matcher === undefined) return undefined
  const { openMatcher } = await import('../heads/index.ts')
  return openMatcher({ model: (await locateModel(matcher)).folder })
}

function graphicsOf(model: ModelChoice): string {
  return (typeof model === 'string' ? undefined : model.graphics) ?? automatic.graphics
}

async function openPhotos(model: string, options: OpenCaptionerOptions): Promise<Captioner> {
  const { threads, decoding = {}, matcher, answerer } = options
  const beams = decoding.beams ?? (matcher === undefined ? undefined : candidates)
  const captioner = await openModel({
    ...decoding,
    model,
    threads,
    beams,
    candidates: matcher === undefined ? undefined : Math.min(candidates, beams ?? 1),
  })
  if (matcher === undefined && answerer === undefined) return captioner
  const opened: { dispose(): Promise<void> }[] = [captioner]
  try {
    const match = await openAltMatcher({ matcher })
    if (match !== undefined) opened.push(match)
    const answer = await openAnswers(answerer)
    return lookTwice(captioner, match, answer)
  } catch (error) {
    await Promise.all(opened.map((part) => part.dispose()))
    throw error
  }
}

async function openAnswers(answerer: string | undefined) {
  if (answerer === undefined) return undefined
  const { openAnswerer } = await import('../heads/index.ts')
  return openAnswerer({ model: (await locateModel(answerer)).folder })
}
