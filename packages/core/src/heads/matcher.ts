import type { Unreadable } from '../captioner.ts'
import { openHead } from './open.ts'
import { type MatcherOptions, resolveHeadOptions } from './options.ts'

/** Says how well texts fit an image. */
export interface Matcher {
  /** Names everything that changes the numbers: model@revision/precision/head. */
  readonly id: string
  /**
   * Scores each text against an image, which is encoded once. The answer has one outcome per text, in order; a text's
   * numbers do not depend on the others. An unreadable image is an outcome for each, never a rejection.
   *
   * @throws AltwrightError `bad-input` for a text that is empty or too long, `engine-failed` when the engine cannot
   *   go on, and the signal's reason on abort.
   */
  match(image: Uint8Array, texts: readonly string[], options?: LookOptions): Promise<MatchOutcome[]>
  /** Ends the engine's thread. Waits for nothing that is still queued. */
  dispose(): Promise<void>
}

export interface LookOptions {
  readonly signal?: AbortSignal | undefined
}

export type MatchOutcome = Matched | Unreadable

export interface Matched {
  readonly status: 'matched'
  /** That the text fits, 0 to 1, by a model that reads it while looking at the image. */
  readonly probability: number
  /** How alike image and text are, -1 to 1, each encoded by itself. Good for ranking. */
  readonly cosine: number
}

/**
 * Opens a checkpoint of `BlipForImageTextRetrieval`, for example `Salesforce/blip-itm-base-coco`: compiles its weights to
 * ONNX the first time (kept in the cache), and runs it in a worker thread. Dispose of it when done.
 *
 * ```js
 * const matcher = await openMatcher({ model: './blip-itm-base-coco' })
 * const [outcome] = await matcher.match(await readFile('dog.jpg'), ['a dog on a beach'])
 * await matcher.dispose()
 * ```
 *
 * @throws AltwrightError `model-missing` or `bad-model` with the file and what is wrong with it,
 *   `bad-config` for an option, `engine-failed` when the runtime cannot start.
 */
export async function openMatcher(options: MatcherOptions): Promise<Matcher> {
  const head = await openHead<Matched>({ head: 'match', options: resolveHeadOptions(options) })
  return {
    id: head.id,
    match: async (image, texts, { signal } = {}) =>
      texts.length === 0 ? [] : head.look(image, texts, signal),
    dispose: () => head.dispose(),
  }
}
