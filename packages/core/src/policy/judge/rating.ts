import type { ImageFacts } from '../../image/facts.ts'
import { fileStem, wordsOf } from '../hints.ts'
import { ask, type Judgement } from './judgement.ts'

/** Three stars or more in a row are a rating: one text for all of them. */
export function inRow(facts: ImageFacts): Judgement | undefined {
  const proposal = ratingOf(facts)
  if (proposal === undefined) return undefined
  return ask('image-group', `It is one of ${facts.row?.images.length} stars in a row.`, proposal)
}

/** “3 of 5 stars”, for the first of them; the others say nothing. `undefined` where there is no such row. */
export function ratingOf({ row }: ImageFacts): string | undefined {
  if (row === undefined || row.images.length < 3) return undefined
  const words = row.images.map(({ url }) => wordsOf(fileStem(url ?? '')))
  if (!words.every((own) => own.some((word) => stars.has(word)))) return undefined
  if (row.index > 0) return ''
  const lit = words.filter((own) => !own.some((word) => unlit.has(word)))
  const half = lit.filter((own) => own.includes('half')).length
  return `${lit.length - half / 2} of ${words.length} stars`
}

const stars = new Set(['star', 'stars', 'rating', 'rate'])
const unlit = new Set(['blank', 'dark', 'empty', 'gray', 'grey', 'inactive', 'off', 'outline', 'o', 'void'])
