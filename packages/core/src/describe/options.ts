import type { FindImage } from '../assets/load.ts'
import type { CaptionDesk } from '../captions/desk.ts'
import type { Policy } from '../config/options.ts'
import type { AltwrightError } from '../error.ts'
import type { readCaption } from '../policy/compose.ts'
import type { Judgement } from '../policy/judge/judgement.ts'
import type { Soon } from '../soon.ts'

export interface DescribeOptions extends FindImage {
  readonly desk: CaptionDesk
  readonly policy: Policy
  /** A photo whose model is missing ends the run; `fetch` says which model it waits for. */
  readonly failOnMissingModel: ((source: string) => AltwrightError) | undefined
  /** Whether the command writes documents; one that only looks leaves an image that could be filled an error. */
  readonly writes: boolean
  /** The content hash of a picture. */
  readonly hash: (bytes: Uint8Array) => string
  /** Pixels of a picture that may be a lone dot; `undefined` for one that is none, or where they cannot be known. */
  readonly measure: (bytes: Uint8Array) => Soon<{ width: number; height: number } | undefined>
  /** Whether a file of so many bytes may be a lone dot. */
  readonly isDotSized: (length: number) => boolean
  /** What the words in a picture's file decide, where it is a drawing in a text format. */
  readonly judgeFile: (bytes: Uint8Array) => Judgement | undefined
  /** What a caption is by itself. */
  readonly readCaption: typeof readCaption
  /** What the lockfile calls a picture of another server; `undefined` for all else, which it calls by its file name. */
  readonly nameOf?: ((url: string) => string | undefined) | undefined
  /** The hash of a picture of another server that the lockfile knows by its address, where it cannot be had. */
  readonly recallAddress?: ((url: string) => string | undefined) | undefined
  /** Called with each picture that a finding refers to; `isWanted` says whether somebody will want to see it. */
  readonly onPicture: (hash: string, bytes: Uint8Array, isWanted: boolean) => Soon<void>
  /**
   * How well a text fits a picture, 0 to 1; `undefined` for a picture that cannot be read. Absent: alts are not matched.
   */
  readonly match?: ((bytes: Uint8Array, text: string) => Promise<number | undefined>) | undefined
  /**
   * Which pictures are loaded for their hash or their look alone: none, those that somebody has to do something about, or also
   * those whose author has answered.
   */
  readonly pictures: 'needed' | 'open' | 'all'
}
