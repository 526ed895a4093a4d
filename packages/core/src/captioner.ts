/**
 * The port between the flow and whatever writes captions. An engine looks at pixels only;
 * what an image means on its page is decided before (`judge`) and after (`compose`).
 */
export interface Captioner {
  /**
   * Names everything that changes the words: model@revision/precision/decoding,
   * for example `graphics@3f2c9a1b/fp32/greedy`.
   */
  readonly id: string
  /**
   * Captions a batch. The answer has one outcome per image, in order; an unreadable image is an
   * outcome, never a rejection. Same bytes, same words, whatever else is in the batch.
   *
   * @throws AltwrightError when the engine itself cannot go on (`engine-failed`), and the signal's reason on abort.
   */
  caption(images: readonly Uint8Array[], options?: CaptionOptions): Promise<CaptionOutcome[]>
  /** Ends the engine's threads. Waits for nothing that is still queued. */
  dispose(): Promise<void>
}

export interface CaptionOptions {
  readonly signal?: AbortSignal | undefined
  /** Called as each image is done, in any order, for progress. */
  readonly onOutcome?: ((index: number, outcome: CaptionOutcome) => void) | undefined
}

export type CaptionOutcome = Captioned | Abstained | Unreadable

/** Which model looked at an image and why, where a captioner has several. */
interface Spoken {
  /** The id of the model that looked; default: the captioner's own. */
  readonly engine?: string
  /** What the picture was taken for: a flat drawing, or anything else. */
  readonly seenAs?: 'graphic' | 'photo'
}

/** The engine stands behind these words. */
export interface Captioned extends Spoken {
  readonly status: 'captioned'
  /** As generated, trimmed; not yet alt text. */
  readonly text: string
  /** Geometric mean of the token probabilities, 0 to 1; less where an engine that weighed several captions was torn. */
  readonly confidence: number
  /** Several captions, the best first, from an engine that was asked for them. */
  readonly candidates?: readonly Candidate[]
}

/** One of several captions for an image. */
interface Candidate {
  readonly text: string
  /** Log-probability as the engine ranks by it; comparable within one image only. */
  readonly score: number
}

/** The engine looked and does not know. */
export interface Abstained extends Spoken {
  readonly status: 'abstained'
  /**
   * `photo`: not a graphic, and only a graphics model is at hand; `unknown`: the model said so itself;
   * `unsure`: below the model's confidence threshold, or a model that matches texts with pictures disagreed;
   * `plain`: a solid colour, a gradient, a line or a pattern, told by a rule; `chart`, `text`, `logo`: a model that answers questions took it for one, and it needs more than a caption.
   */
  readonly reason: 'photo' | 'plain' | 'unknown' | 'unsure' | 'chart' | 'text' | 'logo'
  /** What it would have said, for a person to look at. */
  readonly draft?: string
  readonly confidence?: number
}

/** The bytes could not be turned into pixels. */
export interface Unreadable {
  readonly status: 'unreadable'
  readonly code: ImageProblem
  /** One sentence for a person, without the image's name. */
  readonly message: string
}

/** The outcome for an image that could not be read; the message is one sentence, without the image’s name. */
export function unreadable(code: ImageProblem, message: string): Unreadable {
  return { status: 'unreadable', code, message }
}

/** Why an image could not be read. */
export type ImageProblem =
  | 'missing'
  | 'outside-root'
  | 'not-an-image'
  | 'truncated'
  | 'too-large'
  | 'unsupported-format'
  | 'empty'
  | 'remote'
  | 'unreachable'
