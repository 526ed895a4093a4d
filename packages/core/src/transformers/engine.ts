import { availableParallelism } from 'node:os'
import {
  AutoImageProcessor,
  AutoModelForImageTextToText,
  AutoModelForVision2Seq,
  AutoProcessor,
  AutoTokenizer,
  env,
  type LogitsProcessor,
  LogitsProcessorList,
  LogLevel,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  RawImage,
  type StoppingCriteria,
  StoppingCriteriaList,
  type Tensor,
} from '@huggingface/transformers'
import { isForModel, toOutcome } from '../blip/outcome.ts'
import type { CaptionOutcome } from '../captioner.ts'
import { AltwrightError } from '../error.ts'
import { flatnessOf } from '../pixels/flatness.ts'
import { readPicture } from '../pixels/picture.ts'
import { readTransformersModel, type TransformersModel } from './files.ts'
import { defaultMaxNewTokens, type ResolvedTransformersOptions } from './options.ts'

/** A loaded model. Its work blocks the thread: the worker owns it. */
export interface TransformersEngine {
  readonly id: string
  /** Captions one image; stops between steps, without an outcome, when cancelled. */
  caption(image: Uint8Array, isCancelled: () => boolean): Promise<CaptionOutcome | undefined>
  close(): Promise<void>
}

/**
 * Reads and loads a model. The library's settings, which are global, are those of the worker's thread alone.
 *
 * @throws AltwrightError `model-missing` or `bad-model` that says which file and what is wrong with it.
 */
export async function openEngine(options: ResolvedTransformersOptions): Promise<TransformersEngine> {
  const files = await readTransformersModel(options.folder)
  env.allowRemoteModels = false
  env.allowLocalModels = true
  env.useFSCache = false
  env.logLevel = LogLevel.NONE
  const loaded = { ...(await load(files, options)), files, options }
  return {
    id: engineId(files, options),
    caption: (image, isCancelled) => captionImage(loaded, image, isCancelled),
    close: async () => void (await loaded.model.dispose()),
  }
}

interface Loaded {
  readonly files: TransformersModel
  readonly options: ResolvedTransformersOptions
  readonly model: PreTrainedModel
  readonly tokenizer: PreTrainedTokenizer
  /** What is generated from: normalised pixels, and the question for a model that is asked one. */
  readonly prepare: (image: RawImage) => Promise<Readonly<Record<string, Tensor>>>
}

async function load(
  { folder, dtype, family }: TransformersModel,
  { threads }: ResolvedTransformersOptions,
): Promise<Pick<Loaded, 'model' | 'prepare' | 'tokenizer'>> {
  const local = { local_files_only: true }
  const session = {
    intraOpNumThreads: threads ?? Math.min(8, availableParallelism()),
    interOpNumThreads: 1,
    // Idle threads wait quietly between runs, and leave the cores to the build.
    extra: { session: { force_spinning_stop: '1' } },
  }
  const settings = { ...local, dtype, device: 'cpu', session_options: session } as const
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(folder, local)
    const { task } = family
    if (task === undefined) {
      const processor = await AutoImageProcessor.from_pretrained(folder, local)
      return {
        tokenizer,
        model: await AutoModelForVision2Seq.from_pretrained(folder, settings),
        prepare: async (image) => ({ pixel_values: (await processor(image)).pixel_values }),
      }
    }
    const processor = await AutoProcessor.from_pretrained(folder, local)
    return {
      tokenizer,
      model: await AutoModelForImageTextToText.from_pretrained(folder, settings),
      prepare: async (image) => {
        const { pixel_values, input_ids, attention_mask } = await processor(image, task)
        return { pixel_values, input_ids, attention_mask }
      },
    }
  } catch (cause) {
    throw new AltwrightError(
      'bad-model',
      `transformers.js could not load ${folder}: ${(cause as Error).message}`,
      { cause },
    )
  }
}

/** Model, revision, storage of the weights, and whatever of the options changes the words. */
function engineId(
  { name, hash, dtype }: TransformersModel,
  { maxNewTokens }: ResolvedTransformersOptions,
): string {
  const decoding = maxNewTokens === defaultMaxNewTokens ? 'greedy' : `greedy;max=${maxNewTokens}`
  return `${name}@${hash.slice(0, 8)}/${dtype}/${decoding}`
}

/** `undefined` when it was cancelled. */
async function captionImage(
  { files, options, model, prepare, tokenizer }: Loaded,
  bytes: Uint8Array,
  isCancelled: () => boolean,
): Promise<CaptionOutcome | undefined> {
  const { maxBytes, maxPixels } = options
  // Our own decoder, because images come from anywhere: it has limits, and draws an SVG without what that refers to.
  // At the model's size the library's processor finds nothing to resize, which it would do without antialiasing.
  const picture = await readPicture(bytes, { ...files.inputSize, maxBytes, maxPixels })
  if (picture.status === 'unreadable') return picture
  if (!isForModel(flatnessOf(picture.rgb), files.notes)) return { status: 'abstained', reason: 'photo' }
  const inputs = await prepare(new RawImage(picture.rgb, picture.width, picture.height, 3))
  const { ids, logProbs } = await generate(model, inputs, {
    maxNewTokens: Math.min(options.maxNewTokens, files.positions ?? options.maxNewTokens),
    isCancelled,
  })
  if (isCancelled()) return undefined
  const text = tokenizer.decode(ids, { skip_special_tokens: true }).trim()
  const score = logProbs.reduce((sum, value) => sum + value, 0)
  return toOutcome([{ text, logProbs, score }], files.notes, 1)
}

/**
 * Generates greedily. `generate` gives no scores for that, so we read them where they pass: the last logits processor
 * sees what each token is then chosen from, and the greatest score is the one that is taken.
 *
 * @returns the ids after the start token, and the logarithms of their probabilities, the end included.
 */
async function generate(
  model: PreTrainedModel,
  inputs: Readonly<Record<string, Tensor>>,
  { maxNewTokens, isCancelled }: { readonly maxNewTokens: number; readonly isCancelled: () => boolean },
): Promise<{ ids: number[]; logProbs: number[] }> {
  const logProbs: number[] = []
  const listen = (_: bigint[][], scores: Tensor): Tensor => {
    logProbs.push(greatestLogProbability(scores.data as Float32Array))
    return scores
  }
  const stop = (ids: number[][]): boolean[] => ids.map(() => isCancelled())
  // The library calls these as functions; its types want its own callable classes.
  const processors = new LogitsProcessorList()
  processors.push(listen as unknown as LogitsProcessor)
  const criteria = new StoppingCriteriaList()
  criteria.push(stop as unknown as StoppingCriteria)
  const sequences = (await model.generate({
    ...inputs,
    max_new_tokens: maxNewTokens,
    num_beams: 1,
    do_sample: false,
    logits_processor: processors,
    stopping_criteria: criteria,
  } as Parameters<PreTrainedModel['generate']>[0])) as Tensor
  const [ids] = sequences.tolist() as [bigint[]]
  return { ids: ids.slice(ids.length - logProbs.length).map(Number), logProbs }
}

/** `max(log softmax(scores))` */
function greatestLogProbability(scores: Float32Array): number {
  let greatest = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > greatest) greatest = score
  let sum = 0
  for (const score of scores) sum += Math.exp(score - greatest)
  return -Math.log(sum)
}
