export type {
  Abstained,
  Captioned,
  Captioner,
  CaptionOptions,
  CaptionOutcome,
  ImageProblem,
  Unreadable,
} from './captioner.ts'
export { AltwrightError, type ErrorCode } from './error.ts'
