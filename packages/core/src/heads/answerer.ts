import type { Unreadable } from '../captioner.ts'
import type { LookOptions } from './matcher.ts'
import { openHead } from './open.ts'
import { type AnswererOptions, resolveHeadOptions } from './options.ts'

/** Answers questions about images. */
export interface Answerer {
  /** Names everything that changes the words: model@revision/precision/head;decoding. */
  readonly id: string
  /**
   * Answers a question about an image in a few words. An unreadable image is an outcome, never a rejection.
   *
   * @throws AltwrightError `bad-input` for a question that is empty or too long, `engine-failed` when the engine cannot
   *   go on, and the signal's reason on abort.
   */
  ask(image: Uint8Array, question: string, options?: LookOptions): Promise<AnswerOutcome>
  /** Ends the engine's thread. Waits for nothing that is still queued. */
  dispose(): Promise<void>
}

export type AnswerOutcome = Answered | Silent | Unreadable

export interface Answered {
  readonly status: 'answered'
  readonly answer: string
  /** Geometric mean of the token probabilities, 0 to 1, the end included. */
  readonly confidence: number
}

/** The model ended its answer before the first word. */
export interface Silent {
  readonly status: 'abstained'
  readonly reason: 'unknown'
  readonly confidence: number
}

/**
 * Opens a checkpoint of `BlipForQuestionAnswering`, for example `Salesforce/blip-vqa-base`: compiles its weights to
 * ONNX the first time (kept in the cache), and runs it in a worker thread. Dispose of it when done.
 *
 * ```js
 * const answerer = await openAnswerer({ model: './blip-vqa-base' })
 * const outcome = await answerer.ask(await readFile('lens.png'), 'is this a logo?')
 * await answerer.dispose()
 * ```
 *
 * @throws AltwrightError `model-missing` or `bad-model` with the file and what is wrong with it,
 *   `bad-config` for an option, `engine-failed` when the runtime cannot start.
 */
export async function openAnswerer(options: AnswererOptions): Promise<Answerer> {
  const head = await openHead<Answered | Silent>({ head: 'answer', options: resolveHeadOptions(options) })
  return {
    id: head.id,
    async ask(image, question, { signal } = {}) {
      const [outcome] = await head.look(image, [question], signal)
      return outcome as AnswerOutcome
    },
    dispose: () => head.dispose(),
  }
}
