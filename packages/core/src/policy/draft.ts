import { neutral, withoutGuesses } from './neutral/neutral.ts'

export interface DraftOptions {
  /** In UTF-16 units; longer words are cut at a word. */
  readonly maxLength: number
  /**
   * Speak of people without their gender; their age and origin are never told.
   * @default false
   */
  readonly neutral?: boolean | undefined
  /**
   * A person has approved what it says of people.
   * @default false
   */
  readonly approved?: boolean | undefined
}

/**
 * A caption as it would stand in an alt, whatever its context: it strips, shortens and capitalises, and invents nothing.
 * Empty where nothing usable is left. What it gives, it gives again.
 */
export function draftAlt(caption: string, options: DraftOptions): string {
  const plain = caption
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, 2000)
  const words = stripped(plain)
  const told =
    options.approved === true ? words : options.neutral === true ? neutral(words) : withoutGuesses(words)
  const short = shorten(told, options.maxLength)
  return sentenceCase(short === told ? told : withoutTail(short, true))
}

/** Taking one thing away may bring another to light: “old - picture of a cat”. */
function stripped(text: string): string {
  const out = withoutStray(withoutTail(withoutPreamble(text), false))
  return out === text ? out : stripped(out)
}

const kinds =
  'pictures?|images?|photos?|photographs?|photography|drawings?|illustrations?|graphics?|renderings?'
const looks = 'close ?up|blurry|black and white|cartoon|vector|stock|old|colou?r(?:ful)?'

const preambles: readonly RegExp[] = [
  // A photo that is black and white is told by that; the rest says that there is a picture.
  new RegExp(
    `^(?:(?:this|there|here|it|that) (?:is|are) )?(?:(?:an?|the|some) )?(?:(?:${looks})[ -])*(?:${kinds}) (?:of|showing|depicting|with) `,
    'i',
  ),
  /^(?:an?|the) (?:close ?up|view) of /i,
  /^(?:i (?:can )?see|(?:it|this) looks like|(?:the|this) (?:image|photo|picture) (?:shows|depicts|features|contains)|image may contain:?) /i,
  /^(?:there|here|this|it) (?:is|are|'s) /i,
]

/** “there is a picture of”, “a close up of”: what is said again by being an image. */
function withoutPreamble(text: string): string {
  let out = text
  for (let before = ''; before !== out; ) {
    before = out
    out = out.replace(/^["'“”‘’`\s.,;:!?–—-]+/, '')
    for (const preamble of preambles) {
      const rest = out.replace(preamble, '')
      if (rest.trim() !== '') out = rest
    }
    out = out
      // A word that BLIP has and English has not: “an arafed man”, “araffe”.
      .replace(/\b(an?) araf+e?(?:d|s|ly)?\s+(?=([a-z]))/gi, (_, article: string, next: string) =>
        /[aeiou]/i.test(next) ? `${article.slice(0, 1)}n ` : `${article.slice(0, 1)} `,
      )
      .replace(/\baraf+e?(?:d|s|ly)?\b\s*/gi, '')
  }
  return out
}

/** Words that never end a sentence, and those that do not where one of them was cut off. */
const neverLast =
  /(?:^|[\s,;:–—-]+)(?:an?|the|its|his|their|of|and|or|with|is|are|was|that|which|as|while|from)$/i
const seldomLast =
  /(?:^|[\s,;:–—-]+)(?:in|on|at|by|to|for|next|near|behind|beside|between|over|under|above|below|inside|into|through|front|top|some|very|holding|wearing|carrying|riding)$/i

/** A thing that is described and not named: “in the water near a large”. */
const halfNamed =
  /(?:^|[\s,]+)(?:an? (?:big|black|blue|brown|gr[ae]y|green|large|little|long|old|pink|purple|red|small|tall|white|wooden|yellow|young)|(?:next to|beside|behind) each)$/i

/** What was cut off in the middle says less than nothing: “a cat on top of a”. */
function withoutTail(text: string, wasCut: boolean): string {
  let out = text
  let cut = wasCut
  for (let before = ''; before !== out; ) {
    before = out
    out = out
      .replace(/[\s.,;:!?"“”‘’`–—-]+$/, '')
      .replace(/,? (?:on|with|against|over|isolated on) an? (?:plain |solid )?white background$/i, '')
      .replace(neverLast, () => {
        cut = true
        return ''
      })
      .replace(halfNamed, () => {
        cut = true
        return ''
      })
    if (cut) out = out.replace(seldomLast, '')
  }
  return out
}

/** Spaces that tokenizers leave around marks. */
function withoutStray(text: string): string {
  return text
    .replace(/ (?=[,.;:!?](?:\s|$))/g, '')
    .replace(/ ?(['’]) ?(s|t|re|ll|ve)\b/g, '$1$2')
    .replace(/ - /g, '-')
}

/** Cuts at the last word that fits, and never in the middle of a character. */
function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const cut = text.slice(0, maxLength + 1)
  const space = cut.lastIndexOf(' ')
  return space > 0 ? cut.slice(0, space) : cut.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '')
}

/** A brand keeps its own casing. */
function sentenceCase(text: string): string {
  if (/ logo$/.test(text)) return text
  const [first = ''] = text
  const capital = first.toUpperCase()
  // “ß” becomes two letters, one more than may fit.
  return capital.length === first.length ? capital + text.slice(first.length) : text
}

/** A word three times in a row, a phrase twice, or a syllable that repeats inside one as in “gifefefefe”. */
export function loops(text: string): boolean {
  if (/(\p{L}{2,3})\1{3}/iu.test(text)) return true
  if (plainWords.test(text) && !repeatsPair(text)) return false
  return (
    /\b(\S+)(?:[\s,]+\1\b){2}/iu.test(text) ||
    /\b(\S+(?: \S+){1,7})(?:,? (?:and )?\1\b)/iu.test(text) ||
    /\b(\S+(?: \S+){0,3}) and \1 and \1\b/iu.test(text) ||
    againLater(text)
  )
}

const plainWords = /^[a-z\d ]*$/i

/** Whether two words in a row stand there twice, as in whatever is said again; nearly no caption needs to be asked for more. */
function repeatsPair(text: string): boolean {
  const words = text.toLowerCase().split(/ +/)
  const seen = new Set<string>()
  for (let at = 0; at + 1 < words.length; at++) {
    const pair = `${words[at]} ${words[at + 1]}`
    if (seen.has(pair)) return true
    seen.add(pair)
  }
  return false
}

/** “A group of people in front of a group of people”: the same thing twice, whatever stands between. */
function againLater(text: string): boolean {
  const words = text.toLowerCase().split(/[\s,]+/)
  const seen = new Set<string>()
  for (let at = 0; at + 2 < words.length; at++) {
    const [first = '', , last = ''] = words.slice(at, at + 3)
    if (joining.has(first) || joining.has(last)) continue
    const three = words.slice(at, at + 3).join(' ')
    if (seen.has(three)) return true
    seen.add(three)
  }
  return false
}

const joining = new Set('a an and at by for from in is of on or the to with'.split(' '))
