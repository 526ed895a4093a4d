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

const sexes = '(?:fe)?male'

/** What a model says of people's age and origin, as alternatives of an expression. */
export const guesses = [
  '(?:very )?(?:young(?:er)?|old(?:er)?|elderly|aged|middle[- ]aged|teen(?:age(?:d)?)?|adult|little)',
  '(?:african|afro|latin|native)[ -]american|middle[- ]eastern|asian|african|arab(?:ian|ic)?|caucasian|hispanic|latin[ao]',
  'indian|chinese|japanese|korean|mexican|(?:(?:dark|light|fair)[- ]skinned|black|white|brown)',
].join('|')

/** The same, and of their sex. */
export const claims = `${sexes}|${guesses}`

/** What is theirs to say: their faith, health, body, love, means and guilt, as alternatives of an expression. */
export const personal = [
  'jewish|muslim|islamic|christian|catholic|hindu|sikh|buddhist|mormon|gay|lesbian|bisexual|trans(?:gender|sexual)?|queer',
  'blind|deaf|mute|disabled|handicapped|crippled|autistic|retarded|pregnant|sick|ill|injured|dead|drunk|mentally [a-z]+',
  'fat|chubby|obese|overweight|skinny|ugly|homeless|poor|illegal',
].join('|')

/** People whom captioners were shown so often that they see them in others, as alternatives of an expression. */
export const famous = [
  '(?:barack|michelle) obama|(?:donald|melania) trump|joe biden|(?:bill|hillary) clinton|vladimir putin|angela merkel',
  'queen elizabeth|prince (?:william|harry)|kate middleton|meghan markle|pope francis|dalai lama|nelson mandela',
  'elon musk|steve jobs|bill gates|mark zuckerberg|taylor swift|justin bieber|lady gaga|beyonce|rihanna|kanye west',
  'kim kardashian|michael jackson|elvis presley|marilyn monroe|tom (?:cruise|hanks)|brad pitt|angelina jolie|will smith',
  'leonardo dicaprio|jennifer (?:aniston|lawrence|lopez)|emma (?:stone|watson)|scarlett johansson|george clooney',
  'cristiano ronaldo|lionel messi|david beckham|lebron james|serena williams|roger federer|tiger woods',
].join('|')

/** Things, animals and names with a word for people in them. */
export const things = [
  '(?:snow|gingerbread|spider|iron|super|bat|muffin|lego|straw|pac|wonder|cat)[ -]+(?:man|men|woman|boy|girl)',
  'lady ?(?:bug|bird|finger)s?|man ?(?:holes?|made|kind)|(?:boy|girl) (?:scout|guide)s?|(?:play|cow)[ -]?(?:boy|girl)s?',
  "black and white|(?:old )?man[’']s (?:beard|best friend)|(?:men|women|ladies|boys|girls|gentlemen)[’'](?: ?s)?",
].join('|')
