import { claims, famous, guesses, neutralWords, people, personal, things } from './words.ts'

/**
 * An English caption without what it claims of people's gender, of their origin, and of whether they are young or old: a
 * model guesses it, and it is theirs to say. A child stays a child; animals, things and names stay what they are.
 */
export function neutral(caption: string): string {
  return taken(caption, [withoutClaims, withPlainNouns, withPlainPronouns, countedTogether])
}

/** A caption without what it claims of people's origin, and of whether they are young or old, which no model can see. */
export function withoutGuesses(caption: string): string {
  return guess.test(caption) ? taken(caption, [(text) => without(guessed, text)]) : joined(caption)
}

/** Whether a caption says who people are, or of them what is theirs to say: their faith, their health, their means. */
export function isPersonal(caption: string): boolean {
  if (!aboutPeople.test(caption)) return false
  const text = sealed(caption)
  return personalBefore.test(text) || personalAfter.test(text) || personalNouns.test(text) || names.test(text)
}

function taken(caption: string, steps: readonly ((text: string) => string)[]): string {
  let text = joined(caption)
  // What one word is replaced with may say the same again beside another; words only get fewer.
  for (let before = '', rounds = 0; before !== text && rounds < 8; rounds++) {
    before = text
    text = steps.reduce((words, step) => step(words), sealed(text)).replaceAll(seal, '')
  }
  return text
}

