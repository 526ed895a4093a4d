import type { ImageFacts } from '../image/facts.ts'
import { type DraftOptions, draftAlt, loops } from './draft.ts'
import { fileStem, wordsOf } from './hints.ts'
import { isPersonal } from './neutral/neutral.ts'
import { leftovers } from './quality/words.ts'
import type { RuleId } from './rules.ts'
import { foreignAround } from './script.ts'
import { cut } from './wording.ts'

/** A caption as alt text, or why a person must decide. */
export type Composition =
  /** `language`: the alt's, where the page speaks another; the element has to say it. */
  | { readonly verdict: 'alt'; readonly alt: string; readonly language?: 'en' }
  | { readonly verdict: 'ask'; readonly rule: RuleId; readonly reason: string; readonly proposal: string }

export interface ComposeOptions extends DraftOptions {
  /**
   * On a page in another language an English caption is for a person (`report`), or goes with `lang="en"` on the element
   * (`mark`).
   * @default 'report'
   */
  readonly onOtherLanguage?: 'report' | 'mark' | undefined
}

/**
 * Turns an engine's caption into alt text for an image that `judge` gave the verdict `caption`, or that
 * needs a draft. Never invents: it strips, shortens, capitalises, or asks.
 */
export function compose(facts: ImageFacts, caption: string, options: ComposeOptions): Composition {
  return composeRead(facts, readCaption(caption, options), options)
}

/** What a caption is by itself, whatever image it is for. */
export interface ReadCaption {
  readonly alt: string
  /** Set where no image can have it. */
  readonly objection: Composition | undefined
  /** Names an organisation that has to be known from elsewhere. */
  readonly isLogo: boolean
  /** Its letters and digits alone, with and without the word for the kind of picture. */
  readonly letters: readonly string[]
  readonly words: readonly string[]
}

export function readCaption(caption: string, options: DraftOptions): ReadCaption {
  const alt = draftAlt(caption, options)
  return {
    alt,
    objection: objectionTo(caption, alt),
    isLogo: /\blogo$/i.test(alt),
    letters: [squash(alt), squash(alt.replace(/ (?:icon|logo|emoji)$/i, ''))],
    words: contentWords(alt),
  }
}

/** Reads captions for a run, each once: a picture may stand on every page of a site. */
export function captionReader(): typeof readCaption {
  const known = new Map<string, ReadCaption>()
  return (caption, options) => {
    const key = `${options.maxLength} ${options.neutral === true} ${caption}`
    const read = known.get(key) ?? readCaption(caption, options)
    known.set(key, read)
    return read
  }
}

/** As `compose`, of a caption that has been read with the same options. */
export function composeRead(
  facts: ImageFacts,
  { alt, objection, isLogo, letters, words }: ReadCaption,
  options: ComposeOptions,
): Composition {
  if (objection !== undefined) return objection
  if (isLogo && !corroborated(alt, facts)) {
    return ask('logo', 'It looks like a logo, and nothing around it names the organisation.', alt)
  }
  const said = [facts.figure?.caption ?? '', facts.nearby.before, facts.nearby.after].find(
    (text, index) =>
      text !== '' && (saysTheSame(text, letters) || isContained(words, text, index === 0 ? 1 : 3)),
  )
  if (said !== undefined) {
    return ask('maybe-decorative', `The text beside it says “${cut(said)}” already.`, '')
  }
  const foreign = foreignness(facts)
  if (foreign === undefined) return { verdict: 'alt', alt }
  // Where the element itself says the language, its author has said what the alt is to be in.
  if (options.onOtherLanguage === 'mark' && !facts.ownLanguage) return { verdict: 'alt', alt, language: 'en' }
  return ask('language', `${foreign}, and the caption is English.`, alt)
}

function objectionTo(caption: string, alt: string): Composition | undefined {
  if (nounless.test(caption)) return ask('unsure', 'The caption lacks the word for what it is about.', '')
  if (!/[\p{L}\p{N}\p{S}]/u.test(alt) || loops(alt)) {
    return { verdict: 'ask', rule: 'unsure', reason: 'The caption holds no usable words.', proposal: '' }
  }
  const trap = trapIn(alt)
  if (trap !== undefined) return trap
  if (/\b(?:chart|graph|plot|diagram|histogram)$/i.test(alt)) {
    return ask('complex-image', `It looks like a ${lower(alt)}: its data belongs into the text.`, alt)
  }
  if (/^(?:qr code|barcode)$/i.test(alt)) {
    return ask('complex-image', `It looks like a ${alt}: say where it leads or what it holds.`, alt)
  }
  if (/\bavatar(?: placeholder)?$/i.test(alt)) return ask('avatar', 'It looks like an avatar.', alt)
  return /\bplaceholder$/i.test(alt) ? ask('maybe-decorative', 'It looks like a placeholder.', '') : undefined
}

