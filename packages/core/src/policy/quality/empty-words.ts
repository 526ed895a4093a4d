import type { ImageFacts } from '../../image/facts.ts'
import { cut } from '../wording.ts'
import type { Objection, ReadName } from './objection.ts'
import { kindWords, leftovers, pictureWords, thinWords, useWords, vaguePhrases } from './words.ts'

export function placeholder(facts: ImageFacts, name: ReadName): Objection | undefined {
  if (!isPlaceholder(facts, name)) return undefined
  return { rule: 'alt-placeholder', reason: `“${cut(name.value)}” says nothing about the picture.` }
}

function isPlaceholder({ control }: ImageFacts, { value, trimmed, plain, words }: ReadName): boolean {
  // What is read of marks alone is their names; stars, arrows and emoji mean something.
  if (/^[\s.,;:_|~=*·•…\u2010-\u2015-]+$/.test(value)) return true
  if (leftOver.test(trimmed)) return true
  if (leftovers.has(withoutNumber(plain))) return true
  if (control === undefined && instruction.test(plain)) return true
  if (!words.some((word) => pictureWords.has(word)) && !/^(?:alt|alt text|alt tag)$/.test(plain)) return false
  // Of several, a link or button may well lead to some, or to one of them.
  if (control !== undefined && (plain.endsWith('s') || words.includes('of'))) return false
  return words.every((word) => pictureWords.has(word) || isThin(word))
}

/** Without the number that tells it from others of its kind. */
function withoutNumber(plain: string): string {
  return /[\d() ]/.test(plain.charAt(plain.length - 1)) ? plain.replace(/ ?\(?\d*\)?$/, '') : plain
}

/** What a template or an editor left in the alt: “[image]”, “%title%”, “<alt text>”, “alt=”. */
const leftOver =
  /^(?:\[+|\{+|<|%|\()\s*(?:alt|caption|description|image|img|name|photo|picture|title)[\w .:-]*(?:\]+|\}+|>|%|\))$|^[$@#](?:alt|caption|image|title)$|^(?:alt|src|title)\s*=\s*["']*$|^todo\b\s*[:-]/i

/** What an editor asks its author to do. */
const instruction =
  /^(?:please )?(?:add|enter|insert|provide|put|type|write)(?: \w+){0,2} (?:alt|alternative|alternate|description|image description)(?: (?:text|tag))?(?: \w+){0,2}$/

function isThin(word: string): boolean {
  return thinWords.has(word) || /^\d{1,4}$/.test(word)
}

/** What any link could say; nothing else names the control. */
export function vague({ control, kind }: ImageFacts, { value, plain }: ReadName): Objection | undefined {
  if (kind !== 'img' || control === undefined || control.name !== '' || control.text !== '') return undefined
  // “More” and “Continue” say what a button does, and not where a link leads.
  const isVague =
    askedToClick.test(plain) ||
    (control.kind === 'link' && (vagueNames.test(plain) || vaguePhrases.has(plain)))
  if (control.images > 1 || !isVague) return undefined
  return { rule: 'alt-vague', reason: `“${cut(value)}” could stand on any ${control.kind}.` }
}

const askedToClick =
  /^(?:(?:click|tap|press)(?: (?:here|this|me))?(?: (?:to|for) (?:continue|download|enlarge|learn more|more|open|read(?: more)?|see(?: more)?|view|visit|zoom))?(?: (?:this |the |larger )?(?:image|page|photo|picture))?|(?:this |a |the )?(?:link|button|icon|image|picture)(?: to (?:click|press|tap))?)$/
const vagueNames =
  /^(?:here|this|(?:read|learn|see|view|find out|discover|show)? ?more(?: (?:info|information|details))?|details|continue|read on|this page)$/

export function stub({ control }: ImageFacts, name: ReadName): Objection | undefined {
  const { value, trimmed } = name
  if (control === undefined && isStub(name))
    return { rule: 'alt-stub', reason: `“${cut(value)}” names a kind of picture, and not what it shows.` }
  if (isCredit(trimmed))
    return { rule: 'alt-stub', reason: `“${cut(value)}” says whose picture it is, and not what it shows.` }
  return undefined
}

/** A kind of picture, with what kind of that, or what for, at most. In a control the same word may be a purpose: “Map”. */
function isStub({ plain, words }: ReadName): boolean {
  if (kindOfPicture.test(plain) || numbered.test(plain)) return true
  const names = words.filter((word) => kindWords.has(word) || isPicture(word))
  // A word for a picture alone is for the other rule.
  const tells = words.some((word) => kindWords.has(word) || useWords.has(word))
  return (
    names.length > 0 &&
    tells &&
    words.every((word) => names.includes(word) || useWords.has(word) || isThin(word))
  )
}

/** “User icon” describes an icon; “user image” describes none. */
function isPicture(word: string): boolean {
  return pictureWords.has(word) && !/^icons?$/.test(word)
}

const kindOfPicture = new RegExp(
  `^(?:(?:an?|the|our|this) )?(?:${[
    '(?:(?:area|bar|column|donut|flow|gantt|line|pie|scatter|network|block|data) )?(?:chart|graph|diagram)',
    '(?:(?:brand|company|footer|header|main|site|website) )?logo',
    'screen shot|table|figure|scatter plot',
    '(?:background|banner|bullet|decoration|divider|hero|separator|slide|thumb|thumbnail)(?: (?:graphic|image|img))?',
    'button(?: to (?:click|press|tap))?',
  ].join('|')})$`,
)

/** “Figure 3.2”: what the text beside it counts, and not what is in it. */
const numbered =
  /^(?:fig(?:ure|\.)?|figura|abb(?:ildung|\.)?|afb\.?|рис(?:унок|\.)?|slide|图|圖|図) ?\d+(?:[.-]\d+)*[a-z]?$/

/** “© 2024 AP”, “Photo by Jane Doe”, “Photo: Reuters”. */
function isCredit(name: string): boolean {
  if (/^(?:©|\(c\)|copyright (?:©|\(c\)|by|\d{4})).*\p{L}{2}/iu.test(name)) return true
  const [, said = '', owner = ''] = credited.exec(name) ?? []
  if (agencies.test(owner)) return true
  // Who made it, by one to three names.
  return said.trim() !== ':' && /^\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,2}$/u.test(owner)
}

