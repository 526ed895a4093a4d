export {
  type Baseline,
  type BaselineFinding,
  baselineOf,
  formatBaseline,
  parseBaseline,
  withBaseline,
} from './baseline.ts'
export { readBaseline, writeBaseline } from './baseline-file.ts'
export { changesOf, type FileChange, type Hunk } from './changes.ts'
export { type Comparison, compareReports, type Replaced } from './compare.ts'
export { htmlDiff } from './diff/html.ts'
export { jsonDiff } from './diff/json.ts'
export { markdownDiff } from './diff/markdown.ts'
export { reporters } from './formats.ts'
export { stableAddress } from './identity.ts'
export { parseReport } from './read.ts'
