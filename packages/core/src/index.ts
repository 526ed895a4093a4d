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
export type {
  AccessibleName,
  AltState,
  Control,
  Figure,
  Hidden,
  ImageFacts,
  ImageKind,
  ImageSource,
  Nearby,
  Place,
  Size,
} from './image/facts.ts'
export { type Rule, type RuleId, rules, type Severity } from './policy/rules.ts'
export type {
  Command,
  DocumentResult,
  Finding,
  Outcome,
  Picture,
  Report,
  Summary,
} from './report/report.ts'
export type { LoadedImage, LoadImage, Progress, Run, RunOptions } from './run.ts'
