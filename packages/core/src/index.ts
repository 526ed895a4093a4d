export {
  decodeDataUrl,
  type FileLoaderOptions,
  type FileRoots,
  fileLoader,
  type ImageFiles,
  imageFiles,
  imageReader,
  withoutBase,
} from './assets/files.ts'
export { isInside, maxImageBytes } from './assets/inside.ts'
export type { LoadedImage, LoadImage, ReadImage } from './assets/load.ts'
export type {
  Abstained,
  Captioned,
  Captioner,
  CaptionOptions,
  CaptionOutcome,
  ImageProblem,
  Unreadable,
} from './captioner.ts'
export { unreadable } from './captioner.ts'
export { AltwrightError, type ErrorCode } from './error.ts'
export { fileProblem } from './file-problem.ts'
export { type Insertion, insertAttributes, type TextInsertion, textsToInsert } from './html/edit.ts'
export { withoutGenerated } from './html/generated.ts'
export { imageMarkup } from './html/markup.ts'
export {
  type Described,
  type DocumentImages,
  describeDocument,
  describeHtml,
  type HtmlPage,
  type HtmlPageResult,
} from './html/page.ts'
export { imagesFromHtml } from './html/parse.ts'
export { type Accessibility, accessibilityOf } from './image/accessibility/accessibility.ts'
export { decisiveStyles } from './image/accessibility/decisive.ts'
export type {
  AccessibleName,
  AltState,
  Control,
  Drawing,
  Figure,
  Form,
  Hidden,
  ImageFacts,
  ImageKind,
  ImageSource,
  Nearby,
  Place,
  Row,
  Size,
} from './image/facts.ts'
export type { FromHastOptions, ImageInTree } from './image/from-hast.ts'
export { readComment, type Suppression } from './image/suppression.ts'
export { imagesFromHast } from './image/with-sheets.ts'
export { type ComposeOptions, type Composition, compose } from './policy/compose.ts'
export { type JudgeOptions, judge } from './policy/judge/judge.ts'
export type { Judgement } from './policy/judge/judgement.ts'
export { type Rule, type RuleId, rules, type Severity } from './policy/rules.ts'
export { excessOf, type Limits } from './report/limits.ts'
export { mergeReports } from './report/merge.ts'
export type {
  Command,
  DocumentResult,
  Finding,
  Outcome,
  Picture,
  Report,
  Summary,
} from './report/report.ts'
export { htmlReport } from './report/reporters/html.ts'
export { jsonReport } from './report/reporters/json.ts'
export { formatSummary } from './report/summary.ts'
export { writeReports } from './report/write.ts'
export {
  type AltMatcher,
  type DocumentFound,
  openRun,
  type Progress,
  type Result,
  type Results,
  type Run,
  type RunOptions,
} from './run.ts'