/** What captioners say where they see nothing they know, or have learnt from alts that were none. */
function trapIn(alt: string): Composition | undefined {
  if (nothingSaid.test(alt) || noWords.test(alt) || leftovers.has(alt.toLowerCase()))
    return ask('unsure', 'The caption says nothing of the picture.', '')
  if (watermark.test(alt))
    return ask('unsure', 'The caption says whose picture it may be, which a model cannot know.', '')
  if (/\b(?:naked|nude|sexy|topless)\b/i.test(alt) || isPersonal(alt))
    return ask('unsure', 'A person has to choose these words.', alt)
  if (
    /^(?:an? )?(?:(?:black|blank|blue|empty|gr[ae]y|green|plain|red|solid|white|yellow) )+(?:background|page|paper|screen|wall)$/i.test(
      alt,
    )
  )
    return ask('maybe-decorative', 'It looks like a plain colour.', '')
  if (/^(?:an? )?(?:\w+ )?screen ?shot\b/i.test(alt))
    return ask('complex-image', 'It looks like a screenshot: say what in it matters here.', alt)
  // A model reads few words right, and makes up the others.
  return /\b(?:that (?:reads|says)|with (?:the|a) (?:words?|text|name|number)\b(?! (?:on|in)\b)|(?:saying|reading) ["“']?\w+$)/i.test(
    alt,
  )
    ? ask('text-image', 'It looks like a picture with text: write what it says.', alt)
    : undefined
}

/** BLIP's “araffe” in the place of a noun: without it “two araffes in a field” says “two in a field”. */
const nounless =
  /\baraf+\w*\s*(?:$|[,.;]|(?:and|are|at|behind|beside|by|in|is|looking|near|next|of|on|that|under|walking|with|\w+ing)\b(?! (?:image|photo|picture)\b))/i
const nothingSaid =
  /^(?:an? |the )?(?:blurry |small |large )?(?:icon|image|logo design|graphic|graphic design|photo|photograph|picture|error|nothing|none|object|something|thing|unknown)$/i
/** Marks of a tokenizer, and letters one by one. */
const noWords = /\[(?:unk|cls|sep|pad|mask|dec|enc)\]|<\/?(?:pad|s|unk)>|##|^(?:\w ){3,}\w$/i
const watermark =
  /\b(?:alamy|copyright|getty ?images|istock(?:photo)?|shutterstock|stock photography|photo (?:by|credit))\b|©|\bwww\.|https?:|\.com\b/i

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

/** Whether a text is one of those that are given by their letters and digits alone. */
function saysTheSame(text: string, letters: readonly string[]): boolean {
  return letters.some((one) => startsAlike(text, one)) && letters.includes(squash(text))
}

/** Whether a text may begin as another one; most differ in their first letter, and a text beyond ASCII is left to a closer look. */
function startsAlike(text: string, letters: string): boolean {
  const first = /[a-z\d]|[^\0-\x7f]/i.exec(text)?.[0] ?? ''
  return first === '' || first > '\x7f' || letters.startsWith(first.toLowerCase())
}

const empty = new Set(
  'a an and are as at behind by close for from in is it its near next of on or over some the their there this to two up with icon logo picture photo'.split(
    ' ',
  ),
)

/** Whether the text says all that the alt would: each of its words, at least so many, stands there too. */
function isContained(words: readonly string[], text: string, least: number): boolean {
  if (words.length < least) return false
  const lower = text.toLowerCase()
  // To look for letters is quicker than to take a text apart.
  if (!words.every((word) => lower.includes(word))) return false
  const said = new Set(contentWords(text))
  return words.every((word) => said.has(word))
}

function contentWords(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !empty.has(word))
    .map((word) => (word.endsWith('s') ? word.replace(/(?<=\p{L}{3})s$/u, '') : word))
}

/** Why an English caption is not in the language of the page, which is taken for English where nothing tells otherwise. */
function foreignness(facts: ImageFacts): string | undefined {
  const { language = '', ownLanguage } = facts
  if (language !== '' && !/^en(?:$|[-_])/i.test(language)) return `The page is in “${cut(language)}”`
  return ownLanguage ? undefined : foreignAround(facts)
}

function ask(rule: RuleId, reason: string, proposal: string): Composition {
  return { verdict: 'ask', rule, reason, proposal }
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