/** “the dog ' s tail”, as some captioners write it. */
function joined(caption: string): string {
  return caption.replace(/ ?(['’]) s\b/g, '$1s')
}

/** Stands between the letters of what is no person, so that no expression finds one there. */
const seal = '\u2060'

const thing = new RegExp(`\\b(?:${things})(?![a-z])`, 'gi')

function sealed(text: string): string {
  return text.replaceAll(seal, '').replace(thing, (found) => [...found].join(seal))
}

/** Two words may stand between: “a young tennis player”; none that begins another part of the sentence. */
const between = '(?:(?!(?:and|or|with|in|on|of|to|at|by|is|are|was|were|who|that)\\b)[a-z-]+ ){0,2}?'
const beforePeople = (words: string): RegExp =>
  new RegExp(
    `\\b(an? )?(?:${words})(?:(?:,? and |, | )(?:${words}))* (?=${between}(?:${people})\\b)([a-z])`,
    'gi',
  )
const claimed = beforePeople(claims)
const guessed = beforePeople(guesses)
const personalBefore = new RegExp(`\\b(?:${personal}) ${between}(?:${people})\\b`, 'i')
const personalAfter = new RegExp(`\\b(?:${people}) (?:who |that )?(?:is|are) (?:${personal})\\b`, 'i')
const personalNouns =
  /\b(?:terrorist|criminal|thief|thug|prostitute|stripper|hooker|slave|midget|gypsy|cripple|junkie|refugee|immigrant|beggar|jew)s?\b/i
const names = new RegExp(
  `\\b(?:${famous})\\b|\\b(?:person|man|woman|boy|girl|actor|actress|singer|player) (?:named|called) \\w`,
  'i',
)
/** Most captions have none of these words, and what is asked of the others takes long to compile. */
const guess = new RegExp(`\\b(?:${guesses})\\b`, 'i')
const aboutPeople = new RegExp(
  `\\b(?:${personal}|named|called)\\b|${personalNouns.source}|\\b(?:${famous})\\b`,
  'i',
)
const afterPerson =
  '(?=$|[.,;]| (?:in|on|with|at|near|by|and an? (?:person|man|woman|boy|girl|male|female)|is|are|who|[a-z]+ing)\\b)'
/** “a male in a suit” and “two females”, but not “a male lion”. */
const claimAlone = new RegExp(
  `\\b(an? )?(?:(?:fe)?male|(?:african|afro)[ -]american|latin[ao]|caucasian|hispanic)(s)?\\b${afterPerson}`,
  'gi',
)

function without(claim: RegExp, text: string): string {
  let out = text
  // What is taken away may have hidden another claim: “a young tall Asian woman”.
  for (let before = ''; before !== out; ) {
    before = out
    out = out.replace(claim, (found, article: string | undefined, next: string) =>
      like(found, `${articleFor(article, next)}${next}`),
    )
  }
  return out
}

function withoutClaims(text: string): string {
  return without(claimed, text).replace(
    claimAlone,
    (found, article: string | undefined, plural: string | undefined) =>
      like(found, plural === undefined ? `${articleFor(article, 'p')}person` : 'people'),
  )
}

const gendered = new RegExp(`\\b(an? )?(${[...neutralWords.keys()].join('|')})\\b`, 'gi')

function withPlainNouns(text: string): string {
  return text.replace(gendered, (found, article: string | undefined, word: string) => {
    const plain = neutralWords.get(word.toLowerCase()) ?? word
    return like(found, `${articleFor(article, plain)}${plain}`)
  })
}

function articleFor(article: string | undefined, next: string): string {
  if (article === undefined) return ''
  return /^[aeiou]/i.test(next) ? 'an ' : 'a '
}

/** “her” is a person where the sentence ends or goes on after it, and belongs to what follows elsewhere. */
const objectHer =
  /\bher\b(?=$|\s*[.,;:!?]| (?:and|or|but|as|while|in|on|at|with|by|from|to|for|near|behind|beside|under|over|through|into|is|are|was|were)\b)/gi

function withPlainPronouns(text: string): string {
  return text
    .replace(/\bs?he(['’])s\b/gi, (found, mark: string) => like(found, `they${mark}re`))
    .replace(/\bs?he ([a-z]+s)\b/gi, (found, verb: string) => like(found, `they ${pluralVerb(verb)}`))
    .replace(/\bs?he\b/gi, (found) => like(found, 'they'))
    .replace(/\b(?:him|her)self\b/gi, (found) => like(found, 'themself'))
    .replace(/\bhim\b/gi, (found) => like(found, 'them'))
    .replace(/\bhers\b/gi, (found) => like(found, 'theirs'))
    .replace(objectHer, (found) => like(found, 'them'))
    .replace(/\b(?:his|her)\b/gi, (found) => like(found, 'their'))
}

const irregular: Readonly<Record<string, string>> = {
  is: 'are',
  was: 'were',
  has: 'have',
  does: 'do',
  goes: 'go',
}

function pluralVerb(verb: string): string {
  const known = irregular[verb.toLowerCase()]
  if (known !== undefined) return known
  if (/(?:ss|sh|ch|x|zz)es$/i.test(verb)) return verb.slice(0, -2)
  if (/[^aeiou]ies$/i.test(verb)) return `${verb.slice(0, -3)}y`
  return /[^s]s$/i.test(verb) ? verb.slice(0, -1) : verb
}

const numbers = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** “a person and a person” are two people. */
function countedTogether(text: string): string {
  const joined = text.replace(/\b(people|children|parents|siblings) and \1\b/gi, '$1')
  return togetherAs(togetherAs(joined, 'person', 'people'), 'child', 'children')
}

function togetherAs(text: string, one: string, many: string): string {
  const item = `(?:(?:an?|another|one) ${one}|(?:${numbers.slice(2).join('|')}) ${many})`
  const listed = new RegExp(
    `\\b${item}(?:, (?:and )?${item})*(?:,? and (?:${item}|${one})|, ${item})\\b(?!['’])`,
    'gi',
  )
  const counted = new RegExp(`\\b(?:(\\w+) )?(?:${one}|${many})\\b`, 'gi')
  return text.replace(listed, (found) => {
    const counts = [...found.matchAll(counted)].map(([, word = '']) => numbers.indexOf(word.toLowerCase()))
    const word = numbers[counts.reduce((sum, count) => sum + Math.max(1, count), 0)]
    return word === undefined ? found : like(found, `${word} ${many}`)
  })
}

/** With a capital where the other one has one. */
function like(found: string, word: string): string {
  return /^\p{Lu}/u.test(found) ? word.slice(0, 1).toUpperCase() + word.slice(1) : word
}
