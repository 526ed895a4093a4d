import type { ImageFacts } from '../image/facts.ts'
import { hasLetters, isInOtherLetters, isInOtherWords } from '../image/foreign.ts'

/**
 * Why the words around an image are not English, whatever `lang` says: templates of tools say `lang="en"`, and many pages keep it.
 * Of letters the nearest words that are enough decide; of words, all of them.
 */
export function foreignAround({ figure, nearby, foreign }: ImageFacts): string | undefined {
  const texts = [
    `${figure?.caption ?? ''} ${nearby.before} ${nearby.after}`,
    nearby.heading,
    `${nearby.firstHeading} ${nearby.page}`,
  ]
  const told = texts.find(hasLetters)
  if (told !== undefined && isInOtherLetters(told)) return 'The words around it are not in Latin letters'
  if (isInOtherWords(texts.join(' '))) return 'The words around it are not English'
  return foreign ? 'The page names no language and is not in English' : undefined
}
