import type { ImageKind } from '../image/facts.ts'
import type { Finding } from './report.ts'

/** Elements that say it in an `alt`; others are named by their content, by a title or by ARIA. */
const saysInAlt: ReadonlySet<ImageKind> = new Set(['area', 'image-input', 'img'])

/** Where a draft goes, as it stands before the draft's quotes: `alt=`, or nothing for what has no alt. */
export function draftPlace({ kind }: Finding): 'alt=' | '' {
  return saysInAlt.has(kind) ? 'alt=' : ''
}
