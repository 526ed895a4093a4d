export { contentHash } from '../content-hash.ts'
export { exportCsv, type ImportProblem, importCsv } from './csv.ts'
export {
  emptyLockfile,
  isReviewed,
  isTouched,
  type LockEntry,
  type LockfileData,
  type ReviewState,
  type UseDecision,
} from './entry.ts'
export { formatLockfile, parseLockfile } from './lockfile.ts'
export { markConflict, splitConflict } from './markers.ts'
export { type MergeConflict, type MergedLockfile, mergeLockfiles } from './merge.ts'
export { forgetWords, type Review, reviewPicture } from './review.ts'
export { changeLockfile, readLockfile } from './store.ts'
