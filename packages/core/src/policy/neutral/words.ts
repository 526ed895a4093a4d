/** Words for people that say more than is seen, with what is said in their place. */
const singular: Readonly<Record<string, string>> = {
  man: 'person',
  woman: 'person',
  guy: 'person',
  dude: 'person',
  lady: 'person',
  gentleman: 'person',
  grandmother: 'person',
  grandfather: 'person',
  grandma: 'person',
  grandpa: 'person',
  boy: 'child',
  girl: 'child',
  mother: 'parent',
  father: 'parent',
  mom: 'parent',
  mum: 'parent',
  dad: 'parent',
  son: 'child',
  daughter: 'child',
  brother: 'sibling',
  sister: 'sibling',
  husband: 'partner',
  wife: 'partner',
  girlfriend: 'partner',
  boyfriend: 'partner',
  businessman: 'business person',
  businesswoman: 'business person',
  policeman: 'police officer',
  policewoman: 'police officer',
  fireman: 'firefighter',
  fisherman: 'fisher',
  mailman: 'mail carrier',
  salesman: 'salesperson',
  saleswoman: 'salesperson',
  sportsman: 'athlete',
  sportswoman: 'athlete',
  craftsman: 'craftsperson',
  workman: 'worker',
  horseman: 'rider',
  waitress: 'waiter',
  actress: 'actor',
  hostess: 'host',
  stewardess: 'flight attendant',
}

/** By word, singular and plural. */
export const neutralWords: ReadonlyMap<string, string> = new Map(
  Object.entries(singular).flatMap(([word, plain]) => [
    [word, plain],
    [pluralOf(word), neutralPlural(plain)],
  ]),
)

function pluralOf(word: string): string {
  if (word.endsWith('man')) return word.replace(/man$/, 'men')
  if (word.endsWith('ss')) return `${word}es`
  if (word.endsWith('lady')) return word.replace(/y$/, 'ies')
  return word === 'wife' ? 'wives' : `${word}s`
}

function neutralPlural(word: string): string {
  if (word.endsWith('person')) return word.replace(/person$/, 'people')
  return word === 'child' ? 'children' : `${word}s`
}

/** Words for people that say no more than is seen: what stands before them is about people too. */
const plainWords = `
  person people child kid baby babies toddler infant adult teenager teen couple family families group crowd student teacher
  doctor nurse worker athlete player singer dancer musician model artist soldier officer surfer skier snowboarder
  skateboarder skater rider cyclist runner swimmer chef cook farmer actor politician scientist engineer customer tourist
  hiker fan golfer boxer gymnast pianist guitarist reporter friend parent sibling monk patient driver pilot shopper children
`
  .trim()
  .split(/\s+/)
  .flatMap((word) => [word, `${word}s`])

/** Every word for people, as an alternative of an expression. */
export const people = [...neutralWords.keys(), ...plainWords].sort((a, b) => b.length - a.length).join('|')

/** What a model says of people's age, sex and origin, as alternatives of an expression. */
export const claims = [
  '(?:very )?(?:young(?:er)?|old(?:er)?|elderly|aged|middle[- ]aged|teen(?:age(?:d)?)?|adult|little)',
  '(?:fe)?male',
  '(?:african|afro|latin|native)[ -]american|middle[- ]eastern|asian|african|arab(?:ian|ic)?|caucasian|hispanic|latin[ao]',
  'indian|chinese|japanese|korean|mexican|(?:(?:dark|light|fair)[- ]skinned|black|white|brown)',
].join('|')

/** Things, animals and names with a word for people in them. */
export const things = [
  '(?:snow|gingerbread|spider|iron|super|bat|muffin|lego|straw|pac|wonder|cat)[ -]+(?:man|men|woman|boy|girl)',
  'lady ?(?:bug|bird|finger)s?|man ?(?:holes?|made|kind)|(?:boy|girl) (?:scout|guide)s?|(?:play|cow)[ -]?(?:boy|girl)s?',
  "black and white|(?:old )?man[’']s (?:beard|best friend)|(?:men|women|ladies|boys|girls|gentlemen)[’'](?: ?s)?",
].join('|')
