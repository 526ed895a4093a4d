// What filling pages and components takes, and nothing that only some of them or the end of a run need: a build waits for it.
export {
  imageFiles,
  imageIdentifier,
  imageIdentities,
  imageReader,
  withoutBase,
} from './assets/files.ts'
export { isInside } from './assets/inside.ts'
export type { IdentifyImage, ImageIdentity, LoadedImage, LoadImage } from './assets/load.ts'
export { type FileStamps, fileStamps } from './assets/stamps.ts'
export { type BuildCache, openBuildCache } from './cache/build-cache.ts'
export type { DocumentText } from './cache/decisions.ts'
export type { Captioner } from './captioner.ts'
export { contentHash } from './content-hash.ts'
export { loadDescribing } from './describing.ts'
export { AltwrightError } from './error.ts'
export { fileProblem } from './file-problem.ts'
export { insertTexts, type TextInsertion } from './html/edit.ts'
export { imageMarkup } from './html/markup.ts'
export { describeDocument, describeHtml, type HtmlPageResult } from './html/page.ts'
export { excessOf } from './report/limits.ts'
export type { Finding, Report } from './report/report.ts'
export { formatSummary } from './report/summary.ts'
export { writeReports } from './report/write.ts'
export { openRun, type Progress, type Run } from './run.ts'
export { counted } from './terminal/plain.ts'
export { buildOf } from './version.ts'
