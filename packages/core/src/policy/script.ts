import type { ImageFacts } from '../image/facts.ts'

/** Fewer letters tell nothing: a name, a sign. */
const fewest = 4

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
    const letters = text.match(/\p{L}/gu)?.length ?? 0
    if (letters < fewest) continue
    const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
    return latin * 2 < letters
  }
  return false
}
