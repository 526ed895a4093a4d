import type { ImageFacts } from '../../image/facts.ts'
import { brandsIn, mayAbbreviate, properWords } from '../brands.ts'
import { fileStem } from '../hints.ts'
import { cut } from '../wording.ts'
import type { Objection } from './objection.ts'

/** A logo's file is called after one brand, and its alt names another. */
export function otherBrand({ name, source, drawing }: ImageFacts): Objection | undefined {
  const file = fileStem(source.url ?? drawing?.picture ?? '')
  // A cross that closes something is called so too.
  if (file.length < 2) return undefined
  const [brand, ...more] = brandsIn(file)
  if (brand === undefined || more.length > 0 || !isBrandAlone(file)) return undefined
  const told = brandsIn(name.value)
  if (told.has(brand)) return undefined
  const [proper = '', ...others] = properWords(name.value)
  const isOther = told.size > 0 && isBrandAlone(name.value)
  const bothLogos = /\blogo$/i.test(name.value.trim()) && /logo/i.test(file)
  const isStranger = bothLogos && told.size === 0 && proper !== ''
  if (
    !isOther &&
    !(isStranger && ![proper, [proper, ...others].join('')].some((word) => related(brand, word)))
  )
    return undefined
  return {
    rule: 'alt-mismatch',
    reason: `The file is called after “${brand}”, and the alt says “${cut(name.value)}”.`,
  }
}

function isBrandAlone(text: string): boolean {
  const words = properWords(text)
  return words.every((word) => brandsIn(word).size > 0) || brandsIn(words.join('')).size > 0
}

function related(brand: string, word: string): boolean {
  return mayAbbreviate(brand, word) || mayAbbreviate(word, brand)
}