const credited =
  /^(?:(?:photo|picture|image|foto|bild|illustration)(?: (?:credits?))?|credits?|crédits?(?: photo)?)( ?: ?| by | via | courtesy (?:of )?)(.+)$/i

const agencies =
  /^(?:(?:afp|alamy|ap|associated press|dpa|epa|getty(?: images)?|imago|istock|keystone|pexels|pixabay|reuters|shutterstock|unsplash)(?: ?[/,] ?|$))+$/i

export function keywords({ name: { value } }: ImageFacts): Objection | undefined {
  if (!isKeywords(value)) return undefined
  return { rule: 'alt-keywords', reason: `“${cut(value)}” is a list of search words.` }
}

/** A comma in every few words, no sentence, and the same word in several items or one of a shop's. */
function isKeywords(name: string): boolean {
  if (isRepetitive(name)) return true
  if (!/[,;|]/.test(name)) return false
  const items = name
    .toLowerCase()
    .split(/[,;|]/)
    .map((item) => item.trim().split(/\s+/))
  if (items.length < 7 || items.some(([first = '', ...more]) => first === '' || more.length > 3)) return false
  if (/[.!?:]\s|\b(?:and|or|und|et|y)\s+\S+[.]?$/i.test(name)) return false
  const known = new Set<string>()
  return items.some((item) =>
    item.some((word) => {
      const again = word.length > 2 && known.has(word.replace(/s$/, ''))
      known.add(word.replace(/s$/, ''))
      return again || selling.test(word)
    }),
  )
}

const selling = /^(?:best|buy|cheap|discount|kaufen|günstig|online|price|sale|shop|acheter|comprar)$/

/** “oak table buy oak table cheap oak table”: no sentence, and the same word again and again. */
function isRepetitive(name: string): boolean {
  const words = name
    .toLowerCase()
    .split(/[\s,;|]+/)
    .filter((word) => word !== '')
  if (words.length < 8 || words.some((word) => joining.test(word))) return false
  const counts = new Map<string, number>()
  for (const word of words) if (word.length > 2) counts.set(word, (counts.get(word) ?? 0) + 1)
  return Math.max(0, ...counts.values()) >= 3
}

const joining =
  /^(?:an?|and|are|at|by|from|in|is|of|on|or|the|to|with|und|der|die|das|et|le|la|les|de|des|du|y|el|il|di|e|o|en)$/

export function prefixed({ kind, name }: ImageFacts, { trimmed }: ReadName): Objection | undefined {
  if (name.from !== 'alt' || kind !== 'img') return undefined
  const [prefix] = saidAlready.exec(trimmed) ?? []
  if (prefix === undefined) return undefined
  return { rule: 'alt-prefix', reason: `“${prefix.trim()}” is said by assistive technology already.` }
}

const saidAlready = new RegExp(
  `^(?:${[
    '(?:this is )?(?:an? |the )?(?:image|picture|graphic) of(?= (?!the (?:day|week|month|year)\\b)\\S)',
    '(?:image may contain:|may be an? (?:image|graphic|illustration|meme) of)(?= )',
    '(?:ein |das )?bild (?:von|eines|einer)(?= )',
    "(?:une )?image (?:d[’']une?|du|des|de la)(?= )",
    '(?:una )?(?:imagen|immagine) (?:de una?|del|di una?|della|dei)(?= )',
    '(?:uma )?imagem (?:de uma?|do|da)(?= )',
    '(?:een )?afbeelding van(?= )',
  ].join('|')})`,
  'i',
)
