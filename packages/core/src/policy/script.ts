import type { ImageFacts } from '../image/facts.ts'

/** Fewer letters tell nothing: a name, a sign. */
const fewest = 4

/** Most texts are in ASCII, and all of its letters are Latin. */
const beyondAscii = /[^ -~\s]/
const enough = new RegExp(`(?:[a-z][^a-z]*){${fewest}}`, 'i')

/**
 * Whether the words around an image are written in other letters than English is, whatever `lang` says: templates of tools say
 * `lang="en"`, and many pages keep it. The nearest words that are enough decide.
 */
export function standsAmongOtherLetters({ figure, nearby }: ImageFacts): boolean {
  const texts = [
    `${figure?.caption ?? ''} ${nearby.before} ${nearby.after}`,
    nearby.heading,
    `${nearby.firstHeading} ${nearby.page}`,
  ]
  for (const text of texts) {
    if (!beyondAscii.test(text)) {
      if (enough.test(text)) return false
      continue
    }
    const letters = text.match(/\p{L}/gu)?.length ?? 0
    if (letters < fewest) continue
    const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
    return latin * 2 < letters
  }
  return false
}
