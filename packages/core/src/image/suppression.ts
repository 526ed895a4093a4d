/**
 * A place where an author says that what is found there is meant so: `data-alt-ignore="reason"` on an element, for it and
 * all in it, or `<!-- altwright-ignore rule-id: reason -->` before one.
 */
export interface Suppression {
  /** Tells it from the others of its document. */
  readonly id: number
  /** The rules that it is about, as written; none: all. */
  readonly rules: readonly string[]
  /** Empty where none is given. */
  readonly reason: string
}

/** What a comment suppresses, by the text between its marks; `undefined` for any other comment. */
export function readComment(comment: string): Omit<Suppression, 'id'> | undefined {
  const [said, ids = '', reason = ''] =
    /^\s*altwright-ignore\b(?!-)([^:]*)(?::(.*))?$/s.exec(comment.slice(0, 2000)) ?? []
  if (said === undefined) return undefined
  return {
    rules: ids.split(/[\s,]+/).filter((id) => id !== ''),
    reason: reason.replace(/\s+/g, ' ').trim(),
  }
}
