import type { Captioner, CaptionOptions, CaptionOutcome } from '../captioner.ts'
import { startLoneEngine } from '../threads/calls.ts'
import { workerOf } from '../threads/thread.ts'
import { resolveTransformersOptions, type TransformersOptions } from './options.ts'

/**
 * Opens a captioning model of transformers.js, a local folder with `config.json` and ONNX files, as a
 * {@link Captioner}: of the `model_type` `vision-encoder-decoder`, or `florence2`, which is asked for `<CAPTION>`.
 * It runs in a worker thread and generates greedily. Nothing is downloaded. Confidence is the geometric mean of the
 * token probabilities, the end of the caption included.
 *
 * ```js
 * const captioner = await openTransformers({ model: './vit-gpt2-image-captioning' })
 * ```
 *
 * @throws AltwrightError `model-missing` or `bad-model` with the file and what is wrong with it,
 *   `bad-config` for an option, `engine-failed` when the runtime cannot start.
 */
export async function openTransformers(options: TransformersOptions): Promise<Captioner> {
  const engine = await startLoneEngine<undefined, CaptionOutcome>({
    script: workerOf('transformers'),
    workerData: resolveTransformersOptions(options),
    name: 'altwright-transformers',
  })
  return {
    id: engine.id,
    async caption(images, { signal, onOutcome }: CaptionOptions = {}) {
      const outcomes: CaptionOutcome[] = []
      for (const [index, image] of images.entries()) {
        const outcome = await engine.look(image, undefined, signal)
        outcomes.push(outcome)
        onOutcome?.(index, outcome)
      }
      return outcomes
    },
    dispose: () => engine.dispose(),
  }
}
