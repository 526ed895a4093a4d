import type { ImageFacts } from '../../image/facts.ts'
import { fileName, hintOf, isTextName } from '../hints.ts'
import { cut } from '../wording.ts'
import { flaw, type Judgement, keep } from './judgement.ts'

/** What is named after a thing that informs, and stands alone: no text beside it could say the same. */
export function seemsToInform(facts: ImageFacts): boolean {
  const { before, after } = facts.nearby
  const alone = before === '' && after === '' && facts.control === undefined && !facts.figure?.caption
  return alone && informing.has(hintOf(facts))
}

const informing: ReadonlySet<ReturnType<typeof hintOf>> = new Set(['chart', 'logo', 'screenshot', 'text'])

export function doubted(facts: ImageFacts, why = 'Its author says it is decorative'): Judgement {
  const url = facts.source.url ?? ''
  if (isTextName(url))
    return flaw('image-of-text', `${why}, and “${cut(fileName(url))}” names a picture of text.`)
  return flaw(
    'decorative-doubt',
    `${why}; its name says it is ${hintWord(facts)}, and no text beside it says the same.`,
  )
}

/** A background says nothing; where its file is called after something that informs, that is lost. */
export function styled(facts: ImageFacts): Judgement {
  const url = facts.source.url ?? ''
  const name = cut(fileName(url))
  if (isTextName(url)) return flaw('image-of-text', `“${name}” names a picture of text.`)
  return seemsToInform(facts)
    ? flaw('css-image', `“${name}” names ${hintWord(facts)}, and a style sheet draws it.`)
    : keep('not-exposed', 'A style sheet draws it, so that it is not announced.')
}

function hintWord(facts: ImageFacts): string {
  const hint = hintOf(facts)
  return hint === 'text' ? 'text' : `a ${hint}`
}
