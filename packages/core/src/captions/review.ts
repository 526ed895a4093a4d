import { AltwrightError } from '../error.ts'
import { isReviewed, type LockEntry, type LockfileData, type UseDecision } from './entry.ts'

/** What a person says of a picture. */
export type Review =
  | { readonly state: 'approved' | 'rejected' | 'decorative' }
  | { readonly state: 'edited'; readonly alt: string }

/**
 * The lockfile after a review of one picture, as such or for one use. The engine's words are kept beside a person's,
 * so that a reader sees what was changed. An approval leaves what a person wrote.
 *
 * @throws AltwrightError `bad-input` where there are no words to approve, or an alt is blank.
 */
export function reviewPicture(
  data: LockfileData,
  hash: string,
  review: Review,
  use?: string | undefined,
): LockfileData {
  const entry: LockEntry = Object.hasOwn(data.images, hash) ? (data.images[hash] as LockEntry) : {}
  if (review.state === 'edited' && review.alt.trim() === '') {
    throw new AltwrightError(
      'bad-input',
      'An alt of nothing but white space says nothing; mark the picture as decorative instead.',
    )
  }
  const changed = use === undefined ? reviewed(data, entry, review, hash) : reviewedUse(entry, review, use)
  return { ...data, images: { ...data.images, [hash]: changed } }
}

function reviewed(data: LockfileData, entry: LockEntry, review: Review, hash: string): LockEntry {
  // Who approves what a person wrote keeps it: the engine's words are not what is shown.
  if (review.state === 'approved' && entry.state === 'edited') return entry
  const { copyOf, alt: _, state: __, ...rest } = entry
  // A copy that is reviewed by itself becomes a picture of its own, with the words that held for it.
  const original = copyOf === undefined ? undefined : data.images[copyOf]
  const words = original?.caption === undefined ? {} : { caption: original.caption }
  const own = { ...words, ...rest }
  if (review.state === 'approved' && own.caption === undefined) {
    throw new AltwrightError(
      'bad-input',
      `${entry.source ?? hash.slice(0, 19)}: there are no words of the engine to approve; \`altwright lock edit\` writes some.`,
    )
  }
  return { ...own, ...review }
}

function reviewedUse(entry: LockEntry, review: Review, use: string): LockEntry {
  if (review.state === 'approved') {
    throw new AltwrightError('bad-input', 'For a use, say the words: `altwright lock edit`.')
  }
  const note = entry.uses !== undefined && Object.hasOwn(entry.uses, use) ? entry.uses[use]?.note : undefined
  const words = review.state === 'edited' ? { alt: review.alt } : {}
  const decision: UseDecision = { state: review.state, ...words, ...(note === undefined ? {} : { note }) }
  return { ...entry, uses: { ...entry.uses, [use]: decision } }
}

/** The lockfile without a machine's words for this picture, so that the next run asks the model at hand. */
export function forgetWords(data: LockfileData, hash: string): LockfileData {
  const entry = data.images[hash]
  if (entry === undefined || isReviewed(entry)) return data
  const { [hash]: _, ...others } = data.images
  const { uses, source, note } = entry
  if (uses === undefined) return { ...data, images: others }
  const kept = {
    ...(source === undefined ? {} : { source }),
    ...(note === undefined ? {} : { note }),
    uses,
  }
  return { ...data, images: { ...others, [hash]: kept } }
}
