import type { ImageFacts } from '../../image/facts.ts'
import { properWords } from '../brands.ts'
import { fileName, hintOf, isTextName } from '../hints.ts'
import { cut } from '../wording.ts'
import { flaw, type Judgement, keep } from './judgement.ts'

/**
 * What is named after a thing that informs, and stands alone: no text beside it could say the same, and of a logo no heading says
 * whose it is.
 */
export function seemsToInform(facts: ImageFacts): boolean {
  const { before, after } = facts.nearby
  const alone = before === '' && after === '' && facts.control === undefined && !facts.figure?.caption
  return alone && (informing.has(hintOf(facts)) || saysKind.test(wordsFor(facts))) && !isHeaded(facts)
}

const informing: ReadonlySet<ReturnType<typeof hintOf>> = new Set(['chart', 'logo', 'screenshot', 'text'])
const saysKind = /\b(?:chart|diagram|graph|infographic|logo|screenshot)$/i

/** What its author wrote for somebody who then is not told. */
function wordsFor({ alt, title }: ImageFacts): string {
  return (alt.state === 'text' ? alt.value : title).trim()
}

function isHeaded(facts: ImageFacts): boolean {
  const file = fileName(facts.source.url ?? '').replace(/\.\w+$/, '')
  const words = properWords(`${file} ${facts.labels.join(' ')} ${wordsFor(facts)}`)
  const said = new Set(properWords(`${facts.nearby.heading} ${facts.nearby.firstHeading}`))
  return words.some((word) => said.has(word))
}

/** An image that its author hides, or an SVG with words in it that are said nowhere else. */
export function hiddenThough(facts: ImageFacts): Judgement | undefined {
  if (facts.hidden?.own !== true || (facts.kind !== 'img' && facts.kind !== 'svg')) return undefined
  if (seemsToInform(facts)) return doubted(facts)
  const words = facts.kind === 'svg' && facts.control === undefined ? (facts.drawing?.text ?? '') : ''
  if (!/\p{L}{3}.*\p{L}{3}/u.test(words)) return undefined
  return flaw(
    'decorative-doubt',
    `It is hidden, and “${cut(words)}” is written in it and nowhere else on the page.`,
  )
}

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
  const hint = hintOf(facts) ?? saysKind.exec(wordsFor(facts))?.[0].toLowerCase() ?? 'picture'
  return hint === 'text' ? 'text' : `${/^[aeiou]/.test(hint) ? 'an' : 'a'} ${hint}`
}
