import type { Finding } from './report.ts'

/**
 * The same for what shows the same in every document, by its bytes or its address. A drawing in the page itself, or a link
 * that a style sheet draws, is the same where its start tag is and it leads to the same place. Anything else may be another picture
 * elsewhere.
 */
export function shownBy({ picture, source, context, markup, id }: Finding): string {
  if (picture !== undefined) return picture
  if (/^(?:https?:)?\//i.test(source)) return source
  if (source === '' && markup !== undefined && / to ./.test(context)) return `${context} ${markup}`
  return id
}
