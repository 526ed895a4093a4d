import type { ImageFacts } from '../image/facts.ts'
import { fileStem, wordsOf } from './hints.ts'
import type { RuleId } from './rules.ts'
import { cut } from './wording.ts'

/** A caption as alt text, or why a person must decide. */
export type Composition =
  | { readonly verdict: 'alt'; readonly alt: string }
  | { readonly verdict: 'ask'; readonly rule: RuleId; readonly reason: string; readonly proposal: string }

/**
 * Turns an engine's caption into alt text for an image that `judge` gave the verdict `caption`, or that
 * needs a draft. Never invents: it strips, shortens, capitalises, or asks.
 *
 * @param options
 *   `maxLength`: characters, cut at a word.
 */
export function compose(
  facts: ImageFacts,
  caption: string,
  options: { readonly maxLength: number },
): Composition {
  const alt = draftAlt(caption, options)
  if (alt === '' || loops(alt)) {
    return { verdict: 'ask', rule: 'unsure', reason: 'The caption holds no usable words.', proposal: '' }
  }
  if (/\b(?:chart|graph|plot|diagram|histogram)$/i.test(alt)) {
    return ask('complex-image', `It looks like a ${lower(alt)}: its data belongs into the text.`, alt)
  }
  if (/^(?:qr code|barcode)$/i.test(alt)) {
    return ask('complex-image', `It looks like a ${alt}: say where it leads or what it holds.`, alt)
  }
  if (/\bavatar(?: placeholder)?$/i.test(alt)) return ask('avatar', 'It looks like an avatar.', alt)
  if (/\bplaceholder$/i.test(alt)) return ask('maybe-decorative', 'It looks like a placeholder.', '')
  if (/\blogo$/i.test(alt) && !corroborated(alt, facts)) {
    return ask('logo', 'It looks like a logo, and nothing around it names the organisation.', alt)
  }
  const said = [facts.nearby.before, facts.nearby.after, facts.figure?.caption ?? ''].find((text) =>
    repeats(alt, text),
  )
  if (said !== undefined) {
    return ask('maybe-decorative', `The text beside it says “${cut(said)}” already.`, '')
  }
  if (isForeign(facts.language)) {
    return ask('language', `The page is in “${cut(facts.language ?? '')}”, and the caption is English.`, alt)
  }
  return { verdict: 'alt', alt }
}

/** The caption as it would stand in an alt, whatever its context. */
export function draftAlt(caption: string, options: { readonly maxLength: number }): string {
  const words = caption
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(
      /^(?:there (?:is|are) )?(?:(?:an?|the) )?(?:close ?up )?(?:picture|image|photo|photograph|drawing|illustration) of /i,
      '',
    )
    .replace(/^there (?:is|are) /i, '')
    .replace(/\baraf(?:f?ed|fe)\s+/gi, '')
    .replace(/[\s.,;:]+$/, '')
  return sentenceCase(shorten(words, options.maxLength))
}

/** Cuts at the last word that fits. */
function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const cut = text.slice(0, maxLength + 1)
  const space = cut.lastIndexOf(' ')
  return (space > 0 ? cut.slice(0, space) : cut.slice(0, maxLength)).replace(/[\s.,;:]+$/, '')
}

/** A brand keeps its own casing. */
function sentenceCase(text: string): string {
  if (/ logo$/.test(text)) return text
  const [first = ''] = text
  return first.toUpperCase() + text.slice(first.length)
}

/** A word three times in a row, or one inside which a syllable repeats as in “gifefefefe”. */
function loops(text: string): boolean {
  return (
    /\b(\S+)(?:\s+\1\b){2}/i.test(text) ||
    /(\p{L}{2,3})\1{3}/iu.test(text) ||
    /\b(\S+ \S+)(?: \1\b){1,}/i.test(text)
  )
}

function corroborated(alt: string, facts: ImageFacts): boolean {
  const brand = squash(alt.replace(/ logo$/i, ''))
  if (brand === '') return false
  const around = [
    fileStem(facts.source.url ?? ''),
    ...facts.labels,
    facts.nearby.before,
    facts.nearby.after,
    facts.nearby.heading,
    facts.nearby.page,
    facts.figure?.caption ?? '',
  ]
  return around.some((text) => {
    const words = [...wordsOf(text), ...text.toLowerCase().split(/[^\p{L}\p{N}.]+/u)].map(squash)
    return words.includes(brand) || (brand.length > 3 && squash(text).includes(brand))
  })
}

function squash(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

/** True where the text is just what the alt would say, with or without the kind word. */
function repeats(alt: string, text: string): boolean {
  const said = squash(text)
  return said !== '' && (said === squash(alt) || said === squash(alt.replace(/ (?:icon|logo|emoji)$/i, '')))
}

/** Captions are English; an undeclared language is taken for it. */
function isForeign(language: string | undefined): boolean {
  return language !== undefined && language !== '' && !/^en(?:$|[-_])/i.test(language)
}

function ask(rule: RuleId, reason: string, proposal: string): Composition {
  return { verdict: 'ask', rule, reason, proposal }
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
